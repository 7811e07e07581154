{% macro event_day(draw, calendar=none) -%}
    {%- set any_day = add_days('first_day', 'floor(' ~ draw ~ ' * days_in_year)') -%}
    {%- if not calendar -%}
        {{ return(any_day) }}
    {%- endif -%}
    {%- set month = 'make_date(cast(simulation_year as integer), cast(' ~ calendar ~ '.month as integer), 1)' -%}
    {%- set share = '(' ~ draw ~ ' - ' ~ calendar ~ '.share_from) / (' ~ calendar ~ '.share_to - ' ~ calendar ~ '.share_from)' -%}
    coalesce({{ add_days(month, 'floor(' ~ share ~ ' * extract(day from last_day(' ~ month ~ ')))') }}, {{ any_day }})
{%- endmacro %}
