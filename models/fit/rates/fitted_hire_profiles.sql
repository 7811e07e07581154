{{ config(enabled=has_past_censuses()) }}
with

entries as (
    select * from {{ ref('int_panel_entries') }}
    where is_fitted
),

entry_pay as (
    select * from {{ ref('int_fitted_entry_pay') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

credited_years as (
    select
        census_year,
        count(*) as entries,
        cast(sum(case when tenure > 0 then 1 else 0 end) as double) / count(*) as credited_share
    from entries
    group by census_year
),

credited as (
    {#- the middle year's share comes with tenure of their own; a census that suddenly covers more people does not make it more #}
    select
        sum(entries * credited_share) as credited_entries,
        sum(entries * (1 - credited_share)) as new_entries,
        sum(entries) as all_entries,
        median(credited_share) as credited_share
    from credited_years
),

hires as (
    select
        entries.level_id,
        entries.age,
        case
            when entries.tenure = 0 then 0
            when entries.tenure <= 2 then 1
            when entries.tenure <= 5 then 3
            when entries.tenure <= 10 then 6
            when entries.tenure <= 20 then 11
            else 21
        end as tenure_from,
        case
            when entries.tenure = 0 then 0
            when entries.tenure <= 2 then 2
            when entries.tenure <= 5 then 5
            when entries.tenure <= 10 then 10
            when entries.tenure <= 20 then 20
            else 35
        end as tenure_to,
        {#- the bands are in the money of the baseline #}
        least(greatest(
            (
                cast(entries.compensation as double)
                * power(1 + coalesce(entry_pay.cola_rate, 0e0), {{ baseline_year() }} - entries.census_year)
                - cast(job_levels.min_salary as double)
            ) / cast(job_levels.max_salary - job_levels.min_salary as double), 0e0
        ), 1e0) as pay_position
    from entries
    inner join job_levels on entries.level_id = job_levels.level_id
    cross join entry_pay
),

ranges as (
    {{ hire_profile_ranges('hires', ['tenure_from', 'tenure_to']) }}
),

final as (
    select
        ranges.level_id,
        ranges.age_from,
        ranges.age_to,
        cast(round(case
            when ranges.tenure_from > 0
                then ranges.hires * credited.all_entries * credited.credited_share / credited.credited_entries
            else ranges.hires * credited.all_entries * (1 - credited.credited_share) / credited.new_entries
        end, 6) as decimal(15, 6)) as hire_weight,
        ranges.pay_position_from,
        ranges.pay_position_to,
        ranges.tenure_from,
        ranges.tenure_to,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(null as {{ dbt.type_string() }}) as value,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from ranges
    cross join credited
)

select * from final
