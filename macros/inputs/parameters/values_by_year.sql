{% macro values_by_year(declaration, given) -%}
    {%- set held = namespace(first=declaration.default, years={}) -%}
    {%- for value in given -%}
        {%- set years = {} -%}
        {%- if declaration.type == 'years' -%}
            {%- for year in value -%}
                {%- do years.update({year: true}) if year - 1 not in value -%}
                {%- do years.update({year + 1: false}) if year + 1 not in value -%}
            {%- endfor -%}
            {%- set held.first, held.years = false, years -%}
        {%- elif value is mapping and declaration.by_year -%}
            {#- before its first year holds what held without it -#}
            {%- for year, earlier in held.years.items() if year < value | map('int') | min -%}
                {%- do years.update({year: earlier}) -%}
            {%- endfor -%}
            {%- for year in value -%}
                {%- do years.update({year | int: value[year]}) -%}
            {%- endfor -%}
            {%- set held.years = years -%}
        {%- else -%}
            {%- set held.first, held.years = value, {} -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return([[none, held.first]] + (held.years.items() | sort | map('list') | list)) }}
{%- endmacro %}
