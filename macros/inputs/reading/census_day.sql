{% macro census_day(text) -%}
    {%- set pattern = parameter('census_date_formats').get(text, parameter('census_date_format')) -%}
    {%- set day = parse_date(text, pattern) -%}
    {%- if text == 'birth_date' and modules.re.search('%-?y', pattern) -%}
        {#- two digits of a year that lie after the census are of the century before, 36,525 days -#}
        {%- set last_day = parameter('census_date') or baseline_year() ~ '-12-31' -%}
        {%- set day = 'case when ' ~ day ~ " > date '" ~ last_day ~ "' then " ~ add_days(day, -36525) ~ ' else ' ~ day ~ ' end' -%}
    {%- endif -%}
    coalesce({{ iso_date(text) }}, {{ day }})
{%- endmacro %}
