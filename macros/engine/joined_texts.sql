{# Texts of a group, joined in a given order: engines name the aggregate differently. #}
{% macro joined_texts(text, delimiter, order_by) -%}
    {{ return(adapter.dispatch('joined_texts', 'planwise')(text, delimiter, order_by)) }}
{%- endmacro %}

{% macro default__joined_texts(text, delimiter, order_by) -%}
    string_agg({{ text }}, {{ delimiter }} order by {{ order_by }})
{%- endmacro %}

{% macro spark__joined_texts(text, delimiter, order_by) -%}
    array_join(transform(array_sort(collect_list(struct({{ order_by }}, {{ text }}))), pair -> pair.{{ text }}), {{ delimiter }})
{%- endmacro %}
