{# Whether a whole text has the shape of a regular expression, of those that both engines read alike: no backslashes. #}
{% macro matches(text, shape) -%}
    {{ return(adapter.dispatch('matches', 'planwise')(text, shape)) }}
{%- endmacro %}

{% macro default__matches(text, shape) -%}
    regexp_full_match({{ text }}, {{ sql_text(shape) }})
{%- endmacro %}

{% macro spark__matches(text, shape) -%}
    regexp_like({{ text }}, {{ sql_text('^(' ~ shape ~ ')$') }})
{%- endmacro %}
