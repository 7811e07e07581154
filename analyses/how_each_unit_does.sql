-- The values of each dimension, and the whole workforce, from the opening of the first year to the end of the last.
with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

whole as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        'all' as dimension,
        'all' as value,
        sum(opening_headcount) as opening_headcount,
        sum(hires) as hires,
        sum(exits) as exits,
        sum(headcount) as closing_headcount,
        sum(cast(round(avg_compensation * headcount, 2) as decimal(18, 2))) as salaries
    from {{ ref('agg_workforce_by_level') }}
    group by scenario_id, replication_id, simulation_year
),

units as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        dimension,
        value,
        opening_headcount,
        hires,
        turnover + layoffs + new_hire_exits as exits,
        closing_headcount,
        cast(round(avg_compensation * closing_headcount, 2) as decimal(18, 2)) as salaries
    from {{ ref('agg_workforce_by_dimension') }}
),

stacked as (
    select * from whole
    union all
    select * from units
),

totals as (
    select
        stacked.scenario_id,
        stacked.dimension,
        stacked.value,
        max(scenarios.replications) as replications,
        sum(case when stacked.simulation_year = scenarios.start_year then stacked.opening_headcount else 0 end) as opening,
        sum(stacked.opening_headcount) as exposed,
        sum(stacked.hires) as hires,
        sum(stacked.exits) as exits,
        sum(case when stacked.simulation_year = scenarios.end_year then stacked.closing_headcount else 0 end) as closing,
        sum(case when stacked.simulation_year = scenarios.end_year then stacked.salaries else 0 end) as salaries
    from stacked
    inner join scenarios on stacked.scenario_id = scenarios.scenario_id
    group by stacked.scenario_id, stacked.dimension, stacked.value
),

final as (
    select
        scenario_id,
        dimension,
        value as unit,
        round(cast(opening as double) / replications, 1) as opening_headcount,
        round(cast(hires as double) / replications, 1) as hires,
        round(cast(exits as double) / replications, 1) as exits,
        round(cast(closing as double) / replications, 1) as closing_headcount,
        round(cast(closing as double) / nullif(opening, 0) - 1, 4) as headcount_growth,
        round(cast(exits as double) / nullif(exposed, 0), 4) as exit_rate,
        cast(round(cast(salaries as double) / nullif(closing, 0)) as bigint) as average_salary
    from totals
)

select *
from final
order by scenario_id asc, case when dimension = 'all' then 1 else 0 end asc, dimension asc, closing_headcount desc, unit asc
