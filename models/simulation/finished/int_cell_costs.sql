-- What each item costs in a year, unit and level, in whole cents, so that sums over them are exact.
{{ config(materialized='ephemeral') }}
with

level_years as (
    select * from {{ ref('int_level_years') }}
    where unit_id is {{ 'not null' if parameter('dimensions') else 'null' }}
),

trial_years as (
    select
        trial_id,
        scenario_id,
        replication_id,
        simulation_year,
        days_in_year
    from {{ ref('int_trial_years') }}
),

cost_rates as (
    select * from {{ ref('int_cost_rates') }}
),

measured as (
    select
        trial_years.trial_id,
        trial_years.scenario_id,
        trial_years.replication_id,
        trial_years.simulation_year,
        cost_rates.unit_id,
        cost_rates.level_id,
        cost_rates.item,
        cost_rates.basis,
        cost_rates.rate,
        case cost_rates.basis
            when 'per_head_year' then level_years.employed_days * 100
            when 'per_hire' then level_years.hires * 100
            when 'per_exit' then (level_years.turnover + level_years.layoffs + level_years.new_hire_exits) * 100
            when 'per_layoff' then level_years.layoffs * 100
            else cast(100 * {% for cap in cost_caps() -%}
                {{ 'case cost_rates.annual_cap' if loop.first }} when {{ cap }} then level_years.pay_below_cap_{{ loop.index }}
                {{ 'else level_years.payroll_paid end' if loop.last }}
                {%- else %}level_years.payroll_paid{% endfor %} as bigint)
        end as hundredths,
        case when cost_rates.basis = 'per_head_year' then trial_years.days_in_year else 1 end as parts
    from level_years
    inner join trial_years
        on level_years.trial_id = trial_years.trial_id and level_years.simulation_year = trial_years.simulation_year
    inner join cost_rates
        on trial_years.scenario_id = cost_rates.scenario_id
        and trial_years.simulation_year = cost_rates.simulation_year
        and coalesce(level_years.unit_id, 1) = cost_rates.unit_id
        and level_years.level_id = cost_rates.level_id
),

final as (
    select
        trial_id,
        scenario_id,
        replication_id,
        simulation_year,
        unit_id,
        level_id,
        item,
        basis,
        {#- whole numbers as long as they can be, so that half a cent is one; nulls are levels that all were promoted out of #}
        cast(floor(
            cast(coalesce(hundredths, 0) as double) * cast(rate * 1000000 as double) / (1e6 * parts) + 0.5e0
        ) as bigint) as cost_cents
    from measured
)

select * from final
