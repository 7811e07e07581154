{{ config(materialized='table') }}
-- depends_on: {{ ref('int_assumption_problems') }}
with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

raises as (
    select * from {{ ref('raises') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

table_merit as (
    select
        cast(sum(cast(baseline.compensation as decimal(22, 2)) * raises.merit_rate) as double)
        / cast(sum(baseline.compensation) as double) as payroll_share
    from baseline
    inner join raises on baseline.level_id = raises.level_id
),

final as (
    select
        scenarios.scenario_id,
        cast(raises.level_id as smallint) as level_id,
        {#- scaled to the budget; a table of zeros has no shape to scale, so every level gets the budget #}
        cast(
            scenarios.cola_rate + case
                when scenarios.merit_budget is null then raises.merit_rate
                when table_merit.payroll_share > 0
                    then cast(round(
                        cast(scenarios.merit_budget as double) * cast(raises.merit_rate as double)
                        / table_merit.payroll_share, 9
                    ) as decimal(12, 9))
                else scenarios.merit_budget
            end as decimal(8, 6)
        ) as raise_rate
    from scenarios
    cross join raises
    cross join table_merit
)

select * from final
