{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

years as (
    select
        *,
        case when exit_code = {{ exit_code('active') }} then level_id else opening_level_id end as held_level_id,
        case when exit_code = {{ exit_code('active') }} then tenure else tenure - 1 end as held_tenure,
        case when exit_code = {{ exit_code('active') }} then age else age - 1 end as held_age,
        case when exit_code = {{ exit_code('active') }} then 1 else 0 end as is_there,
        case when exit_code in ({{ exit_code('active') }}, {{ exit_code('new_hire_exit') }}) then 0 else 1 end as is_exit
    from {{ ref('int_workforce_years') }}
),

bands as (
    select * from {{ ref('int_backtest_bands') }}
),

units as (
    select * from {{ ref('int_backtest_units') }}
),

projected_people as (
    select
        years.trial_id,
        years.simulation_year,
        years.held_level_id as level_id,
        bands.age_from,
        bands.tenure_from,
        sum(years.is_there) as headcount,
        sum(case when years.is_there = 1 then years.compensation end) as pay,
        sum(years.is_exit) as exits
    from years
    inner join bands
        on years.held_age between bands.age_from and bands.age_to
        and years.held_tenure between bands.tenure_from and bands.tenure_to
    group by years.trial_id, years.simulation_year, years.held_level_id, bands.age_from, bands.tenure_from
),

final as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'age': 'age_from', 'tenure': 'tenure_from'}.items() %}
    select
        trial_id,
        simulation_year,
        '{{ dimension }}' as dimension,
        {{ group_id }} as group_id,
        cast(sum(headcount) as double) as headcount,
        cast(sum(exits) as double) as exits,
        cast(sum(pay) as double) / nullif(sum(headcount), 0) as average_pay
    from projected_people
    group by trial_id, simulation_year{{ ', ' ~ group_id if dimension != 'all' }}
    union all{% endfor %}
    select
        years.trial_id,
        years.simulation_year,
        units.dimension,
        units.group_id,
        cast(sum(years.is_there) as double) as headcount,
        cast(sum(years.is_exit) as double) as exits,
        cast(sum(case when years.is_there = 1 then years.compensation end) as double)
        / nullif(sum(years.is_there), 0) as average_pay
    from years
    inner join units on years.unit_id = units.unit_id
    group by years.trial_id, years.simulation_year, units.dimension, units.group_id
)

select * from final
