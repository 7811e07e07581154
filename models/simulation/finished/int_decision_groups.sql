-- Who faced a decision together. Promotions are decided level by level, all else in level group 0.
{%- set groups = 'trial_id, simulation_year, decision, level_group' %}
with

level_years as (
    select * from {{ ref('int_level_years') }}
    where unit_id is null
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
    where event_type in ('termination', 'promotion')
),

counts as (
    {%- for decision, level_group, faced_by, happened_to in [
        ('turnover', '0', 'opening_headcount - retirements', 'turnover - retirements'),
        ('retirement', '0', 'opening_headcount', 'retirements'),
        ('layoff', '0', 'opening_headcount - turnover', 'layoffs'),
        ('promotion', 'level_id', 'opening_headcount - turnover - layoffs', 'promotions_out'),
        ('new_hire_termination', '0', 'hires', 'new_hire_exits')
    ] %}
    select
        trial_id,
        simulation_year,
        '{{ decision }}' as decision,
        {{ level_group }} as level_group,
        sum({{ faced_by }}) as faced_by,
        sum({{ happened_to }}) as happened_to
    from level_years
    group by trial_id, simulation_year{{ ', level_id' if level_group == 'level_id' }}
    {% if not loop.last %}union all{% endif %}{% endfor %}
),

taken as (
    {#- events say who was taken, so that no cut is ranked twice #}
    select
        trial_years.trial_id,
        trial_years.simulation_year,
        events.reason as decision,
        case when events.reason = 'promotion' then events.level_before else 0 end as level_group,
        events.employee_key,
        case when events.reason = 'new_hire_termination' then events.draw
            else {{ pareto_score('events.draw', 'events.probability') }} end as score
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
