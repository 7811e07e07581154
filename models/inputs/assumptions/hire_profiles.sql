with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('hire_profiles') }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('level_id') }} as level_id,
        {{ whole_number('age_from') }} as age_from,
        {{ whole_number('age_to') }} as age_to,
        {{ decimal_number('hire_weight', 15, 6) }} as hire_weight,
        {{ decimal_number('pay_position_from', 7, 6) }} as pay_position_from,
        {{ decimal_number('pay_position_to', 7, 6) }} as pay_position_to,
        coalesce({{ whole_number('tenure_from') }}, 0) as tenure_from,
        coalesce({{ whole_number('tenure_to') }}, {{ whole_number('tenure_from') }}, 0) as tenure_to,
        nullif(trim(cast(dimension as {{ dbt.type_string() }})), '') as dimension,
        nullif(trim(cast(value as {{ dbt.type_string() }})), '') as value
    from given
    {%- if uses_fitted_rates() %}

    union all
    select
        trim(scenarios.scenario_id) as given_scenario_id,
        {%- for column in [
            'level_id', 'age_from', 'age_to', 'hire_weight', 'pay_position_from', 'pay_position_to', 'tenure_from', 'tenure_to', 'dimension', 'value'
        ] %}
        fitted.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fitted_hire_profiles') }} as fitted
    inner join scenarios on scenarios.hazards_from <> 'assumptions'
    {%- endif %}
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
