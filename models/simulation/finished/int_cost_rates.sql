-- What each item of cost_items costs in a year, unit and level: its most specific row. A row of the unit comes before one of the
-- level, that before one of all, and of these the one that begins last.
{{ config(materialized='ephemeral') }}
with

cost_items as (
    select * from {{ ref('cost_items') }}
),

planned_years as (
    select
        scenario_id,
        simulation_year
    from {{ ref('int_scenario_years') }}
),

units as (
    select unit_id from {{ ref('dim_units') }}
),

unit_values as (
    select * from {{ ref('int_unit_values') }}
),

job_levels as (
    select level_id from {{ ref('job_levels') }}
),

matching as (
    select
        planned_years.scenario_id,
        planned_years.simulation_year,
        units.unit_id,
        job_levels.level_id,
        cost_items.item,
        cost_items.basis,
        cost_items.rate,
        cost_items.annual_cap,
        row_number() over (
            partition by
                planned_years.scenario_id, planned_years.simulation_year, units.unit_id, job_levels.level_id,
                cost_items.item
            order by
                case when cost_items.dimension is null then 1 else 0 end,
                case when cost_items.level_id is null then 1 else 0 end,
                cost_items.from_year desc nulls last,
                cost_items.to_year asc nulls last
        ) as place
    from cost_items
    inner join planned_years
        on cost_items.scenario_id = planned_years.scenario_id
        and coalesce(cost_items.from_year, planned_years.simulation_year) <= planned_years.simulation_year
        and coalesce(cost_items.to_year, planned_years.simulation_year) >= planned_years.simulation_year
    inner join job_levels on coalesce(cost_items.level_id, job_levels.level_id) = job_levels.level_id
    cross join units
    left join unit_values
        on units.unit_id = unit_values.unit_id
        and cost_items.dimension = unit_values.dimension
        and cost_items.value = unit_values.value
    where cost_items.dimension is null or unit_values.unit_id is not null
),

final as (
    select
        scenario_id,
        simulation_year,
        unit_id,
        level_id,
        item,
        basis,
        rate,
        annual_cap
    from matching
    where place = 1 and rate > 0
)

select * from final
