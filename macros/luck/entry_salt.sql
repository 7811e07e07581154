{% macro entry_salt(stream) -%}
    {{ hash_to_integer("'" ~ stream ~ '|' ~ parameter('random_seed') ~ "'") }}
{%- endmacro %}
