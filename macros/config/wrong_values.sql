{% macro wrong_values(given, problems_before=0) -%}
    {%- set declared, problems = declared_parameters(), [] -%}
    {#- what is wrong, as [path, declaration, value, example] -#}
    {%- set found = [] -%}
    {%- for name, declaration in declared.items() if name in given -%}
        {%- set value = given[name] -%}
        {%- if not value_is_allowed(declaration, value) -%}
            {%- do found.append([[name], declaration, value, none]) -%}
        {%- elif name == 'scenarios' -%}
            {%- do found.extend(wrong_overrides(value)) -%}
        {%- elif declaration.type == 'map' -%}
            {%- set text = {'type': 'text', 'unit': 'none', 'longest': declaration.longest} -%}
            {%- for key, entry in value.items() if key in declaration['keys'] and not value_is_allowed(text, entry) -%}
                {%- do found.append([[name, key], text, entry, key]) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for names, declaration, value, example in found -%}
        {%- do problems.append(
            describe_value(path_of(names), declaration, value, example)
            if problems_before + problems | length < 20 else 'not shown'
        ) -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro %}
