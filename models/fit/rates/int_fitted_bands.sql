{{ config(enabled=has_past_censuses()) }}
with

given as (
    select * from {{ assumption_rows('multipliers') }}
    where given_scenario_id is null and trim(dimension) in ('age', 'tenure')
),

final as (
    select
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        trim(cast(dimension as {{ dbt.type_string() }})) as dimension,
        {{ whole_number('from_years') }} as from_years,
        {{ whole_number('to_years') }} as to_years,
        {#- a band that says never is not believed when the file has it #}
        greatest(cast({{ decimal_number('multiplier', 12, 6) }} as double), 1e-2) as multiplier
    from given
)

select * from final
