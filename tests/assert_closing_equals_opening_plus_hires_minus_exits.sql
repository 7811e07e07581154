with

bridge as (
    select
        *,
        lag(closing_headcount) over (
            partition by scenario_id, replication_id order by simulation_year
        ) as last_closing_headcount
    from {{ ref('fct_headcount_bridge') }}
),

baseline as (
    select count(*) as baseline_headcount from {{ ref('baseline_workforce') }}
),

detailed_years as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        is_detailed
    from {{ ref('int_trial_years') }}
),

snapshot_counts as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        count(*) as headcount
    from {{ ref('fct_workforce_snapshot') }}
    group by scenario_id, replication_id, simulation_year
),

event_counts as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        sum(case when event_type = 'hire' then 1 else 0 end) as hires,
        sum(case when event_type = 'termination' then 1 else 0 end) as exits
    from {{ ref('fct_workforce_events') }}
    group by scenario_id, replication_id, simulation_year
),

compared as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        detailed_years.is_detailed,
        bridge.closing_headcount,
        bridge.target_headcount + bridge.variance_to_target as target_plus_variance,
        bridge.opening_headcount + bridge.hires
        - bridge.turnover
        - bridge.layoffs
        - bridge.new_hire_exits as opening_plus_hires_minus_exits,
        bridge.opening_headcount,
        coalesce(bridge.last_closing_headcount, baseline.baseline_headcount) as last_closing_headcount,
        coalesce(snapshot_counts.headcount, 0) as snapshot_headcount,
        bridge.hires,
        coalesce(event_counts.hires, 0) as hire_events,
        bridge.exits,
        coalesce(event_counts.exits, 0) as termination_events
    from bridge
    cross join baseline
    inner join detailed_years using (scenario_id, replication_id, simulation_year)
    left join snapshot_counts using (scenario_id, replication_id, simulation_year)
    left join event_counts using (scenario_id, replication_id, simulation_year)
)

select *
from compared
where
    closing_headcount <> opening_plus_hires_minus_exits
    or closing_headcount <> target_plus_variance
    or opening_headcount <> last_closing_headcount
    or (is_detailed and closing_headcount <> snapshot_headcount)
    or (is_detailed and hires <> hire_events)
    or (is_detailed and exits <> termination_events)
