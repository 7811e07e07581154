{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

people as (
    select * from {{ ref('stg_census_data') }}
    where active_flag = true and census_year >= {{ baseline_year() }}
),

bands as (
    select * from {{ ref('int_backtest_bands') }}
),

unit_rows as (
    select * from {{ ref('int_backtest_unit_rows') }}
),

actual_people as (
    select
        people.census_year,
        people.level_id,
        bands.age_from,
        bands.tenure_from,
        count(*) as headcount,
        cast(sum(people.compensation) as double) as pay
    from people
    inner join bands
        on people.age between bands.age_from and bands.age_to
        and people.tenure between bands.tenure_from and bands.tenure_to
    group by people.census_year, people.level_id, bands.age_from, bands.tenure_from
),

final as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'age': 'age_from', 'tenure': 'tenure_from'}.items() %}
    select
        census_year,
        '{{ dimension }}' as dimension,
        {{ group_id }} as group_id,
        sum(headcount) as headcount,
        sum(pay) / sum(headcount) as average_pay
    from actual_people
    group by census_year{{ ', ' ~ group_id if dimension != 'all' }}
    union all{% endfor %}
    select
        people.census_year,
        unit_rows.dimension,
        unit_rows.group_id,
        count(*) as headcount,
        cast(sum(people.compensation) as double) / count(*) as average_pay
    from people
    inner join unit_rows on people.source_row = unit_rows.source_row
    group by people.census_year, unit_rows.dimension, unit_rows.group_id
)

select * from final
