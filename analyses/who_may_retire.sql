-- Those whom retirement_rules allow to retire, year by year, and those who do.
with

faced as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        count(*) as eligible
    from {{ ref('int_decisions_faced') }}
    where decision = 'retirement'
    group by scenario_id, replication_id, simulation_year
),

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
),

detailed_years as (
    select
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

ranked as (
    select
        bridge.scenario_id,
        bridge.simulation_year,
        bridge.opening_headcount,
        bridge.retirements,
        coalesce(faced.eligible, 0) as eligible,
        row_number() over (partition by bridge.scenario_id, bridge.simulation_year order by bridge.retirements) as place,
        count(*) over (partition by bridge.scenario_id, bridge.simulation_year) as replications
    from bridge
    inner join detailed_years
        on bridge.scenario_id = detailed_years.scenario_id
        and bridge.replication_id = detailed_years.replication_id
        and bridge.simulation_year = detailed_years.simulation_year
    left join faced
        on bridge.scenario_id = faced.scenario_id
        and bridge.replication_id = faced.replication_id and bridge.simulation_year = faced.simulation_year
),

final as (
    select
        scenario_id,
        simulation_year,
        round(cast(sum(eligible) as double) / count(*), 1) as eligible,
        round(cast(sum(eligible) as double) / nullif(sum(opening_headcount), 0), 4) as eligible_share,
        round(cast(sum(retirements) as double) / count(*), 1) as retirements,
        round(cast(sum(retirements) as double) / nullif(sum(eligible), 0), 4) as take_up_rate,
        case when max(replications) >= 20
            then round({{ interpolated_quantile('cast(retirements as double)', 'place', 'replications', '0.05e0') }}, 1)
        end as retirements_p5,
        case when max(replications) >= 20
            then round({{ interpolated_quantile('cast(retirements as double)', 'place', 'replications', '0.95e0') }}, 1)
        end as retirements_p95
    from ranked
    group by scenario_id, simulation_year
)

select *
from final
order by scenario_id asc, simulation_year asc
