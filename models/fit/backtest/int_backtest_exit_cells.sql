{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

transitions as (
    select * from {{ ref('int_panel_transitions') }}
),

bands as (
    select * from {{ ref('int_backtest_bands') }}
),

unit_rows as (
    select * from {{ ref('int_backtest_unit_rows') }}
),

actual_exits as (
    select
        transitions.next_year as census_year,
        transitions.is_fitted,
        transitions.level_id,
        bands.age_from,
        bands.tenure_from,
        max(transitions.interval_years) as interval_years,
        sum(case when transitions.is_exit then 1 else 0 end) as exits
    from transitions
    inner join bands
        on transitions.age between bands.age_from and bands.age_to
        and transitions.tenure between bands.tenure_from and bands.tenure_to
    group by transitions.next_year, transitions.is_fitted, transitions.level_id, bands.age_from, bands.tenure_from
),

final as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'age': 'age_from', 'tenure': 'tenure_from'}.items() %}
    select
        census_year,
        is_fitted,
        '{{ dimension }}' as dimension,
        {{ group_id }} as group_id,
        cast(sum(exits) as double) as exits,
        cast(max(interval_years) as double) as interval_years
    from actual_exits
    group by census_year, is_fitted{{ ', ' ~ group_id if dimension != 'all' }}
    union all{% endfor %}
    select
        transitions.next_year as census_year,
        transitions.is_fitted,
        unit_rows.dimension,
        unit_rows.group_id,
        cast(sum(case when transitions.is_exit then 1 else 0 end) as double) as exits,
        cast(max(transitions.interval_years) as double) as interval_years
    from transitions
    inner join unit_rows on transitions.source_row = unit_rows.source_row
    group by transitions.next_year, transitions.is_fitted, unit_rows.dimension, unit_rows.group_id
)

select * from final
