-- One row per scenario, dimension (age, tenure) and band of completed years: who was there at the opening and who is there at the
-- end, with the mean of each. Bands beyond the outermost person are left out. Closing numbers are means over the replications that
-- have rows per employee.
with

stops as (
    select
        dimension,
        unnest(first_years) as first_year
    from (
        values
        ('age', [-1, 0, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70]),
        ('tenure', [-1, 0, 1, 3, 5, 10, 15, 20, 25, 30])
    ) as given (dimension, first_years)
),

bands as (
    select
        dimension,
        first_year,
        coalesce(lead(first_year) over (partition by dimension order by first_year), 1000) as next_year
    from stops
),

scenarios as (
    select
        parameters.scenario_id,
        parameters.end_year,
        least(parameters.replications, cast(config.parameter_value as bigint)) as kept_replications
    from int_scenario_parameters as parameters
    inner join simulation_config as config
        on parameters.scenario_id = config.scenario_id and config.parameter_name = 'detailed_replications'
),

opening as (
    select
        age,
        tenure,
        count(*) as opening
    from baseline_workforce
    group by age, tenure
),

people as (
    select
        scenarios.scenario_id,
        scenarios.kept_replications,
        opening.age,
        opening.tenure,
        opening.opening,
        0 as closing
    from opening
    cross join scenarios

    union all

    select
        scenarios.scenario_id,
        scenarios.kept_replications,
        snapshot.age,
        snapshot.tenure,
        0 as opening,
        count(*) as closing
    from fct_workforce_snapshot as snapshot
    inner join scenarios
        on snapshot.scenario_id = scenarios.scenario_id and snapshot.simulation_year = scenarios.end_year
    group by scenarios.scenario_id, scenarios.kept_replications, snapshot.age, snapshot.tenure
),

by_dimension as (
    select
        scenario_id,
        kept_replications,
        'age' as dimension,
        age as years,
        opening,
        closing
    from people

    union all

    select
        scenario_id,
        kept_replications,
        'tenure' as dimension,
        tenure as years,
        opening,
        closing
    from people
),

counted as (
    select
        by_dimension.scenario_id,
        bands.dimension,
        bands.first_year,
        sum(by_dimension.opening) as opening,
        sum(by_dimension.closing) / max(by_dimension.kept_replications) as closing
    from by_dimension
    inner join bands
        on by_dimension.dimension = bands.dimension
        and coalesce(by_dimension.years, -1) >= bands.first_year
        and coalesce(by_dimension.years, -1) < bands.next_year
    group by by_dimension.scenario_id, bands.dimension, bands.first_year
),

means as (
    select
        scenario_id,
        dimension,
        sum(opening * years) / nullif(sum(opening) filter (where years is not null), 0) as opening_mean,
        sum(closing * years) / nullif(sum(closing) filter (where years is not null), 0) as closing_mean
    from by_dimension
    group by scenario_id, dimension
),

used as (
    select
        dimension,
        min(first_year) filter (where first_year >= 0) as lowest,
        max(first_year) as highest,
        min(first_year) as unknown
    from counted
    group by dimension
)

select
    means.scenario_id,
    means.dimension,
    bands.first_year,
    case
        when bands.first_year = -1 then 'not known'
        when bands.first_year = 0 then 'under ' || bands.next_year
        when bands.next_year = 1000 then bands.first_year || ' and over'
        else bands.first_year || ' to ' || bands.next_year - 1
    end as band,
    coalesce(counted.opening, 0) as opening,
    coalesce(counted.closing, 0) as closing,
    means.opening_mean,
    means.closing_mean
from means
inner join bands on means.dimension = bands.dimension
inner join used on bands.dimension = used.dimension
left join counted
    on means.scenario_id = counted.scenario_id
    and bands.dimension = counted.dimension
    and bands.first_year = counted.first_year
where bands.first_year between used.lowest and used.highest or bands.first_year = used.unknown
order by means.scenario_id, means.dimension, bands.first_year
