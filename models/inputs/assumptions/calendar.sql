with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('calendar', {
        'event': 'string', 'month': 'integer', 'weight': 'decimal(12,6)'
    }) }}
),

typed as (
    select
        given_scenario_id,
        lower(trim(cast(event as {{ dbt.type_string() }}))) as event,
        {{ whole_number('month') }} as month,
        {{ decimal_number('weight', 12, 6) }} as weight
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['event']) }}
)

select * from final
