with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('raises') }}
),

{% if uses_fitted_rates() -%} {#- base_rate is the raise that all levels have in common #}
fitted as (
    select
        fitted_raises.level_id,
        fitted_raises.merit_rate,
        fitted_raises.merit_rate - rates.fitted_value + rates.base_rate as overall_merit_rate
    from {{ ref('fitted_raises') }} as fitted_raises
    inner join {{ ref('rpt_fitted_rates') }} as rates on fitted_raises.level_id = rates.level_id
    where rates.decision = 'raise'
),

{% endif -%}
typed as (
    select
        given_scenario_id,
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('merit_rate', 12, 9) }} as merit_rate
    from given
    {%- if uses_fitted_rates() %}
    union all
    select
        trim(scenarios.scenario_id) as given_scenario_id,
        fitted.level_id,
        cast(case when scenarios.hazards_from = 'fitted_overall' then fitted.overall_merit_rate
            else fitted.merit_rate end as decimal(12, 9)) as merit_rate
    from fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['level_id']) }}
)

select * from final
