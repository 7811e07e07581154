{%- set flows = ['hires', 'turnover', 'retirements', 'layoffs', 'new_hire_exits', 'promotions_in', 'promotions_out'] -%}
{%- set fiscal_start = parameter('fiscal_year_start_month') -%}
with

headcounts as (
    select * from {{ ref('int_month_headcounts') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
    where is_detailed
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

unit_values as (
    select
        unit_id,
        'all' as dimension,
        'all' as value
    from units
    union all
    select * from {{ ref('int_unit_values') }}
),

members as (
    select
        unit_values.*,
        job_levels.level_id
    from unit_values
    cross join job_levels
    union all
    select
        units.unit_id,
        'level' as dimension,
        job_levels.level_name as value,
        job_levels.level_id
    from units
    cross join job_levels
),

groups as (
    select distinct
        dimension,
        value
    from members
),

months as (
    select {{ series(12) }} as month_number
),

spine as (
    {#- months without anybody have their row too #}
    select
        trial_years.trial_id,
        trial_years.scenario_id,
        trial_years.replication_id,
        trial_years.simulation_year,
        cast(months.month_number as integer) as month_number,
        make_date(cast(trial_years.simulation_year as integer), cast(months.month_number as integer), 1) as month,
        groups.dimension,
        groups.value
    from trial_years
    cross join months
    cross join groups
),

totals as (
    select
        headcounts.trial_id,
        headcounts.month,
        members.dimension,
        members.value,
        {%- for measure in flows + ['opening_heads', 'heads', 'employed_days'] %}
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
        cast(
            spine.simulation_year
            + case when spine.month_number >= {{ fiscal_start if fiscal_start > 1 else 13 }} then 1 else 0 end as smallint
        ) as fiscal_year,
        cast((spine.month_number + 12 - {{ fiscal_start }}) % 12 + 1 as smallint) as fiscal_month,
        cast(dimension as {{ dbt.type_string() }}) as dimension,
        cast(value as {{ dbt.type_string() }}) as value,
        cast(coalesce(totals.opening_heads, 0) as bigint) as opening_headcount,
        {%- for flow in flows %}
        cast(coalesce(totals.{{ flow }}, 0) as bigint) as {{ flow }},
        {%- endfor %}
        cast(coalesce(totals.opening_heads + totals.heads, 0) as bigint) as closing_headcount,
        cast(coalesce(totals.employed_days, 0) as double) / extract(day from last_day(month)) as average_headcount,
        cast(coalesce(totals.pay_cents, 0) * 0.01 as decimal(18, 2)) as pay
    from spine
    left join totals using (trial_id, month, dimension, value)
)

select * from final
