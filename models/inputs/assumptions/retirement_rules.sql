with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('retirement_rules', {
        'min_age': 'integer', 'min_tenure': 'integer', 'min_age_plus_tenure': 'integer'
    }) }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('min_age') }} as min_age,
        {{ whole_number('min_tenure') }} as min_tenure,
        {{ whole_number('min_age_plus_tenure') }} as min_age_plus_tenure
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
