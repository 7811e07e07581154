{% macro termination_target(headcount, expected_ppb) -%}
    case
        when coalesce(separation_rate, total_termination_rate) is not null
            then
                cast(round(least(
                    {{ turnover_rate(headcount) }} * cast(termination_shock as double), 1e0
                ) * {{ billion() }}) as bigint) * {{ headcount }}
        when termination_shock <> 1
            then cast(round(cast({{ expected_ppb }} as double) * cast(termination_shock as double)) as bigint)
    end
{%- endmacro %}
