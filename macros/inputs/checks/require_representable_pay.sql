{% macro require_representable_pay(baseline, job_levels, raise_rates, trial_years) -%}
    {%- if execute -%}
        {#- the highest pay or band, with the highest raise of every year and a promotion through all levels -#}
        {%- set paid, levels = run_query(
            'select greatest((select max(compensation) from ' ~ baseline ~ '), max(max_salary)), count(*) from ' ~ job_levels
        ).rows[0] -%}
        {%- set growth = run_query(
            'select scenario_id, last_year, ln_growth from ('
            ~ 'select years.scenario_id, max(years.simulation_year) as last_year,'
            ~ ' sum(ln(greatest(1 + cast(rates.raise_rate + years.raise_shock as double),'
            ~ ' cast(years.band_index as double) / cast(years.last_band_index as double), 1)))'
            ~ ' + max(ln(1 + cast(years.promotion_raise_rate as double))) * ' ~ (levels - 1) | int ~ ' as ln_growth'
            ~ ' from ' ~ trial_years ~ ' as years inner join ('
            ~ 'select scenario_id, max(raise_rate) as raise_rate from ' ~ raise_rates ~ ' group by scenario_id'
            ~ ') as rates on years.scenario_id = rates.scenario_id group by years.scenario_id, years.trial_id'
            ~ ') as trials order by ln_growth desc limit 1'
        ).rows -%}
        {%- for _, last_year, ln_growth in growth if ln_growth > 0 and (paid | float) * 2.718281828 ** (ln_growth | float) >= 1e10 -%}
            {% do raise_bad_input(
                '`cola_rate`: pay could grow to more than 9,999,999,999 by ' ~ last_year ~ ', which amounts of money do not hold;'
                ~ ' give lower raises (cola_rate, merit, promotion_raise_rate, raise_volatility) or fewer years'
            ) %}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
