-- From the baseline to the end of a scenario's last year; hires and leavers are those of all years.
with

last_years as (
    select
        scenario_id,
        replication_id,
        max(simulation_year) as simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
    group by scenario_id, replication_id
),

job_levels as (
    select * from {{ ref('job_levels') }}
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

scenarios as (
    select
        scenario_id,
        count(*) as trials
    from last_years
    group by scenario_id
),

opening as (
    select
        level_id,
        count(*) as heads,
        sum(cast(age as bigint)) as ages,
        sum(cast(tenure as bigint)) as tenures,
        sum(case when age >= 60 then 1 else 0 end) as over_60,
        sum(case when is_age_imputed then 1 else 0 end) as drawn_ages
    from baseline
    group by level_id
),

closing as (
    select
        snapshot.scenario_id,
        snapshot.level_id,
        count(*) as heads,
        sum(cast(snapshot.age as bigint)) as ages,
        sum(cast(snapshot.tenure as bigint)) as tenures,
        sum(case when snapshot.age >= 60 then 1 else 0 end) as over_60
    from snapshot
    inner join last_years
        on snapshot.scenario_id = last_years.scenario_id
        and snapshot.replication_id = last_years.replication_id
        and snapshot.simulation_year = last_years.simulation_year
    group by snapshot.scenario_id, snapshot.level_id
),

moved as (
    select
        scenario_id,
        coalesce(level_after, level_before) as level_id,
        sum(case when event_type = 'hire' then 1 else 0 end) as hires,
        sum(case when event_type = 'hire' then cast(age as bigint) else 0 end) as hired_ages,
        sum(case when event_type = 'termination' then 1 else 0 end) as leavers,
        sum(case when event_type = 'termination' then cast(age as bigint) else 0 end) as left_ages
    from events
    group by scenario_id, coalesce(level_after, level_before)
),

by_level as (
    select
        scenarios.scenario_id,
        scenarios.trials,
        cast(job_levels.level_id as integer) as level_id,
        job_levels.level_name,
        {%- for measure in ['heads', 'ages', 'tenures', 'over_60'] %}
        coalesce(opening.{{ measure }}, 0) as opening_{{ measure }},
        coalesce(closing.{{ measure }}, 0) as closing_{{ measure }},
        {%- endfor %}
        coalesce(opening.drawn_ages, 0) as drawn_ages,
        coalesce(moved.hires, 0) as hires,
        coalesce(moved.hired_ages, 0) as hired_ages,
        coalesce(moved.leavers, 0) as leavers,
        coalesce(moved.left_ages, 0) as left_ages
    from scenarios
    cross join job_levels
    left join opening on job_levels.level_id = opening.level_id
    left join closing
        on scenarios.scenario_id = closing.scenario_id
        and job_levels.level_id = closing.level_id
    left join moved
        on scenarios.scenario_id = moved.scenario_id
        and job_levels.level_id = moved.level_id
),

stacked as (
    select * from by_level

    union all

    select
        scenario_id,
        max(trials) as trials,
        cast(null as integer) as level_id,
        'all' as level_name,
        {%- for measure in ['heads', 'ages', 'tenures', 'over_60'] %}
        sum(opening_{{ measure }}) as opening_{{ measure }},
        sum(closing_{{ measure }}) as closing_{{ measure }},
        {%- endfor %}
        sum(drawn_ages) as drawn_ages,
        sum(hires) as hires,
        sum(hired_ages) as hired_ages,
        sum(leavers) as leavers,
        sum(left_ages) as left_ages
    from by_level
    group by scenario_id
),

averaged as (
    select
        *,
        cast(opening_ages as double) / nullif(opening_heads, 0) as opening_age,
        cast(closing_ages as double) / nullif(closing_heads, 0) as closing_age
    from stacked
),

final as (
    select
        scenario_id,
        level_id,
        level_name,
        opening_heads as opening_headcount,
        round(cast(closing_heads as double) / trials, 1) as closing_headcount,
        drawn_ages as opening_ages_drawn,
        round(opening_age, 2) as opening_age,
        round(closing_age, 2) as closing_age,
        round(closing_age - opening_age, 2) as age_change,
        round(cast(hired_ages as double) / nullif(hires, 0), 1) as age_of_hires,
        round(cast(left_ages as double) / nullif(leavers, 0), 1) as age_of_leavers,
        round(cast(opening_tenures as double) / nullif(opening_heads, 0), 2) as opening_tenure,
        round(cast(closing_tenures as double) / nullif(closing_heads, 0), 2) as closing_tenure,
        round(cast(opening_over_60 as double) / nullif(opening_heads, 0), 4) as opening_share_over_60,
        round(cast(closing_over_60 as double) / nullif(closing_heads, 0), 4) as closing_share_over_60
    from averaged
)

select *
from final
order by scenario_id, coalesce(level_id, 32767)
