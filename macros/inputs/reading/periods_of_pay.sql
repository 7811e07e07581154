{% macro periods_of_pay() -%}
    {%- set periods = {'annual': 1, 'monthly': 12, 'semimonthly': 24, 'biweekly': 26, 'weekly': 52, 'hourly': 2080} -%}
    {%- set usual, rate = periods[parameter('census_pay_period')], parameter('census_hourly_below') -%}
    case
        when pay_period is not null then pay_period
        {%- if rate is not none %}
        when current_compensation < {{ rate }} then 2080
        {%- endif %}
        else {{ usual }}
    end
{%- endmacro %}
