-- One row per scenario: the bridge over all its years, means over the replications. Percentiles as in
-- rpt_replication_intervals: interpolated linearly, and null where fewer than five replications lie beyond them.
with

bridge as (
    select * from fct_headcount_bridge
),

spans as (
    select
        scenario_id,
        min(simulation_year) as first_year,
        max(simulation_year) as last_year
    from bridge
    group by scenario_id
),

trials as (
    select
        bridge.scenario_id,
        bridge.replication_id,
        max(spans.first_year) as first_year,
        max(spans.last_year) as last_year,
        sum(case when bridge.simulation_year = spans.first_year then bridge.opening_headcount end) as opening_headcount,
        sum(bridge.terminations) as terminations,
        sum(bridge.layoffs) as layoffs,
        sum(bridge.hires) as hires,
        sum(bridge.new_hire_terminations) as new_hire_terminations,
        sum(bridge.terminations + bridge.layoffs + bridge.new_hire_terminations) as exits,
        sum(case when bridge.simulation_year = spans.last_year then bridge.closing_headcount end) as closing_headcount,
        sum(case when bridge.simulation_year = spans.last_year then bridge.variance_to_target end) as variance_to_target
    from bridge
    inner join spans on bridge.scenario_id = spans.scenario_id
    group by bridge.scenario_id, bridge.replication_id
)

select
    scenario_id,
    count(*) as replications,
    max(first_year) as first_year,
    max(last_year) as last_year,
    avg(opening_headcount) as opening_headcount,
    avg(terminations) as terminations,
    avg(layoffs) as layoffs,
    avg(hires) as hires,
    avg(new_hire_terminations) as new_hire_terminations,
    avg(exits) as exits,
    avg(closing_headcount) as closing_headcount,
    avg(variance_to_target) as variance_to_target,
    case when count(*) >= 100 then percentile_cont(0.05) within group (order by hires) end as hires_p5,
    case when count(*) >= 100 then percentile_cont(0.95) within group (order by hires) end as hires_p95,
    case when count(*) >= 100 then percentile_cont(0.05) within group (order by exits) end as exits_p5,
    case when count(*) >= 100 then percentile_cont(0.95) within group (order by exits) end as exits_p95
from trials
group by scenario_id
order by scenario_id
