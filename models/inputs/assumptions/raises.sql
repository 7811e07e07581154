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
    {%- if uses_fitted_rates() %}

    union all

    select
        trim(scenarios.scenario_id) as given_scenario_id,
        fitted.level_id,
        cast(fitted.merit_rate as decimal(12, 9)) as merit_rate
    from {{ ref('fitted_raises') }} as fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['level_id']) }}
)

select * from final
