-- The months of the detailed trials, with the fiscal year that each is in.
{{ config(materialized='ephemeral') }}
{%- set fiscal_start = parameter('fiscal_year_start_month') %}
with

trial_years as (
    select * from {{ ref('int_trial_years') }}
    where is_detailed
),

months as (
    select {{ series(12) }} as month_number
),

final as (
    select
        trial_years.trial_id,
        trial_years.scenario_id,
        trial_years.replication_id,
        make_date(cast(trial_years.simulation_year as integer), cast(months.month_number as integer), 1) as month,
        cast(
            trial_years.simulation_year
            + case when months.month_number >= {{ fiscal_start if fiscal_start > 1 else 13 }} then 1 else 0 end as smallint
        ) as fiscal_year,
        cast((months.month_number + 12 - {{ fiscal_start }}) % 12 + 1 as smallint) as fiscal_month
    from trial_years
    cross join months
)

select * from final
