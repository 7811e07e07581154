-- One row per scenario, dimension (age, tenure) and band, which is named by its first year: who is there at the end, means
-- over the replications that have rows per employee.
with

spans as (
    select
        scenario_id,
        max(simulation_year) as last_year
    from fct_headcount_bridge
    group by scenario_id
),

kept as (
    select
        parameters.scenario_id,
        spans.last_year,
        least(parameters.replications, cast(config.parameter_value as bigint)) as kept_replications
    from int_scenario_parameters as parameters
    inner join spans on parameters.scenario_id = spans.scenario_id
    inner join simulation_config as config
        on parameters.scenario_id = config.scenario_id and config.parameter_name = 'detailed_replications'
),

counted as (
    select
        snapshot.scenario_id,
        snapshot.age,
        snapshot.tenure,
        max(kept.kept_replications) as kept_replications,
        count(*) as people
    from fct_workforce_snapshot as snapshot
    inner join kept on snapshot.scenario_id = kept.scenario_id and snapshot.simulation_year = kept.last_year
    group by snapshot.scenario_id, snapshot.age, snapshot.tenure
),

banded as (
    select
        scenario_id,
        'age' as dimension,
        cast(case
            when age is null then -1
            when age < 20 then 0
            when age >= 70 then 70
            else floor(age / 5) * 5
        end as integer) as band,
        age as years,
        people,
        kept_replications
    from counted

    union all

    select
        scenario_id,
        'tenure' as dimension,
        cast(case
            when tenure is null then -1
            when tenure < 1 then 0
            when tenure < 3 then 1
            when tenure < 5 then 3
            when tenure >= 30 then 30
            else floor(tenure / 5) * 5
        end as integer) as band,
        tenure as years,
        people,
        kept_replications
    from counted
)

select
    scenario_id,
    dimension,
    band,
    cast(sum(people) as double) / max(kept_replications) as people,
    cast(sum(people * years) as double) / max(kept_replications) as years
from banded
group by scenario_id, dimension, band
order by scenario_id, dimension, band
