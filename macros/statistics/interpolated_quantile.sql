{% macro interpolated_quantile(value, place, count, fraction) -%}
    {%- set position = '(' ~ count ~ ' - 1) * ' ~ fraction -%}
    sum(case
        when {{ place }} = floor({{ position }}) + 1 then {{ value }} * (1 - ({{ position }} - floor({{ position }})))
        when {{ place }} = floor({{ position }}) + 2 then {{ value }} * ({{ position }} - floor({{ position }}))
    end)
{%- endmacro %}
