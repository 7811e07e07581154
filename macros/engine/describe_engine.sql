{# Says at the start of a run what this engine cannot do, so that nothing is missing in silence. #}
{% macro describe_engine() -%}
    {{ return(adapter.dispatch('describe_engine', 'planwise')()) }}
{%- endmacro %}

{% macro default__describe_engine() -%}
{%- endmacro %}

{% macro spark__describe_engine() -%}
    {% if execute %}
        {{ log(
            'spark: descriptions of columns are not stored with the tables (they are in `dbt docs`); '
            ~ 'a table is dropped before it is made anew, unless its file format is delta or iceberg', info=true
        ) }}
    {% endif %}
{%- endmacro %}
