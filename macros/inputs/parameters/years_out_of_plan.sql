{% macro years_out_of_plan(path, values, first, last) -%}
    {%- set problems = [] -%}
    {%- for name, declaration in declared_parameters().items() if name in values -%}
        {%- set years = values[name] if declaration.type == 'years' or declaration.by_year and values[name] is mapping else [] -%}
        {%- for year in years if not first <= year | int <= last -%}
            {%- do problems.append(
                '`' ~ path ~ name ~ '`: got the year ' ~ year ~ '; must be a year of the plan, from ' ~ first ~ ' to ' ~ last
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro %}
