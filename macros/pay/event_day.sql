{% macro event_day(event, draw, has_calendar) -%}
    {%- if not has_calendar -%}
        {{ return(add_days('first_day', 'floor(' ~ draw ~ ' * days_in_year)')) }}
    {%- endif -%}
    {#- days of the year that are left when a month from March on begins: those before it grow with a leap day -#}
    {%- set days_left = [none, none, 306, 275, 245, 214, 184, 153, 122, 92, 61, 31, 0] -%}
    {%- set day -%}
        case
            when {{ event }}_share_12 is null then floor({{ draw }} * days_in_year)
            {%- for month in range(1, 13) %}
            {%- set share, last = event ~ '_share_' ~ month, event ~ '_share_' ~ (month - 1) if month > 1 else '0e0' %}
            when {{ draw }} < {{ share }}
                then {{ (month - 1) * 31 if month < 3 else 'days_in_year - ' ~ days_left[month - 1] }} + floor(
                    ({{ draw }} - {{ last }}) / ({{ share }} - {{ last }})
                    * {{ 31 if month == 1 else '(days_in_year - 337)' if month == 2 else days_left[month - 1] - days_left[month] }}
                )
            {%- endfor %}
            else days_in_year - 1
        end
    {%- endset -%}
    {{ add_days('first_day', day) }}
{%- endmacro %}
