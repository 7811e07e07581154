-- The salaries of a level are people x share of the level x average salary. The difference of a product between two scenarios is
-- split at the mean of both, a b - c d = (a - c) (b + d) / 2 + (a + c) / 2 (b - d), first headcount against the average
-- salary, then that average into levels and the salary within them. Within each replication, then the mean over them.
with

levels as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        level_id,
        headcount,
        avg_compensation,
        cast(payroll_paid as double) as payroll_paid,
        sum(headcount) over (partition by scenario_id, replication_id, simulation_year) as all_heads
    from {{ ref('agg_workforce_by_level') }}
),

reference as (
    select scenario_id as reference_scenario_id
    from {{ ref('int_scenario_parameters') }}
    where scenario_order = 1
),

of_reference as (
    select
        reference.reference_scenario_id,
        levels.replication_id,
        levels.simulation_year,
        levels.level_id,
        levels.headcount,
        levels.avg_compensation,
        levels.payroll_paid,
        levels.all_heads
    from levels
    inner join reference on levels.scenario_id = reference.reference_scenario_id
),

paired as (
    {#- a level that is empty on one side is paid as on the other, and so has no effect of pay #}
    select
        levels.scenario_id,
        of_reference.reference_scenario_id,
        levels.replication_id,
        levels.simulation_year,
        levels.payroll_paid as payroll,
        of_reference.payroll_paid as reference_payroll,
        cast(levels.all_heads as double) as heads,
        cast(of_reference.all_heads as double) as reference_heads,
        coalesce(levels.avg_compensation, of_reference.avg_compensation, 0e0) as pay,
        coalesce(of_reference.avg_compensation, levels.avg_compensation, 0e0) as reference_pay,
        coalesce(
            cast(levels.headcount as double) / nullif(levels.all_heads, 0),
            cast(of_reference.headcount as double) / nullif(of_reference.all_heads, 0), 0e0
        ) as share,
        coalesce(
            cast(of_reference.headcount as double) / nullif(of_reference.all_heads, 0),
            cast(levels.headcount as double) / nullif(levels.all_heads, 0), 0e0
        ) as reference_share
    from levels
    inner join of_reference
        on levels.replication_id = of_reference.replication_id
        and levels.simulation_year = of_reference.simulation_year
        and levels.level_id = of_reference.level_id
),

trials as (
    select
        scenario_id,
        reference_scenario_id,
        replication_id,
        simulation_year,
        sum(payroll) as payroll,
        sum(reference_payroll) as reference_payroll,
        max(heads - reference_heads) * sum(share * pay + reference_share * reference_pay) / 2 as of_headcount,
        max(heads + reference_heads) / 2 * sum((share - reference_share) * (pay + reference_pay)) / 2 as of_levels,
        max(heads + reference_heads) / 2 * sum((share + reference_share) * (pay - reference_pay)) / 2 as of_pay
    from paired
    group by scenario_id, reference_scenario_id, replication_id, simulation_year
),

means as (
    select
        scenario_id,
        reference_scenario_id,
        simulation_year,
        cast(round(sum(payroll) / count(*)) as bigint) as payroll,
        cast(round(sum(reference_payroll) / count(*)) as bigint) as reference_payroll,
        cast(round(sum(of_headcount) / count(*)) as bigint) as from_headcount,
        cast(round(sum(of_levels) / count(*)) as bigint) as from_level_mix,
        cast(round(sum(of_pay) / count(*)) as bigint) as from_pay_per_head
    from trials
    group by scenario_id, reference_scenario_id, simulation_year
),

final as (
    select
        scenario_id,
        reference_scenario_id,
        simulation_year,
        payroll,
        reference_payroll,
        payroll - reference_payroll as difference,
        from_headcount,
        from_level_mix,
        from_pay_per_head,
        payroll - reference_payroll - from_headcount - from_level_mix - from_pay_per_head as from_timing
    from means
)

select *
from final
order by scenario_id, simulation_year
