with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('new_hire_hazards', {'from_month': 'integer', 'monthly_rate': 'decimal(12,9)'}) }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('from_month') }} as from_month,
        {{ decimal_number('monthly_rate', 12, 9) }} as monthly_rate
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
