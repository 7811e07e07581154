-- Who faced a decision together. Promotions are decided level by level, first-year exits unit by unit, and so are layoffs where units
-- have targets of their own. All else is in group 0.
{%- set groups = 'trial_id, simulation_year, decision, decision_group' %}
with

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

level_years as (
    select
        level_years.*,
        trial_years.plans_units
    from {{ ref('int_level_years') }} as level_years
    inner join trial_years
        on level_years.trial_id = trial_years.trial_id
        and level_years.simulation_year = trial_years.simulation_year
),

events as (
    select * from {{ ref('fct_workforce_events') }}
    where event_type in ('termination', 'promotion')
),

counts as (
    {%- for decision, group, rows_of_units, faced_by, happened_to in [
        ('turnover', none, 'false', 'opening_headcount - planned_exits - retirements', 'turnover - planned_exits - retirements'),
        ('retirement', none, 'false', 'opening_headcount - planned_exits', 'retirements'),
        ('layoff', 'case when plans_units then unit_id else 0 end', 'plans_units', 'opening_headcount - turnover', 'layoffs'),
        ('promotion', 'level_id', 'false', 'opening_headcount - turnover - layoffs', 'promotions_out'),
        ('new_hire_termination', 'coalesce(unit_id, 1)', parameter('dimensions') | length > 0, 'hires - planned_hires', 'new_hire_exits')
    ] %}
    select
        trial_id,
        simulation_year,
        '{{ decision }}' as decision,
        {{ group or 0 }} as decision_group,
        sum({{ faced_by }}) as faced_by,
        sum({{ happened_to }}) as happened_to
    from level_years
    where (unit_id is not null) = {{ rows_of_units | lower }}
    group by trial_id, simulation_year{{ ', ' ~ group if group }}
    {% if not loop.last %}union all{% endif %}{% endfor %}
),

taken as (
    {#- events say who was taken, so that no cut is ranked twice #}
    select
        trial_years.trial_id,
        trial_years.simulation_year,
        events.reason as decision,
        case
            when events.reason = 'promotion' then events.level_before
            when events.reason = 'new_hire_termination' then events.unit_id
            when events.reason = 'layoff' and trial_years.plans_units then events.unit_id
            else 0
        end as decision_group,
        events.employee_key,
        {{ pareto_score('events.draw', 'events.probability') }} as score
    from events
    inner join trial_years
        on events.scenario_id = trial_years.scenario_id
        and events.replication_id = trial_years.replication_id
        and events.simulation_year = trial_years.simulation_year
),

cut_scores as (
    select
        {{ groups }},
        max(score) as cut_score
    from taken
    group by {{ groups }}
),

final as (
    {#- the last one taken: of those with the largest score the one with the largest key #}
    select
        {{ groups }},
        counts.faced_by,
        counts.happened_to,
        cut_scores.cut_score,
        max(taken.employee_key) as cut_key
    from counts
    left join cut_scores using ({{ groups }})
    left join taken using ({{ groups }})
    where taken.score = cut_scores.cut_score or taken.score is null
    group by {{ groups }}, counts.faced_by, counts.happened_to, cut_scores.cut_score
)

select * from final
