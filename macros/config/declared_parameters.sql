{% macro declared_parameters() -%}
    {#- `--vars` can replace any var, so this one too; then the declared names are out of reach -#}
    {%- if 'parameters' in given_parameters() -%}
        {% do raise_bad_input('`parameters`: unknown parameter; did you mean `target_growth_rate`?') %}
    {%- endif -%}
    {{ return(var('parameters')) }}
{%- endmacro %}
