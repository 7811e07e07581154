with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('hire_profiles') }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('level_id') }} as level_id,
        {{ whole_number('age_from') }} as age_from,
        {{ whole_number('age_to') }} as age_to,
        {{ decimal_number('hire_weight', 15, 6) }} as hire_weight,
        {{ decimal_number('pay_position_from', 7, 6) }} as pay_position_from,
        {{ decimal_number('pay_position_to', 7, 6) }} as pay_position_to
    from given
),

{{ rows_by_scenario('typed', 'scenarios', []) }},

final as (
    select
        scenario_id,
        given_scenario_id,
        level_id,
        age_from,
        age_to,
        hire_weight,
        pay_position_from,
        pay_position_to
    from rows_by_scenario
)

select * from final
