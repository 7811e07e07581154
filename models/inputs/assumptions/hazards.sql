with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('hazards') }}
),
{% if uses_fitted_rates() %}
overall as (
    select * from {{ ref('int_fitted_overall') }}
),
{% endif %}
typed as (
    select
        given_scenario_id,
        trim(cast(decision as {{ dbt.type_string() }})) as decision,
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('annual_rate', 12, 9) }} as annual_rate
    from given
    {%- if uses_fitted_rates() %}
    union all
    select
        trim(scenarios.scenario_id) as given_scenario_id,
        fitted.decision,
        fitted.level_id,
        case when scenarios.hazards_from = 'fitted_overall' then overall.annual_rate
            else cast(fitted.annual_rate as decimal(12, 9)) end as annual_rate
    from {{ ref('fitted_hazards') }} as fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    inner join overall on fitted.decision = overall.decision
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['decision', 'level_id']) }}
)

select * from final
