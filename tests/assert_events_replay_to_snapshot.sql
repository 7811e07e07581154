with

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

trial_years as (
    select
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

events as (
    select * from {{ ref('fct_workforce_events') }}
),

snapshot_rows as (
    select * from {{ ref('fct_workforce_snapshot') }}
),

trials as (
    select
        scenario_id,
        replication_id,
        min(simulation_year) - 1 as opening_year
    from trial_years
    group by scenario_id, replication_id
),

states as (
    select
        trials.scenario_id,
        trials.replication_id,
        baseline.employee_key,
        trials.opening_year as simulation_year,
        0 as sequence_in_year,
        'baseline' as event_type,
        cast(null as smallint) as level_before,
        cast(null as {{ money_type() }}) as pay_before,
        baseline.level_id as level_after,
        baseline.compensation as pay_after
    from trials
    cross join baseline

    union all

    select
        scenario_id,
        replication_id,
        employee_key,
        simulation_year,
        sequence_in_year,
        event_type,
        level_before,
        pay_before,
        level_after,
        pay_after
    from events
),

chained as (
    select
        *,
        lag(level_after) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year, sequence_in_year
        ) as last_level_after,
        lag(pay_after) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year, sequence_in_year
        ) as last_pay_after,
        lead(simulation_year) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year, sequence_in_year
        ) as next_year
    from states
),

{# what the last event of a year leaves stays true until the year of the next event #}
replayed as (
    select
        chained.scenario_id,
        chained.replication_id,
        trial_years.simulation_year,
        chained.employee_key,
        chained.level_after as level_id,
        chained.pay_after as current_compensation
    from chained
    inner join trial_years
        on chained.scenario_id = trial_years.scenario_id
        and chained.replication_id = trial_years.replication_id
        and chained.simulation_year <= trial_years.simulation_year
        and (chained.next_year > trial_years.simulation_year or chained.next_year is null)
    where chained.pay_after is not null
),

broken_links as (
    select
        'event does not follow from the one before' as broken_identity,
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        event_type,
        last_level_after as expected_level_id,
        level_before as found_level_id,
        last_pay_after as expected_compensation,
        pay_before as found_compensation
    from chained
    where
        pay_before is distinct from last_pay_after
        or level_before is distinct from last_level_after
),

broken_years as (
    select
        'replayed events are not the snapshot' as broken_identity,
        coalesce(replayed.scenario_id, snapshot_rows.scenario_id) as scenario_id,
        coalesce(replayed.replication_id, snapshot_rows.replication_id) as replication_id,
        coalesce(replayed.simulation_year, snapshot_rows.simulation_year) as simulation_year,
        coalesce(replayed.employee_key, snapshot_rows.employee_key) as employee_key,
        cast(null as {{ dbt.type_string() }}) as event_type,
        replayed.level_id as expected_level_id,
        snapshot_rows.level_id as found_level_id,
        replayed.current_compensation as expected_compensation,
        snapshot_rows.current_compensation as found_compensation
    from replayed
    full outer join snapshot_rows
        on replayed.scenario_id = snapshot_rows.scenario_id
        and replayed.replication_id = snapshot_rows.replication_id
        and replayed.simulation_year = snapshot_rows.simulation_year
        and replayed.employee_key = snapshot_rows.employee_key
    where
        replayed.level_id is distinct from snapshot_rows.level_id
        or replayed.current_compensation is distinct from snapshot_rows.current_compensation
)

select * from broken_links
union all
select * from broken_years
