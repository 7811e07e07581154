{% macro entries_by_year(path, declaration, value) -%}
    {%- set entries = [] -%}
    {%- for year in (value if declaration and declaration.by_year and value is mapping else {}) -%}
        {%- do entries.append([path + [year], dict(declaration, by_year=false), value[year], []]) -%}
    {%- endfor -%}
    {{ return(entries) }}
{%- endmacro %}
