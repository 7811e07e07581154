{#- whole lives in one pass over baseline, events and snapshot: sorting them is the price, so that it is paid once -#}
{%- set life = 'over (partition by trial_id, employee_key order by step)' -%}
{#- a snapshot comes after all events of its year -#}
{%- set snapshot_sequence = 9 -%}
with

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
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
        trial_id,
        scenario_id,
        replication_id,
        min(simulation_year) - 1 as opening_year,
        max(simulation_year) as last_simulated_year
    from trial_years
    group by trial_id, scenario_id, replication_id
),

states as (
    select
        trials.trial_id,
        baseline.employee_key,
        trials.opening_year * 10 + {{ snapshot_sequence }} as step,
        cast(null as date) as moment,
        cast(null as smallint) as level_before,
        cast(null as {{ money_type() }}) as pay_before,
        baseline.level_id as level_after,
        baseline.compensation as pay_after,
        baseline.age - trials.opening_year as birth_year,
        baseline.tenure - trials.opening_year as entry_year,
        cast(null as boolean) as is_promotion,
        false as is_misnamed
    from trials
    cross join baseline

    union all

    select
        trial_years.trial_id,
        events.employee_key,
        events.simulation_year * 10 + events.sequence_in_year as step,
        events.event_date as moment,
        events.level_before,
        events.pay_before,
        events.level_after,
        events.pay_after,
        events.age - events.simulation_year as birth_year,
        events.tenure - events.simulation_year as entry_year,
        events.event_type = 'promotion' as is_promotion,
        case
            when events.event_type = 'hire'
                then events.sequence_in_year <> 1 or events.pay_before is not null
            when events.event_type = 'termination'
                then events.sequence_in_year <> 4 or events.pay_after is not null
            else
                events.sequence_in_year not in (2, 3)
                or coalesce(
                    events.pay_before is null or events.pay_after is null
                    or (events.event_type = 'promotion') <> (events.level_before < events.level_after)
                    or (events.event_type = 'raise') <> (events.level_before = events.level_after), true
                )
        end as is_misnamed
    from events
    left join trial_years
        on events.scenario_id = trial_years.scenario_id
        and events.replication_id = trial_years.replication_id
        and events.simulation_year = trial_years.simulation_year

    union all

    select
        trial_years.trial_id,
        snapshot_rows.employee_key,
        snapshot_rows.simulation_year * 10 + {{ snapshot_sequence }} as step,
        {{ add_days('trial_years.first_day', 'trial_years.days_in_year - 1') }} as moment,
        snapshot_rows.level_id as level_before,
        snapshot_rows.current_compensation as pay_before,
        snapshot_rows.level_id as level_after,
        snapshot_rows.current_compensation as pay_after,
        snapshot_rows.age - snapshot_rows.simulation_year as birth_year,
        snapshot_rows.tenure - snapshot_rows.simulation_year as entry_year,
        cast(null as boolean) as is_promotion,
        false as is_misnamed
    from snapshot_rows
    left join trial_years
        on snapshot_rows.scenario_id = trial_years.scenario_id
        and snapshot_rows.replication_id = trial_years.replication_id
        and snapshot_rows.simulation_year = trial_years.simulation_year
),

chained as (
    select
        *,
        cast(floor(step / 10e0) as integer) as simulation_year,
        {%- for column in ['step', 'moment', 'is_promotion', 'level_after', 'pay_after', 'birth_year', 'entry_year'] %}
        lag({{ column }}) {{ life }} as last_{{ column }},
        {%- endfor %}
        lead(step) {{ life }} as next_step
    from states
),

judged as (
    select
        *,
        case
            when is_misnamed then 'event is not what its event_type says'
            when
                step <= last_step
                {#- two promotions or two raises: the second and third place of a year are for one of each #}
                or (
                    step = last_step + 1
                    and step = simulation_year * 10 + 3
                    and is_promotion = last_is_promotion
                )
                then 'same event or snapshot twice'
            when last_step is not null and last_pay_after is null then 'event or snapshot after the exit'
            when
                (level_before is distinct from last_level_after)
                or (pay_before is distinct from last_pay_after)
                then 'level or pay does not follow from the row before'
            when birth_year <> last_birth_year or entry_year <> last_entry_year
                then 'age or tenure does not advance by one a year'
            when
                last_step is not null
                and last_step <> (simulation_year - 1) * 10 + {{ snapshot_sequence }}
                and last_step < simulation_year * 10
                then 'no snapshot of the year before'
            when
                moment < last_moment
                or extract(year from moment) <> simulation_year
                or (moment is null and last_step is not null)
                then 'date missing, outside its year or before the row before'
        end as broken_rule
    from chained
),

broken_lives as (
    select
        coalesce(judged.broken_rule, 'no snapshot after this row') as broken_rule,
        trials.scenario_id,
        trials.replication_id,
        judged.simulation_year,
        judged.employee_key,
        judged.last_level_after as expected_level_id,
        judged.level_before as found_level_id,
        judged.last_pay_after as expected_compensation,
        judged.pay_before as found_compensation
    from judged
    left join trials on judged.trial_id = trials.trial_id
    where
        judged.broken_rule is not null
        {#- the last row of a life is an exit or the last snapshot #}
        or (
            judged.next_step is null
            and judged.pay_after is not null
            and judged.step is distinct from trials.last_simulated_year * 10 + {{ snapshot_sequence }}
        )
),

{# the id belongs to the key: that of the baseline, or the year and number that the key of a hire was made of #}
named as (
    {#- the tables, not the CTEs: those that are read twice would be stored #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        employee_id,
        false as is_hire
    from {{ ref('fct_workforce_snapshot') }}

    union all

    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        employee_id,
        event_type = 'hire' as is_hire
    from {{ ref('fct_workforce_events') }}
    where event_type in ('hire', 'termination')
),

broken_names as (
    select
        'employee_id is not that of the key' as broken_rule,
        named.scenario_id,
        named.replication_id,
        named.simulation_year,
        named.employee_key,
        cast(null as smallint) as expected_level_id,
        cast(null as smallint) as found_level_id,
        cast(null as {{ money_type() }}) as expected_compensation,
        cast(null as {{ money_type() }}) as found_compensation
    from named
    left join baseline on named.employee_key = baseline.employee_key
    where
        (
            baseline.employee_key is not null
            and (named.is_hire or named.employee_id <> baseline.employee_id)
        )
        or (
            baseline.employee_key is null
            and (
                named.employee_id not like 'NH-____-%'
                or (
                    named.is_hire
                    and named.employee_id not like 'NH-' || cast(named.simulation_year as {{ dbt.type_string() }}) || '-%'
                )
                or named.employee_key is distinct from {{ hire_key(
                    'try_cast(substr(named.employee_id, 4, 4) as bigint)',
                    'try_cast(substr(named.employee_id, 9) as bigint)'
                ) }}
            )
        )
)

select * from broken_lives
union all
select * from broken_names
