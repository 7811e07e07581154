{{ config(materialized='view') }}
with

decisions as (
    select
        *,
        case when decision = 'promotion' then opening_level_id else 0 end as level_group,
        case
            when decision = 'promotion' then 'promotion'
            when decision in ('turnover', 'layoff') then 'termination'
        end as rate_of
    from {{ ref('int_decision_draws') }}
),

hazards as (
    select * from {{ ref('hazards') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
),

{# events say who was taken, so that no cut is ranked twice #}
taken as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        reason as decision,
        case when reason = 'promotion' then level_before else 0 end as level_group,
        employee_key,
        case when reason = 'new_hire_termination' then draw else {{ pareto_score('draw', 'probability') }} end as score
    from {{ ref('fct_workforce_events') }}
    where event_type in ('termination', 'promotion')
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

{# the last one taken: of those with the largest score the one with the largest key #}
cuts as (
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

groups as (
    {#- how many faced a decision together, and to how many it happened: promotions are decided level by level #}
    {%- for decision, faced_by, happened_to in [
        ('turnover', 'opening_headcount', 'terminations'),
        ('layoff', 'opening_headcount - terminations', 'layoffs'),
        ('promotion', 'opening_headcount - terminations - layoffs', 'promotions_out'),
        ('new_hire_termination', 'hires', 'new_hire_terminations'),
    ] %}
    {%- set level_group = 'level_id' if decision == 'promotion' else '0' %}
    select
        trial_id,
        simulation_year,
        '{{ decision }}' as decision,
        {{ level_group }} as level_group,
        sum({{ faced_by }}) as faced_by,
        sum({{ happened_to }}) as happened_to
    from {{ ref('int_level_totals') }}
    group by trial_id, simulation_year{{ ', level_id' if decision == 'promotion' }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

cut_draws as (
    {#- pareto_score solved for the draw that gives the score of the last one taken: -1 where none is low enough, #}
    {#- 2 where all are #}
    select
        decisions.*,
        case
            when cuts.cut_score is null then -1e0
            when decisions.decision = 'new_hire_termination' then cuts.cut_score
            when decisions.probability >= 1 and (cuts.cut_score > 0 or decisions.employee_key <= cuts.cut_key) then 2e0
            when decisions.probability >= 1 then -1e0
            when decisions.probability <= 0 then cuts.cut_score / 1e30 - 1
            else
                cuts.cut_score * decisions.probability
                / (1 - decisions.probability + cuts.cut_score * decisions.probability)
        end as cut_draw,
        coalesce(decisions.employee_key <= cuts.cut_key, false) as wins_ties,
        groups.faced_by,
        groups.happened_to
    from decisions
    inner join groups
        on decisions.trial_id = groups.trial_id
        and decisions.simulation_year = groups.simulation_year
        and decisions.decision = groups.decision
        and decisions.level_group = groups.level_group
    left join cuts
        on decisions.scenario_id = cuts.scenario_id
        and decisions.replication_id = cuts.replication_id
        and decisions.simulation_year = cuts.simulation_year
        and decisions.decision = cuts.decision
        and decisions.level_group = cuts.level_group
),

final as (
    select
        cut_draws.scenario_id,
        cut_draws.replication_id,
        cut_draws.simulation_year,
        cut_draws.employee_id,
        cut_draws.decision,
        cut_draws.has_happened,
        cut_draws.probability,
        cut_draws.draw,
        {#- draws are whole numbers over 2^32: the limit is the lowest that is not taken #}
        case
            when not cut_draws.is_ranked then cut_draws.probability
            else greatest(least((
                floor(cut_draws.cut_draw * 4294967296 + case when cut_draws.wins_ties then 1e-5 else -1e-5 end) + 1
            ) / 4294967296, 1e0), 0e0)
        end as draw_limit,
        cut_draws.is_ranked,
        cast(cut_draws.faced_by as bigint) as faced_by,
        cast(cut_draws.happened_to as bigint) as happened_to,
        cast(hazards.annual_rate as double) as level_rate,
        cast(of_age.multiplier as double) as age_multiplier,
        cast(of_tenure.multiplier as double) as tenure_multiplier,
        cut_draws.scaling_factor,
        coalesce(cut_draws.opening_level_id, cut_draws.level_id) as level_id,
        {#- as old as they were when it was decided: at the end of the year before, or at the end of the year of hire #}
        case when cut_draws.is_new_hire then cut_draws.age else cut_draws.age - 1 end as age,
        case when cut_draws.is_new_hire then cut_draws.tenure else cut_draws.tenure - 1 end as tenure,
        cut_draws.employee_key
    from cut_draws
    left join hazards
        on cut_draws.scenario_id = hazards.scenario_id
        and cut_draws.rate_of = hazards.decision
        and cut_draws.opening_level_id = hazards.level_id
    {%- for dimension in ['age', 'tenure'] %}
    left join multipliers as of_{{ dimension }}
        on cut_draws.scenario_id = of_{{ dimension }}.scenario_id
        and cut_draws.rate_of = of_{{ dimension }}.decision
        and of_{{ dimension }}.dimension = '{{ dimension }}'
        and cut_draws.{{ dimension }} - 1 >= of_{{ dimension }}.from_years
        and (cut_draws.{{ dimension }} - 1 <= of_{{ dimension }}.to_years or of_{{ dimension }}.to_years is null)
    {%- endfor %}
)

select * from final
