with

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
),

scenario_years as (
    select * from {{ ref('int_scenario_years') }}
    where alignment = 'exact'
),

expected as (
    select
        bridge.scenario_id,
        bridge.replication_id,
        bridge.simulation_year,
        bridge.opening_headcount - bridge.turnover as stayers,
        bridge.layoffs,
        bridge.hires,
        bridge.target_headcount,
        bridge.closing_headcount,
        {# out of reach: too many stay and nobody may be laid off, or too few stay and no hire can stay #}
        case
            when
                bridge.opening_headcount - bridge.turnover > bridge.target_headcount
                and scenario_years.surplus_policy = 'attrition_only'
                then bridge.opening_headcount - bridge.turnover
            when
                bridge.opening_headcount - bridge.turnover < bridge.target_headcount
                and (scenario_years.new_hire_termination_rate = 1 or scenario_years.hiring_freeze)
                then bridge.opening_headcount - bridge.turnover
            else bridge.target_headcount
        end as expected_closing_headcount
    from bridge
    inner join scenario_years
        on bridge.scenario_id = scenario_years.scenario_id
        and bridge.simulation_year = scenario_years.simulation_year
)

select *
from expected
where
    closing_headcount <> expected_closing_headcount
    {# nobody is hired into a surplus #}
    or (stayers > target_headcount and hires > 0)
