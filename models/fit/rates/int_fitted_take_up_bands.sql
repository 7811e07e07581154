{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

scenarios as (
    {#- the panel had one set of rules; without any, nobody may retire #}
    select scenario_id
    from {{ ref('int_scenario_parameters') }}
    where scenario_order = 1 and scenario_id in (select scenario_id from {{ ref('retirement_rules') }})
),

given as (
    select
        given_scenario_id,
        {{ whole_number('years_since_eligible') }} as from_years,
        cast({{ decimal_number('annual_rate', 9, 6) }} as double) as annual_rate
    from {{ assumption_rows('retirement_take_up') }}
),

held as (
    {{ rows_by_scenario('given', 'scenarios', []) }}
),

rates as (
    select
        from_years,
        annual_rate
    from held
    union all
    {#- before the first row nobody retires #}
    select
        0 as from_years,
        0e0 as annual_rate
    from scenarios
),

final as (
    select
        from_years,
        lead(from_years) over (order by from_years) - 1 as to_years,
        max(annual_rate) as annual_rate
    from rates
    group by from_years
)

select * from final
