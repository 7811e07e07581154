{% macro thousands(number) -%}
    {{ return(modules.re.sub('(?<=[0-9])(?=([0-9]{3})+$)', ',', number | int | string)) }}
{%- endmacro %}
