{% macro require_configuration(relation) -%}
    {%- if execute -%}
        {%- set found = load_relation(relation) -%}
        {%- if found is none or run_query('select count(*) from ' ~ found).columns[0].values()[0] == 0 -%}
            {% do raise_bad_input(
                'Configuration not found: the table simulation_config is missing or empty; build it first, '
                ~ 'for example with `dbt build` or `python -m runner run`'
            ) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
