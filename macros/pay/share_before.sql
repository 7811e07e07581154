{% macro share_before(event, date) -%}
    case extract(month from {{ date }})
        {%- for month in range(1, 13) %}
        {%- set share, last = event ~ '_share_' ~ month, event ~ '_share_' ~ (month - 1) if month > 1 else '0e0' %}
        when {{ month }}
            then {{ last }} + ({{ share }} - {{ last }}) * (extract(day from {{ date }}) - 1) / extract(day from last_day({{ date }}))
        {%- endfor %}
    end
{%- endmacro %}
