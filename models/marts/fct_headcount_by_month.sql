{%- set flows = ['hires', 'turnover', 'retirements', 'layoffs', 'new_hire_exits', 'promotions_in', 'promotions_out'] -%}
with

headcounts as (
    select * from {{ ref('int_month_headcounts') }}
),

plan_months as (
    select * from {{ ref('int_plan_months') }}
),

members as (
    select * from {{ ref('int_group_members') }}
),

groups as (
    select distinct
        dimension,
        value
    from members
),

spine as (
    {#- months without anybody have their row too #}
    select
        plan_months.*,
        groups.dimension,
        groups.value
    from plan_months
    cross join groups
),

totals as (
    select
        headcounts.trial_id,
        headcounts.month,
        members.dimension,
        members.value,
        {%- for measure in flows + ['opening_heads', 'heads', 'opening_fte', 'fte', 'employed_days'] %}
        sum(headcounts.{{ measure }}) as {{ measure }},
        {%- endfor %}
        sum(headcounts.pay_cents) as pay_cents
    from headcounts
    inner join members using (unit_id, level_id)
    group by headcounts.trial_id, headcounts.month, members.dimension, members.value
),

final as (
    select
        spine.scenario_id,
        spine.replication_id,
        month,
        spine.fiscal_year,
        spine.fiscal_month,
        cast(dimension as {{ dbt.type_string() }}) as dimension,
        cast(value as {{ dbt.type_string() }}) as value,
        cast(coalesce(totals.opening_heads, 0) as bigint) as opening_headcount,
        {%- for flow in flows %}
        cast(coalesce(totals.{{ flow }}, 0) as bigint) as {{ flow }},
        {%- endfor %}
        cast(coalesce(totals.opening_heads + totals.heads, 0) as bigint) as closing_headcount,
        cast(coalesce(totals.opening_fte + totals.fte, 0) as decimal(18, 4)) as closing_fte,
        cast(coalesce(totals.employed_days, 0) as double) / extract(day from last_day(month)) as average_headcount,
        cast(coalesce(totals.pay_cents, 0) * 0.01 as decimal(18, 2)) as pay
    from spine
    left join totals using (trial_id, month, dimension, value)
)

select * from final
