{{ config(enabled=has_past_censuses()) }}
with

given as (
    select * from {{ assumption_rows('multipliers') }}
    where given_scenario_id is null
),

final as (
    select
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        trim(cast(dimension as {{ dbt.type_string() }})) as dimension,
        {{ whole_number('from_years') }} as from_years,
        {{ whole_number('to_years') }} as to_years
    from given
)

select * from final
