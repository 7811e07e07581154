{{ config(materialized='table') }}
{%- set departures = [exit_code('planned'), exit_code('retirement')] %}
with

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

cell_counts as (
    select
        trial_id,
        simulation_year,
        unit_id,
        opening_level_id,
        age,
        tenure,
        sum(case when exit_code in ({{ departures | join(', ') }}) then 0 else 1 end) as opening_headcount,
        sum(case when exit_code = {{ exit_code('retirement') }} then 1 else 0 end) as retired,
        sum(case when exit_code = {{ exit_code('planned') }} then 1 else 0 end) as planned,
        sum(case when exit_code in ({{ (departures + [exit_code('turnover')]) | join(', ') }}) then 0 else 1 end) as survivors,
        sum(case when exit_code = {{ exit_code('layoff') }} then 1 else 0 end) as layoffs
    from {{ ref('int_workforce_years') }}
    where opening_level_id is not null
    group by trial_id, simulation_year, unit_id, opening_level_id, age, tenure
),

exposed as (
    select
        cell_counts.*,
        cast(case when trial_years.plans_units then cell_counts.unit_id else 0 end as smallint) as layoff_group,
        {{ scaled_ppb('rates.termination_ppb', ['unit_factors.planned_termination_factor']) }} as planned_ppb,
        {{ scaled_ppb('rates.termination_ppb', ['unit_factors.termination_factor']) }} as termination_ppb,
        {{ scaled_ppb('rates.layoff_ppb', ['unit_factors.layoff_factor']) }} as layoff_ppb
    from cell_counts
    inner join trial_years
        on cell_counts.trial_id = trial_years.trial_id
        and cell_counts.simulation_year = trial_years.simulation_year
    inner join {{ ref('int_rates_by_age_and_tenure') }} as rates on {{ was_in_cell('cell_counts', 'rates', 'trial_years') }}
    left join {{ ref('int_unit_factors') }} as unit_factors
        on trial_years.trial_id = unit_factors.trial_id
        and trial_years.simulation_year = unit_factors.simulation_year
        and cell_counts.unit_id = unit_factors.unit_id
),

hazard_counts as (
    {%- for kind, rate, people, group in [
        ('turnover', 'termination_ppb', 'opening_headcount', 'cast(0 as smallint)'), ('layoff', 'layoff_ppb', 'survivors', 'layoff_group')
    ] %}
    select
        trial_id,
        simulation_year,
        {{ exit_code(kind) }} as exit_code,
        {{ group }} as exit_group,
        {{ rate }} as hazard_ppb,
        sum({{ people }}) as headcount
    from exposed
    group by trial_id, simulation_year, {{ rate }}{{ ', layoff_group' if kind == 'layoff' }}
    {% if not loop.last %}union all{% endif %}{% endfor %}
),

exits as (
    select
        trial_id,
        simulation_year,
        sum(opening_headcount) as opening_headcount,
        sum(retired) as retired,
        sum(planned) as planned,
        sum(opening_headcount * least(planned_ppb, {{ billion() }})) as expected_ppb,
        sum(opening_headcount * least(planned_ppb, {{ billion() }}))
        <> sum(opening_headcount * least(termination_ppb, {{ billion() }})) as is_shifted
    from exposed
    group by trial_id, simulation_year
),

targets as (
    select
        trial_id,
        simulation_year,
        {{ exit_code('turnover') }} as exit_code,
        cast(0 as smallint) as exit_group,
        {{ termination_target('exits.opening_headcount', 'exits.expected_ppb', 'exits.retired', 'exits.planned') }} as target_ppb
    from exits
    inner join trial_years using (trial_id, simulation_year)
    union all
    select
        trial_id,
        simulation_year,
        {{ exit_code('layoff') }} as exit_code,
        layoff_group as exit_group,
        sum(layoffs) * {{ billion() }} as target_ppb
    from exposed
    group by trial_id, simulation_year, layoff_group
    having sum(layoffs) > 0
),

final as (
    {{ hazard_factors('hazard_counts', 'targets', ['trial_id', 'simulation_year', 'exit_code', 'exit_group']) }}
)

select * from final
