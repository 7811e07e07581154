{% macro unknown_names(given) -%}
    {%- set declared, problems = declared_parameters(), [] -%}
    {#- what is unknown, as [path, name, what it is, names that are known] -#}
    {%- set found = [] -%}
    {%- for name in given if name not in declared and name not in var('analysis_inputs') -%}
        {%- do found.append([[name], 'parameter', declared | list]) -%}
    {%- endfor -%}
    {%- set overridable = [] -%}
    {%- for name, declaration in declared.items() if declaration.scope == 'scenario' -%}
        {%- do overridable.append(name) -%}
    {%- endfor -%}
    {%- set scenarios = given.scenarios if given.scenarios is mapping else {} -%}
    {%- for scenario_id, overrides in scenarios.items() if scenarios | length <= declared.scenarios.most -%}
        {%- for name in (overrides if overrides is mapping else {}) if name not in overridable -%}
            {%- do found.append([['scenarios', scenario_id, name], 'parameter', overridable]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name, declaration in declared.items() if 'keys' in declaration and given[name] is mapping -%}
        {%- for key in given[name] if key not in declaration['keys'] -%}
            {%- do found.append([[name, key], 'key', declaration['keys']]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for names, what, known in found -%}
        {%- if problems | length >= 20 -%}
            {%- do problems.append('not shown') -%}
        {%- elif names | length == 3 and names[2] in declared -%}
            {%- do problems.append(
                '`' ~ path_of(names) ~ '`: cannot differ between scenarios; set it at the top level'
            ) -%}
        {%- else -%}
            {%- do problems.append(
                '`' ~ path_of(names) ~ '`: unknown ' ~ what ~ '; did you mean `'
                ~ nearest_name((names | last)[:80], known) ~ '`?'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro %}
