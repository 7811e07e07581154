{% macro turnover_rate(headcount) -%}
    {#- the hires that leave are r / (1 - r) of those that stay, who make up for turnover and for the growth of the year -#}
    case
        when separation_rate is null then cast(total_termination_rate as double)
        when hiring_freeze or new_hire_termination_rate = 1 or target_headcount <= {{ headcount }} * (1 - separation_rate)
            then cast(separation_rate as double)
        else greatest(
            cast(separation_rate as double) * cast(1 - new_hire_termination_rate as double)
            - (cast(target_headcount as double) / cast({{ headcount }} as double) - 1)
            * cast(new_hire_termination_rate as double),
            0e0
        )
    end
{%- endmacro %}
