{{ config(materialized='ephemeral') }}
with

scenario as (
    select
        scenario_id,
        start_year,
        end_year
    from {{ ref('int_scenario_parameters') }}
    where scenario_order = 1
),

level_totals as (
    select
        levels.level_id,
        levels.level_name,
        sum(case when levels.simulation_year = scenario.start_year then levels.opening_headcount end) as opening,
        sum(case when levels.simulation_year = scenario.start_year then levels.exits end) as exits,
        sum(case when levels.simulation_year = scenario.end_year then levels.headcount end) as closing,
        count(distinct levels.replication_id) as replications
    from {{ ref('agg_workforce_by_level') }} as levels
    inner join scenario on levels.scenario_id = scenario.scenario_id
    group by levels.level_id, levels.level_name
),

compared as (
    select
        *,
        cast(sum(exits) over () as double) / nullif(sum(opening) over (), 0) as exit_rate
    from level_totals
),

odd_levels as (
    select
        level_id,
        level_name,
        case
            when closing = 0 then 'emptied'
            when closing > 2 * opening then 'doubled'
            when opening >= 30 * replications and exits > 3 * exit_rate * opening then 'leaving'
        end as kind
    from compared
    where opening >= 10 * replications
),

final as (
    select
        kind,
        {{ joined_texts('level_name', "', '", 'level_id') }} as names
    from odd_levels
    where kind is not null
    group by kind
)

select * from final
