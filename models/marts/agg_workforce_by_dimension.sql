{%- set counts = ['opening_headcount', 'hires', 'turnover', 'retirements', 'layoffs', 'new_hire_exits'] -%}
with

level_years as (
    select * from {{ ref('int_level_years') }}
    where unit_id is not null
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

units as (
    select * from {{ ref('int_unit_values') }}
),

unit_targets as (
    {{ unit_targets_of('trial_years') }}
),

targets as (
    select
        targets.trial_id,
        targets.simulation_year,
        units.dimension,
        units.value,
        sum(targets.target_headcount) as target_headcount
    from unit_targets as targets
    inner join units on targets.unit_id = units.unit_id
    group by targets.trial_id, targets.simulation_year, units.dimension, units.value
),

totals as (
    select
        level_years.trial_id,
        level_years.simulation_year,
        units.dimension,
        units.value,
        {%- for measure in counts + ['promotions_in', 'headcount', 'total_age', 'total_tenure'] %}
        sum(level_years.{{ measure }}) as {{ measure }},
        {%- endfor %}
        sum(level_years.total_fte) as total_fte,
        sum(level_years.total_compensation) as total_compensation,
        sum(level_years.payroll_paid) as payroll_paid
    from level_years
    inner join units on level_years.unit_id = units.unit_id
    group by level_years.trial_id, level_years.simulation_year, units.dimension, units.value
),

final as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        simulation_year,
        cast(dimension as {{ dbt.type_string() }}) as dimension,
        cast(value as {{ dbt.type_string() }}) as value,
        {%- for measure in counts %}
        cast(coalesce(totals.{{ measure }}, 0) as bigint) as {{ measure }},
        {%- endfor %}
        cast(coalesce(totals.promotions_in, 0) as bigint) as promotions,
        cast(coalesce(totals.headcount, 0) as bigint) as closing_headcount,
        cast(coalesce(totals.total_fte, 0) as decimal(18, 4)) as closing_fte,
        cast(targets.target_headcount as bigint) as target_headcount,
        cast(coalesce(totals.payroll_paid, 0) as decimal(18, 2)) as payroll_paid,
        cast(totals.total_compensation as double) / nullif(totals.headcount, 0) as avg_compensation,
        cast(totals.total_age as double) / nullif(totals.headcount, 0) as avg_age,
        cast(totals.total_tenure as double) / nullif(totals.headcount, 0) as avg_tenure
    from targets
    inner join trial_years using (trial_id, simulation_year)
    left join totals using (trial_id, simulation_year, dimension, value)
)

select * from final
