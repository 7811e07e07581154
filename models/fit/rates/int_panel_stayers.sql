{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

people as (
    select * from {{ ref('int_panel_people') }}
),

transitions as (
    select * from {{ ref('int_panel_transitions') }}
    where is_fitted
),

stayers as (
    select
        count(*) as stayers,
        count(case when after.hire_date <> before.hire_date then 1 end) as changed_hire_dates
    from transitions
    inner join people as before
        on transitions.employee_key = before.employee_key
        and transitions.census_year = before.census_year
    inner join people as after
        on transitions.next_employee_key = after.employee_key
        and transitions.next_year = after.census_year
),

raises as (
    select
        {%- for name, tenures in {'first_raise': 'tenure = 0', 'later_raise': 'tenure > 0'}.items() %}
        cast(sum(case when {{ tenures }} then next_compensation - compensation end) as double)
        / nullif(cast(sum(case when {{ tenures }} then compensation * interval_years end) as double), 0)
            as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from transitions
    where next_level_id = level_id and next_compensation between compensation / 2 and compensation * 2
),

final as (
    select *
    from stayers
    cross join raises
)

select * from final
