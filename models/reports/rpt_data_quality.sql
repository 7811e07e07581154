{#- place in the report of each number; the faults of int_census_faults stand between 3 and 34 -#}
{%- set metrics = {
    1: 'rows_read', 2: 'rows_valid', 3: 'rows_rejected', 34: 'inactive', 35: 'other_censuses', 36: 'baseline_count',
    37: 'ages_imputed', 38: 'levels_derived', 44: 'validation_passed', 45: 'census_days_before_start', 47: 'without_unit'
} -%}
{%- set baseline_columns = ['level_id', 'age', 'tenure', 'compensation', 'hire_date'] -%}
with

counted as (
    select
        (select count(*) from {{ ref('employees') }}) as rows_read,
        (select count(*) from {{ ref('stg_census_rejects') }}) as rows_rejected
),

valid as (
    select
        count(*) as rows_valid,
        count(case when not active_flag then 1 end) as inactive,
        count(case when active_flag and census_year <> {{ baseline_year() }} then 1 end) as other_censuses
    from {{ ref('stg_census_data') }}
),

census as (
    select
        cast(max(census_date) as {{ dbt.type_string() }}) as census_day,
        {{ days_between('max(census_date)', "cast('" ~ baseline_year() ~ "-12-31' as date)") }} as census_days_before_start
    from {{ ref('int_census_ages') }}
    where census_year = {{ baseline_year() }}
),

baseline as (
    select
        count(*) as baseline_count,
        count(case when is_age_imputed then 1 end) as ages_imputed,
        count(case when is_level_derived then 1 end) as levels_derived,
        {%- for column in baseline_columns %}
        count(*) - count({{ column }}) as null_{{ column }},
        {%- endfor %}
        cast(count(*) > 0 and count(*) = count(level_id) and count(*) = count(compensation) as integer) as validation_passed
    from {{ ref('baseline_workforce') }}
),

units as (
    select coalesce(sum(baseline_headcount), 0) as without_unit
    from {{ ref('dim_units') }}
    where unit_id in (
        select named.unit_id
        from {{ ref('int_unit_values') }} as named
        where named.value = 'unknown'
    )
),

listed as (
    select *
    from (
        values
        {%- for place, metric in metrics.items() %}
        ({{ place }}, '{{ metric }}', null),
        {%- endfor %}
        {%- for column in baseline_columns %}
        ({{ 38 + loop.index }}, 'null_count', '{{ column }}'),
        {%- endfor %}
        (46, 'processing_date', '{{ run_started_at.strftime('%Y-%m-%d') }}')
    ) as listed (metric_order, metric, detail)
),

stacked as (
    select
        metric_order,
        metric,
        case when metric = 'census_days_before_start' then census_day else detail end as detail,
        case
            {%- for metric in metrics.values() %}
            when metric = '{{ metric }}' then {{ metric }}
            {%- endfor %}
            {%- for column in baseline_columns %}
            when metric = 'null_count' and detail = '{{ column }}' then null_{{ column }}
            {%- endfor %}
            when metric = 'processing_date' then 1
        end as value
    from listed
    cross join counted
    cross join valid
    cross join census
    cross join baseline
    cross join units

    union all

    select
        report_order as metric_order,
        'rejected' as metric,
        fault as detail,
        count(*) as value
    from {{ ref('int_census_faults') }}
    group by report_order, fault
),

final as (
    select
        cast(metric as {{ dbt.type_string() }}) as metric,
        cast(detail as {{ dbt.type_string() }}) as detail,
        cast(value as bigint) as value,
        cast(metric_order as integer) as metric_order
    from stacked
    where metric not in ('other_censuses', 'without_unit') or value > 0
)

select * from final
