{% macro declared_parameters() -%}
    {#- `--vars` can replace any var, so these too; then the declared names are out of reach -#}
    {%- for name in ['parameters', 'analysis_inputs'] if name in given_parameters() -%}
        {% do raise_bad_input('`' ~ name ~ '`: unknown parameter; did you mean `target_growth_rate`?') %}
    {%- endfor -%}
    {{ return(var('parameters')) }}
{%- endmacro %}
