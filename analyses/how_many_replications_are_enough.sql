{%- set counts = [10, 100, 1000] -%}
-- Half-width of the 90 % interval of a mean: t x sd / sqrt(n). Replications for a half-width d: the n of a normal distribution,
-- (z sd / d)^2, and z^2 / 2 more for not knowing sd (Guenther 1981), z = 1.645.
with

intervals as (
    select * from {{ ref('rpt_replication_intervals') }}
    where dimension = 'all'
),

comparison as (
    select * from {{ ref('rpt_scenario_comparison') }}
    where dimension = 'all'
),

last_years as (
    select
        scenario_id,
        max(simulation_year) as simulation_year
    from intervals
    group by scenario_id
),

measured as (
    {#- the scenarios share their luck: their difference has a spread of its own, often a smaller one #}
    select
        intervals.scenario_id,
        intervals.simulation_year,
        intervals.measure,
        intervals.replications,
        intervals.mean,
        intervals.sd,
        comparison.standard_error * sqrt(comparison.replications) as difference_sd,
        (comparison.interval_high - comparison.interval_low) / 2 as half_width_of_difference
    from intervals
    inner join last_years
        on intervals.scenario_id = last_years.scenario_id
        and intervals.simulation_year = last_years.simulation_year
    left join comparison
        on intervals.scenario_id = comparison.scenario_id
        and intervals.simulation_year = comparison.simulation_year
        and intervals.measure = comparison.measure
),

final as (
    select
        scenario_id,
        simulation_year,
        measure,
        replications,
        round(mean, 1) as mean,
        round(sd, 1) as sd,
        round({{ student_t_95('nullif(replications - 1, 0)') }} * sd / sqrt(replications), 1) as half_width
        {%- for count in counts %},
        round({{ student_t_95(count - 1) }} * sd / sqrt({{ count }}), 1) as half_width_of_{{ count }}
        {%- endfor %},
        cast(ceil(power(1645e-3 * sd / nullif(abs(mean) / 100, 0e0), 2) + 135e-2) as bigint)
            as needed_for_1_percent,
        round(half_width_of_difference, 1) as half_width_of_difference,
        cast(ceil(power(1645e-3 * difference_sd / nullif(abs(mean) / 100, 0e0), 2) + 135e-2) as bigint)
            as needed_for_difference
    from measured
)

select *
from final
order by scenario_id, measure
