{% macro draw_salt(stream) -%}
    {{ hash_to_integer(
        "concat_ws('|', '" ~ stream ~ "', cast(random_seed as " ~ dbt.type_string()
        ~ "), cast(replication_id as " ~ dbt.type_string()
        ~ "), cast(simulation_year as " ~ dbt.type_string() ~ '))'
    ) }}
{%- endmacro %}
