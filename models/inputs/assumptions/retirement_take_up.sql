with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('retirement_take_up') }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('years_since_eligible') }} as years_since_eligible,
        {{ decimal_number('annual_rate', 9, 6) }} as annual_rate
    from given
    {%- if uses_fitted_rates() %}

    union all

    select
        trim(scenarios.scenario_id) as given_scenario_id,
        fitted.years_since_eligible,
        {#- one rate for everybody has no retirement beside it #}
        cast(case when scenarios.hazards_from = 'fitted_overall' then 0e0 else fitted.annual_rate end as decimal(9, 6)) as annual_rate
    from {{ ref('fitted_retirement_take_up') }} as fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    left join given as own on trim(scenarios.scenario_id) = own.given_scenario_id
    where own.given_scenario_id is null
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
