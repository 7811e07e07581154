{% macro termination_target(headcount, expected_ppb, retired, planned) -%}
    {%- set opening = '(' ~ headcount ~ ' + ' ~ retired ~ ' + ' ~ planned ~ ')' -%}
    case
        when coalesce(separation_rate, total_termination_rate) is not null
            then greatest(
                cast(round(least(
                    {{ turnover_rate(opening) }} * cast(termination_shock as double), 1e0
                ) * {{ billion() }}) as bigint) * {{ opening }}
                - ({{ planned }} + case when retirement_on_top then 0 else {{ retired }} end) * {{ billion() }},
                0
            )
        when termination_shock <> 1 or is_shifted
            then cast(round(cast({{ expected_ppb }} as double) * cast(termination_shock as double)) as bigint)
    end
{%- endmacro %}
