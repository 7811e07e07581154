with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('retirement_take_up') }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('years_since_eligible') }} as years_since_eligible,
        {{ decimal_number('annual_rate', 9, 6) }} as annual_rate
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
