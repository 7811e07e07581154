with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('hazards') }}
),

typed as (
    select
        given_scenario_id,
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('annual_rate', 12, 9) }} as annual_rate
    from given
),

{{ rows_by_scenario('typed', 'scenarios', ['decision', 'level_id']) }},

final as (
    select
        scenario_id,
        given_scenario_id,
        decision,
        level_id,
        annual_rate
    from rows_by_scenario
)

select * from final
