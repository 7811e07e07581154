with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('raises') }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('merit_rate', 12, 9) }} as merit_rate
    from given
),

{{ rows_by_scenario('typed', 'scenarios', ['level_id']) }},

final as (
    select
        scenario_id,
        given_scenario_id,
        level_id,
        merit_rate
    from rows_by_scenario
)

select * from final
