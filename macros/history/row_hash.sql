{% macro row_hash(relation) -%}
    {%- set texts = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) if execute -%}
        {%- do texts.append('coalesce(cast(' ~ column.name ~ ' as ' ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{ return(hash_to_integer("concat_ws('|', " ~ (texts or ["''"]) | join(', ') ~ ')')) }}
{%- endmacro %}
