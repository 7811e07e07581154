with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('hazards') }}
),
{% if uses_fitted_rates() %}
overall as (
    {#- the yardstick that the fitted tables are compared with: one rate for everybody #}
    select sum(events) / nullif(sum(exposure_years), 0) as annual_rate
    from {{ ref('rpt_fitted_rates') }}
    where decision = 'termination' and dimension = 'level' or decision = 'retirement'
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
        cast(case when fitted.decision = 'termination' and scenarios.hazards_from = 'fitted_overall'
            then overall.annual_rate else fitted.annual_rate end as decimal(12, 9)) as annual_rate
    from {{ ref('fitted_hazards') }} as fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    cross join overall
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['decision', 'level_id']) }}
)

select * from final
