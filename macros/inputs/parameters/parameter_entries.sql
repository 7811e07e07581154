{% macro parameter_entries(given) -%}
    {#- lists of path, declaration (none where the name is not known), value and the names that are known there -#}
    {%- set declared, entries, overridable = declared_parameters(), [], [] -%}
    {%- for name, declaration in declared.items() if declaration.scope == 'scenario' -%}
        {%- do overridable.append(name) -%}
    {%- endfor -%}
    {%- for name in given if name not in declared and name not in var('analysis_inputs') -%}
        {%- do entries.append([[name], none, given[name], declared | list]) -%}
    {%- endfor -%}
    {%- for name, declaration in declared.items() if name in given -%}
        {%- set value = given[name] -%}
        {%- do entries.append([[name], declaration, value, []]) -%}
        {%- do entries.extend(entries_by_year([name], declaration, value)) -%}
        {%- set is_map = declaration.type == 'map' and value_is_allowed(declaration, value) -%}
        {%- for key, entry in (value.items() if is_map else []) -%}
            {%- if name == 'scenarios' -%}
                {%- do entries.append([[name], dict(declaration, type='name'), key, []]) -%}
                {%- do entries.append([[name, key], {'type': 'map', 'nullable': true}, entry, []]) -%}
                {%- for parameter_name in (entry if entry is mapping else {}) -%}
                    {%- set own = declared[parameter_name] if parameter_name in overridable else none -%}
                    {%- do entries.append([[name, key, parameter_name], own, entry[parameter_name], overridable]) -%}
                    {%- do entries.extend(entries_by_year([name, key, parameter_name], own, entry[parameter_name])) -%}
                {%- endfor -%}
            {%- else -%}
                {%- set is_known = declaration.named_like or key in declaration.names -%}
                {%- set text = {'type': 'text', 'longest': declaration.longest} if is_known else none -%}
                {%- do entries.append([[name, key], text, entry, declaration.names]) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(entries) }}
{%- endmacro %}
