with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('multipliers') }}
),

typed as (
    select
        given_scenario_id,
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        trim(cast(dimension as {{ dbt.type_string() }})) as dimension,
        {{ whole_number('from_years') }} as from_years,
        {{ whole_number('to_years') }} as to_years,
        {{ decimal_number('multiplier', 12, 6) }} as multiplier
    from given
),

{{ rows_by_scenario('typed', 'scenarios', ['decision', 'dimension']) }},

final as (
    select
        scenario_id,
        given_scenario_id,
        decision,
        dimension,
        from_years,
        to_years,
        multiplier
    from rows_by_scenario
)

select * from final
