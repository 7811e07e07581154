{% macro hash_of_rows(row_hash) -%}
    {%- set parts = [
        'count(*)', 'sum(' ~ row_hash ~ ' % 1073741824)', 'sum(' ~ shift_right(row_hash, 30) ~ ')'
    ] -%}
    {%- set texts = [] -%}
    {%- for part in parts -%}
        {%- do texts.append('cast(coalesce(' ~ part ~ ', 0) as ' ~ dbt.type_string() ~ ')') -%}
    {%- endfor -%}
    cast({{ hash_to_integer("concat_ws('|', " ~ texts | join(', ') ~ ')') }} as {{ dbt.type_string() }})
{%- endmacro %}
