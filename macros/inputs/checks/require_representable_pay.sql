{% macro require_representable_pay(baseline, job_levels, raise_rates, trial_years) -%}
    {%- if execute -%}
        {#- the highest pay or band, with the highest raise of every year and a promotion through all levels -#}
        {%- set too_high = run_query(
            'select last_year from (select years.scenario_id, max(years.simulation_year) as last_year,'
            ~ ' sum(ln(greatest(1 + cast(rates.raise_rate + years.raise_shock as double),'
            ~ ' cast(years.band_index as double) / cast(years.last_band_index as double), 1)))'
            ~ ' + max(ln(1 + cast(years.promotion_raise_rate as double))) * (max(levels.level_count) - 1) as ln_growth,'
            ~ ' max(levels.highest_pay) as highest_pay'
            ~ ' from ' ~ trial_years ~ ' as years inner join ('
            ~ 'select scenario_id, simulation_year, max(raise_rate) as raise_rate from ' ~ raise_rates ~ ' group by scenario_id, simulation_year'
            ~ ') as rates on years.scenario_id = rates.scenario_id and years.simulation_year = rates.simulation_year cross join ('
            ~ 'select count(*) as level_count, cast(greatest((select max(compensation) from ' ~ baseline ~ '), max(max_salary))'
            ~ ' as double) as highest_pay from ' ~ job_levels
            ~ ') as levels group by years.scenario_id, years.trial_id'
            ~ ') as trials where ln_growth > 0 and ln(highest_pay) + ln_growth >= ln(1e10) order by ln_growth desc limit 1'
        ).rows -%}
        {%- for row in too_high -%}
            {% do raise_bad_input(
                '`cola_rate`: pay could grow to more than 9,999,999,999 by ' ~ row[0] ~ ', which amounts of money do not hold;'
                ~ ' give lower raises (cola_rate, merit, promotion_raise_rate, raise_volatility) or fewer years'
            ) %}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
