{% macro draw_salt(stream, year='simulation_year', key=none) -%}
    {{ hash_to_integer(
        "concat_ws('|', '" ~ stream ~ "', cast(random_seed as " ~ dbt.type_string()
        ~ "), cast(replication_id as " ~ dbt.type_string()
        ~ "), cast(" ~ year ~ " as " ~ dbt.type_string() ~ ')' ~ (', ' ~ key if key else '') ~ ')'
    ) }}
{%- endmacro %}
