{% macro texts_of(expression, source, order_by='1') -%}
    {#- marked, as agate takes the texts '' and 'null' for nulls -#}
    {%- set found = [] -%}
    {%- for value in run_query(
        "select ':' || " ~ expression ~ ' from ' ~ source ~ ' order by ' ~ order_by
    ).columns[0].values() if value is not none -%}
        {%- do found.append(value[1:]) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
