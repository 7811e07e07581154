{%- set reasons = [
    'no employee_id', 'duplicate employee_id', 'employee_id is one that a simulated hire will get',
    'unreadable level_id', 'unreadable current_compensation', 'unreadable age', 'unreadable birth_date',
    'unreadable tenure', 'unreadable hire_date', 'unreadable termination_date', 'unreadable active_flag', 'pay missing',
    'pay not above 0', 'pay of 1,000,000,000 or more', 'hire_date after census_date', 'hire_date before 1900',
    'birth_date after census_date', 'age missing', 'impossible age', 'tenure missing', 'impossible tenure', 'unknown level_id',
    'pay below every band', 'census_year missing', 'impossible census_year', 'unreadable census_year', 'unreadable census_date'
] -%}
{%- set baseline_year = parameter('baseline_census_year') or parameter('start_year') - 1 -%}
{%- set census_date = 'max(case when census_year = ' ~ baseline_year ~ ' then census_date end)' -%}
{%- set year_end = "cast('" ~ baseline_year ~ "-12-31' as date)" -%}
{#- metric, detail, table, what is counted there; one pass over each table counts them all -#}
{%- set measures = [
    ('rows_read', none, 'employees', 'count(*)'),
    ('rows_valid', none, 'checked', 'count(case when reasons is null then 1 end)'),
    ('rows_rejected', none, 'checked', 'count(reasons)'),
] -%}
{%- for reason in reasons -%}
    {%- do measures.append(('rejected', reason, 'checked', "count(case when reasons like '%" ~ reason ~ "%' then 1 end)")) -%}
{%- endfor -%}
{%- do measures.extend([
    ('inactive', none, 'checked', 'count(case when reasons is null and active_flag is distinct from true then 1 end)'),
    ('other_censuses', none, 'checked',
        'count(case when reasons is null and active_flag = true and census_year <> ' ~ baseline_year ~ ' then 1 end)'),
    ('baseline_count', none, 'baseline', 'count(*)'),
    ('ages_imputed', none, 'baseline', 'count(case when is_age_imputed then 1 end)'),
    ('levels_derived', none, 'baseline', 'count(case when is_level_derived then 1 end)'),
]) -%}
{%- for column in ['level_id', 'age', 'tenure', 'compensation', 'hire_date'] -%}
    {%- do measures.append(('null_count', column, 'baseline', 'count(*) - count(' ~ column ~ ')')) -%}
{%- endfor -%}
{%- do measures.extend([
    ('validation_passed', none, 'baseline', 'case when count(*) > 0 and count(*) = count(level_id)'
        ~ ' and count(*) = count(compensation) then 1 else 0 end'),
    ('census_days_before_start', none, 'checked', days_between(census_date, year_end)),
    ('processing_date', run_started_at.strftime('%Y-%m-%d'), 'baseline', '1'),
]) -%}
with

employees as (
    select * from {{ ref('employees') }}
),

checked as (
    select * from {{ ref('int_census_checked') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

{%- for table in ['employees', 'checked', 'baseline'] %}
{{ table }}_counts as (
    select
        count(*) as row_count
        {%- for _, _, counted, count in measures %}
        {%- if counted == table %},
        {{ count }} as count_{{ loop.index }}
        {%- endif %}
        {%- endfor %}
        {%- if table == 'checked' %},
        cast({{ census_date }} as {{ dbt.type_string() }}) as census_date
        {%- endif %}
    from {{ table }}
),
{% endfor %}
listed as (
    select *
    from (
        values
        {%- for metric, detail, _, _ in measures %}
        ({{ loop.index }}, {{ sql_text(metric) }}, {{ sql_text(detail) }}){% if not loop.last %},{% endif %}
        {%- endfor %}
    ) as listed (metric_order, metric, detail)
),

valued as (
    select
        listed.metric,
        listed.metric_order,
        case when listed.metric = 'census_days_before_start' then checked_counts.census_date else listed.detail end as detail,
        case listed.metric_order
            {%- for _, _, table, _ in measures %}
            when {{ loop.index }} then {{ table }}_counts.count_{{ loop.index }}
            {%- endfor %}
        end as value
    from listed
    cross join employees_counts
    cross join checked_counts
    cross join baseline_counts
),

final as (
    select
        cast(metric as {{ dbt.type_string() }}) as metric,
        cast(detail as {{ dbt.type_string() }}) as detail,
        cast(value as bigint) as value,
        cast(metric_order as integer) as metric_order
    from valued
    where metric not in ('rejected', 'other_censuses') or value > 0
)

select * from final
