with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('unit_targets', {
        'dimension': 'string', 'value': 'string', 'year': 'integer', 'growth_rate': 'decimal(12,9)', 'headcount': 'integer'
    }) }}
),

typed as (
    select
        given_scenario_id,
        trim(cast(dimension as {{ dbt.type_string() }})) as dimension,
        trim(cast(value as {{ dbt.type_string() }})) as value,
        {{ whole_number('year') }} as simulation_year,
        {{ decimal_number('growth_rate', 12, 9) }} as growth_rate,
        {{ whole_number('headcount') }} as headcount
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
