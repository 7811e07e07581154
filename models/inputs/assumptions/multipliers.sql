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
        nullif(trim(cast(value as {{ dbt.type_string() }})), '') as value,
        {{ decimal_number('multiplier', 12, 6) }} as multiplier
    from given
    {%- if uses_fitted_rates() %}

    union all

    select
        trim(scenarios.scenario_id) as given_scenario_id,
        fitted.decision,
        fitted.dimension,
        fitted.from_years,
        fitted.to_years,
        fitted.value,
        cast(case when scenarios.hazards_from = 'fitted_overall' then 1e0 else fitted.multiplier end as decimal(12, 6)) as multiplier
    from {{ ref('fitted_multipliers') }} as fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['decision', 'dimension']) }}
)

select * from final
