{% macro wrong_overrides(scenarios) -%}
    {%- set declared, found = declared_parameters(), [] -%}
    {%- for scenario_id, overrides in scenarios.items() -%}
        {%- if not text_is_allowed(scenario_id, declared.scenarios.longest, breaks=false) -%}
            {%- do found.append([['scenarios'], declared.scenarios, scenario_id, none]) -%}
        {%- endif -%}
        {%- if overrides is not none and overrides is not mapping -%}
            {%- do found.append([['scenarios', scenario_id], {'type': 'map', 'unit': 'none'}, overrides, {}]) -%}
        {%- else -%}
            {%- for name, declaration in declared.items() if name in (overrides or {}) and declaration.scope == 'scenario' -%}
                {%- if not value_is_allowed(declaration, overrides[name]) -%}
                    {%- do found.append([['scenarios', scenario_id, name], declaration, overrides[name], none]) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
