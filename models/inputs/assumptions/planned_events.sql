with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('planned_events', {
        'employee_id': 'string', 'event': 'string', 'event_date': 'string', 'level_id': 'integer',
        'pay': 'decimal(18,2)', 'unit_name': 'string'
    }) }}
),

texts as (
    select
        given_scenario_id,
        {%- for column in ['employee_id', 'event', 'event_date', 'unit_name'] %}
        nullif(trim(cast({{ column }} as {{ dbt.type_string() }})), '') as {{ column }},
        {%- endfor %}
        level_id,
        pay
    from given
),

typed as (
    select
        given_scenario_id,
        employee_id,
        lower(event) as event,
        event_date as date_given,
        {{ iso_date('event_date') }} as event_date,
        {{ whole_number('level_id') }} as level_id,
        {{ decimal_number('pay', 18, 2) }} as pay,
        unit_name
    from texts
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
