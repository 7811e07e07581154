{% macro periods_a_year(text) -%}
    {%- set word = 'lower(' ~ text ~ ')' -%}
    case
        when {{ word }} like '%semi%month%' or {{ word }} like '%twice%' or {{ word }} = 'sm' then 24
        when {{ word }} like '%bi%week%' or {{ word }} like '%fortnight%' or {{ word }} = 'bw' then 26
        when {{ word }} like '%month%' or {{ word }} = 'm' then 12
        when {{ word }} like '%week%' or {{ word }} = 'w' then 52
        when {{ word }} like '%hour%' or {{ word }} in ('h', 'hr', 'hrly') then 2080
        when {{ word }} like '%ann%' or {{ word }} like '%year%' or {{ word }} like '%salar%' or {{ word }} in ('a', 'y', 's') then 1
    end
{%- endmacro %}
