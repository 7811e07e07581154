{%- set bands = [
    (1, 'tenure 0-1', 'tenure <= 1'), (2, 'tenure 2-4', 'tenure <= 4'), (3, 'tenure 5-9', 'tenure <= 9'),
    (4, 'tenure 10+', 'tenure >= 10')
] -%}
-- Tenure at the start of the year, in the bands that the bundled rates of leaving have; an event shows it at the end of the year.
with

trial_years as (
    select
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

first_years as (
    select
        scenario_id,
        replication_id,
        min(simulation_year) as simulation_year
    from trial_years
    group by scenario_id, replication_id
),

scenarios as (
    select
        scenario_id,
        count(*) as trial_years
    from trial_years
    group by scenario_id
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

snapshot as (
    select * from {{ ref('fct_workforce_snapshot') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
    where event_type in ('hire', 'termination')
),

opening as (
    select
        snapshot.scenario_id,
        snapshot.tenure,
        count(*) as people
    from snapshot
    inner join trial_years
        on snapshot.scenario_id = trial_years.scenario_id
        and snapshot.replication_id = trial_years.replication_id
        and snapshot.simulation_year + 1 = trial_years.simulation_year
    group by snapshot.scenario_id, snapshot.tenure

    union all

    select
        first_years.scenario_id,
        baseline.tenure,
        count(*) as people
    from first_years
    cross join baseline
    group by first_years.scenario_id, baseline.tenure
),

people as (
    select
        scenario_id,
        case
            {%- for number, _, condition in bands %}
            when {{ condition }} then {{ number }}
            {%- endfor %}
        end as band,
        people,
        0 as turnover,
        0 as layoffs,
        0e0 as pay,
        0 as ages
    from opening

    union all

    select
        scenario_id,
        case
            when event_type = 'hire' or reason = 'new_hire_termination' then 5
            {%- for number, _, condition in bands %}
            when {{ condition.replace('tenure', 'tenure - 1') }} then {{ number }}
            {%- endfor %}
        end as band,
        case when event_type = 'hire' then 1 else 0 end as people,
        case when event_type = 'termination' and reason <> 'layoff' then 1 else 0 end as turnover,
        case when reason = 'layoff' then 1 else 0 end as layoffs,
        case when event_type = 'termination' then cast(pay_before as double) else 0e0 end as pay,
        case when event_type = 'termination' then cast(age as bigint) else 0 end as ages
    from events
),

summed as (
    select
        scenario_id,
        band,
        sum(people) as people,
        sum(turnover) as turnover,
        sum(layoffs) as layoffs,
        sum(pay) as pay,
        sum(ages) as ages
    from people
    group by scenario_id, band
),

stacked as (
    select * from summed

    union all

    select
        scenario_id,
        6 as band,
        sum(people) as people,
        sum(turnover) as turnover,
        sum(layoffs) as layoffs,
        sum(pay) as pay,
        sum(ages) as ages
    from summed
    group by scenario_id
),

totals as (
    select
        stacked.*,
        scenarios.trial_years,
        cast(stacked.turnover + stacked.layoffs as double) as leavers,
        max(stacked.turnover + stacked.layoffs) over (partition by stacked.scenario_id) as all_leavers
    from stacked
    inner join scenarios on stacked.scenario_id = scenarios.scenario_id
),

final as (
    select
        scenario_id,
        case band
            {%- for number, name, _ in bands %}
            when {{ number }} then '{{ name }}'
            {%- endfor %}
            when 5 then 'hired in the year'
            else 'all'
        end as tenure_band,
        round(cast(people as double) / trial_years, 1) as people_per_year,
        round(cast(turnover as double) / trial_years, 1) as turnover_per_year,
        round(cast(layoffs as double) / trial_years, 1) as layoffs_per_year,
        round(leavers / nullif(people, 0), 4) as exit_rate,
        round(leavers / nullif(all_leavers, 0), 4) as share_of_leavers,
        round(ages / nullif(leavers, 0), 1) as average_age,
        round(pay / nullif(leavers, 0)) as average_pay,
        cast(round(pay / trial_years) as bigint) as salaries_leaving,
        band as band_order
    from totals
)

select *
from final
order by scenario_id, band_order
