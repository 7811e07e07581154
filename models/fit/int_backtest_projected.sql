{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

years as (
    select
        trial_id,
        simulation_year,
        opening_level_id,
        level_id,
        tenure,
        compensation,
        exit_code
    from {{ ref('int_workforce_years') }}
),

bands as (
    select * from {{ ref('int_backtest_bands') }}
),

projected_people as (
    select
        years.trial_id,
        years.simulation_year,
        case when years.exit_code = 0 then years.level_id else years.opening_level_id end as level_id,
        bands.from_years as tenure_from,
        sum(case when years.exit_code = 0 then 1 else 0 end) as headcount,
        sum(case when years.exit_code = 0 then years.compensation end) as pay,
        sum(case when years.exit_code in (1, 2) then 1 else 0 end) as exits
    from years
    inner join bands
        on years.tenure - (case when years.exit_code = 0 then 0 else 1 end) >= bands.from_years
        and (years.tenure - (case when years.exit_code = 0 then 0 else 1 end) <= bands.to_years or bands.to_years is null)
    group by
        years.trial_id,
        years.simulation_year,
        case when years.exit_code = 0 then years.level_id else years.opening_level_id end,
        bands.from_years
),

final as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'tenure': 'tenure_from'}.items() %}
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
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
