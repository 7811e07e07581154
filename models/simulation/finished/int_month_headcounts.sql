-- Every month of every unit and level that has anybody in the year: what it begins with follows from the changes before.
{{ config(materialized='table') }}
{%- set flows = ['hires', 'turnover', 'retirements', 'layoffs', 'new_hire_exits', 'promotions_in', 'promotions_out'] -%}
{%- set flows = flows + ['heads', 'fte'] -%}
{%- set cell = 'trial_id, simulation_year, unit_id, level_id' -%}
with

changes as (
    select * from {{ ref('int_month_changes') }}
),

months as (
    {#- month 0 is what the year begins with #}
    select cast(number - 1 as integer) as month_number
    from (select {{ series(13) }} as number) as numbers
),

cells as (
    select
        {{ cell }},
        sum(payroll_paid) as payroll_paid
    from changes
    group by {{ cell }}
),

cell_months as (
    select
        cells.*,
        months.month_number,
        make_date(cast(cells.simulation_year as integer), greatest(months.month_number, 1), 1) as month
    from cells
    cross join months
),

running as (
    select
        {{ cell }},
        month_number,
        cell_months.month,
        cell_months.payroll_paid,
        {%- for column in flows %}
        coalesce(changes.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        coalesce(changes.head_days, 0) as head_days,
        coalesce(changes.salary_days, 0) as salary_days,
        {%- for total in ['heads', 'fte', 'salaries'] %}
        sum(changes.{{ total }}) over (
            partition by {{ cell }} order by month_number rows between unbounded preceding and 1 preceding
        ) as opening_{{ total }}{{ ',' if not loop.last }}
        {%- endfor %}
    from cell_months
    left join changes using ({{ cell }}, month_number)
),

employed as (
    select
        *,
        cast(extract(day from last_day(month)) as smallint) as days_in_month
    from running
    where month_number > 0
),

earned as (
    select
        *,
        coalesce(opening_heads, 0) * days_in_month + head_days as employed_days,
        cast((cast(coalesce(opening_salaries, 0) as decimal(18, 2)) * days_in_month + salary_days) * 100 as bigint) as cent_days
    from employed
),

final as (
    {#- whole cents of the year's pay, so that sums over months, levels and units agree with it #}
    select
        trial_id,
        simulation_year,
        unit_id,
        level_id,
        month_number,
        month,
        days_in_month,
        coalesce(opening_heads, 0) as opening_heads,
        coalesce(opening_fte, 0) as opening_fte,
        {%- for flow in flows %}
        {{ flow }},
        {%- endfor %}
        employed_days,
        cent_days,
        {{ apportioned('cast(payroll_paid * 100 as double)', 'cent_days', cell, 'month_number') }} as pay_cents
    from earned
)

select * from final
