{{ config(materialized='table', post_hook="{{ require_feasible_raises(this) }}") }}  -- depends_on: {{ ref('int_input_problems') }}
with

years as (
    select * from {{ ref('int_scenario_years') }}
),

raises as (
    select * from {{ ref('raises') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

table_merit as (
    select
        raises.scenario_id,
        cast(sum(staff.compensation * raises.merit_rate) as double) / cast(sum(staff.compensation) as double) as payroll_share
    from {{ ref('baseline_workforce') }} as staff
    inner join raises on staff.level_id = raises.level_id
    group by raises.scenario_id
),

final as (
    select
        years.scenario_id,
        years.simulation_year,
        cast(raises.level_id as smallint) as level_id,
        cast(years.cola_rate + case
            when years.merit_budget is null then raises.merit_rate
            when table_merit.payroll_share > 0 then cast(round(least(
                cast(years.merit_budget as double) * cast(raises.merit_rate as double) / table_merit.payroll_share, 99e0
            ), 9) as decimal(12, 9))
            else years.merit_budget
        end as decimal(8, 6)) as raise_rate,
        cast(years.cola_rate as decimal(8, 6)) as cola_rate,
        case when years.band_maximum = 'cap' then job_levels.max_salary end as merit_stops_at
    from years
    inner join raises on years.scenario_id = raises.scenario_id
    inner join job_levels on raises.level_id = job_levels.level_id
    inner join table_merit on years.scenario_id = table_merit.scenario_id
)

select * from final
