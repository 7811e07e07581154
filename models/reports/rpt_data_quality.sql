{%- set baseline_columns = ['level_id', 'age', 'tenure', 'compensation', 'hire_date'] -%}
with

employees as (
    select count(*) as rows_read
    from {{ ref('employees') }}
),

valid as (
    select
        count(*) as rows_valid,
        count(case when not active_flag then 1 end) as inactive,
        count(case when active_flag and census_year <> {{ baseline_year() }} then 1 end) as other_censuses
    from {{ ref('stg_census_data') }}
),

rejects as (
    select count(*) as rows_rejected
    from {{ ref('stg_census_rejects') }}
),

faults as (
    select
        report_order,
        fault,
        count(*) as row_count
    from {{ ref('int_census_faults') }}
    group by report_order, fault
),

census as (
    select max(census_date) as census_date
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
        case
            when count(*) > 0 and count(*) = count(level_id) and count(*) = count(compensation) then 1
            else 0
        end as validation_passed
    from {{ ref('baseline_workforce') }}
),

listed as (
    select *
    from (
        values
        (1, 'rows_read', null),
        (2, 'rows_valid', null),
        (3, 'rows_rejected', null),
        (34, 'inactive', null),
        (35, 'other_censuses', null),
        (36, 'baseline_count', null),
        (37, 'ages_imputed', null),
        (38, 'levels_derived', null),
        {%- for column in baseline_columns %}
        ({{ 38 + loop.index }}, 'null_count', '{{ column }}'),
        {%- endfor %}
        (44, 'validation_passed', null),
        (45, 'census_days_before_start', null),
        (46, 'processing_date', '{{ run_started_at.strftime('%Y-%m-%d') }}')
    ) as listed (metric_order, metric, detail)
),

measured as (
    select
        listed.metric_order,
        listed.metric,
        case
            when listed.metric = 'census_days_before_start' then cast(census.census_date as {{ dbt.type_string() }})
            else listed.detail
        end as detail,
        case listed.metric
            when 'rows_read' then employees.rows_read
            when 'rows_valid' then valid.rows_valid
            when 'rows_rejected' then rejects.rows_rejected
            when 'inactive' then valid.inactive
            when 'other_censuses' then valid.other_censuses
            when 'baseline_count' then baseline.baseline_count
            when 'ages_imputed' then baseline.ages_imputed
            when 'levels_derived' then baseline.levels_derived
            when 'null_count' then
                case listed.detail
                    {%- for column in baseline_columns %}
                    when '{{ column }}' then baseline.null_{{ column }}
                    {%- endfor %}
                end
            when 'validation_passed' then baseline.validation_passed
            when 'census_days_before_start'
                then {{ days_between('census.census_date', "cast('" ~ baseline_year() ~ "-12-31' as date)") }}
            when 'processing_date' then 1
        end as value
    from listed
    cross join employees
    cross join valid
    cross join rejects
    cross join census
    cross join baseline
),

stacked as (
    select
        metric_order,
        metric,
        detail,
        value
    from measured
    where metric <> 'other_censuses' or value > 0

    union all

    select
        report_order as metric_order,
        'rejected' as metric,
        fault as detail,
        row_count as value
    from faults
),

final as (
    select
        cast(metric as {{ dbt.type_string() }}) as metric,
        cast(detail as {{ dbt.type_string() }}) as detail,
        cast(value as bigint) as value,
        cast(metric_order as integer) as metric_order
    from stacked
)

select * from final
