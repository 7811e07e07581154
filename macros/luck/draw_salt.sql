{% macro draw_salt(stream, year='simulation_year') -%}
    {{ hash_to_integer(
        "concat_ws('|', '" ~ stream ~ "', cast(random_seed as " ~ dbt.type_string()
        ~ "), cast(replication_id as " ~ dbt.type_string()
        ~ "), cast(" ~ year ~ " as " ~ dbt.type_string() ~ '))'
    ) }}
{%- endmacro %}
