-- Who faced a decision together. Promotions are decided level by level, all else in level group 0.
with

level_years as (
    select * from {{ ref('int_level_years') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
    where event_type in ('termination', 'promotion')
),

counts as (
    select
        trial_id,
        simulation_year,
        'turnover' as decision,
        0 as level_group,
        sum(opening_headcount) as faced_by,
        sum(terminations) as happened_to
    from level_years
    group by trial_id, simulation_year

    union all

    select
        trial_id,
        simulation_year,
        'layoff' as decision,
        0 as level_group,
        sum(opening_headcount - terminations) as faced_by,
        sum(layoffs) as happened_to
    from level_years
    group by trial_id, simulation_year

    union all

    select
        trial_id,
        simulation_year,
        'promotion' as decision,
        level_id as level_group,
        sum(opening_headcount - terminations - layoffs) as faced_by,
        sum(promotions_out) as happened_to
    from level_years
    group by trial_id, simulation_year, level_id

    union all

    select
        trial_id,
        simulation_year,
        'new_hire_termination' as decision,
        0 as level_group,
        sum(hires) as faced_by,
        sum(new_hire_terminations) as happened_to
    from level_years
    group by trial_id, simulation_year
),

taken as (
    {#- events say who was taken, so that no cut is ranked twice #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        reason as decision,
        case when reason = 'promotion' then level_before else 0 end as level_group,
        employee_key,
        case when reason = 'new_hire_termination' then draw else {{ pareto_score('draw', 'probability') }} end as score
    from events
),

cut_scores as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        decision,
        level_group,
        max(score) as cut_score
    from taken
    group by scenario_id, replication_id, simulation_year, decision, level_group
),

cuts as (
    {#- the last one taken: of those with the largest score the one with the largest key #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        decision,
        level_group,
        cut_score,
        max(employee_key) as cut_key
    from taken
    inner join cut_scores using (scenario_id, replication_id, simulation_year, decision, level_group)
    where score = cut_score
    group by scenario_id, replication_id, simulation_year, decision, level_group, cut_score
),

final as (
    select
        counts.*,
        cuts.cut_score,
        cuts.cut_key
    from counts
    inner join trial_years
        on counts.trial_id = trial_years.trial_id
        and counts.simulation_year = trial_years.simulation_year
    left join cuts
        on trial_years.scenario_id = cuts.scenario_id
        and trial_years.replication_id = cuts.replication_id
        and counts.simulation_year = cuts.simulation_year
        and counts.decision = cuts.decision
        and counts.level_group = cuts.level_group
)

select * from final
