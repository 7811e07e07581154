{{ config(materialized='view') }}
with

decisions as (
    select
        *,
        case decision
            when 'promotion' then opening_level_id
            when 'layoff' then layoff_group
            when 'new_hire_termination' then unit_id
            else 0
        end as decision_group,
        case when decision = 'turnover' then 'termination' else decision end as rate_of
    from {{ ref('int_decision_draws') }}
),

groups as (
    select * from {{ ref('int_decision_groups') }}
),

hazards as (
    select * from {{ ref('hazards') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
),

unit_factors as (
    select * from {{ ref('int_unit_factors') }}
),

cut_draws as (
    {#- pareto_score solved for the draw that gives the score of the last one taken: -1 where none is low enough, #}
    {#- 2 where all are #}
    select
        decisions.*,
        case
            when groups.cut_score is null then -1e0
            when decisions.probability >= 1 and (groups.cut_score > 0 or decisions.employee_key <= groups.cut_key) then 2e0
            when decisions.probability >= 1 then -1e0
            when decisions.probability <= 0 then groups.cut_score / 1e30 - 1
            else
                groups.cut_score * decisions.probability
                / (1 - decisions.probability + groups.cut_score * decisions.probability)
        end as cut_draw,
        coalesce(decisions.employee_key <= groups.cut_key, false) as wins_ties,
        groups.faced_by,
        groups.happened_to
    from decisions
    inner join groups
        on decisions.trial_id = groups.trial_id
        and decisions.simulation_year = groups.simulation_year
        and decisions.decision = groups.decision
        and decisions.decision_group = groups.decision_group
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
        {#- a layoff has no rates, and multipliers only where the table gives it some #}
        {%- for column, name in [
            ('hazards.annual_rate', 'level_rate'), ('of_age.multiplier', 'age_multiplier'),
            ('of_tenure.multiplier', 'tenure_multiplier')
        ] %}
        coalesce(cast({{ column }} as double), case when cut_draws.decision = 'layoff' then 1e0 end) as {{ name }},
        {%- endfor %}
        of_years_in_level.multiplier as years_in_level_multiplier,
        case cut_draws.decision
            when 'turnover' then unit_factors.termination_factor
            when 'layoff' then unit_factors.layoff_factor
            when 'promotion' then unit_factors.promotion_factor
        end as unit_multiplier,
        cut_draws.scaling_factor,
        coalesce(cut_draws.opening_level_id, cut_draws.level_id) as level_id,
        {#- as old as they were when it was decided: at the end of the year before, or at the end of the year of hire #}
        case when cut_draws.is_new_hire then cut_draws.age else cut_draws.age - 1 end as age,
        case when cut_draws.is_new_hire then cut_draws.tenure else cut_draws.tenure - 1 end as tenure,
        cut_draws.opening_years_in_level as years_in_level,
        cut_draws.unit_id,
        cut_draws.employee_key
    from cut_draws
    left join unit_factors
        on cut_draws.trial_id = unit_factors.trial_id
        and cut_draws.simulation_year = unit_factors.simulation_year
        and cut_draws.unit_id = unit_factors.unit_id
    left join hazards
        on cut_draws.scenario_id = hazards.scenario_id
        and cut_draws.rate_of = hazards.decision
        and cut_draws.opening_level_id = hazards.level_id
    {%- for dimension, years in [('age', 'age - 1'), ('tenure', 'tenure - 1'), ('years_in_level', 'opening_years_in_level')] %}
    left join multipliers as of_{{ dimension }}
        on cut_draws.scenario_id = of_{{ dimension }}.scenario_id
        and cut_draws.rate_of = of_{{ dimension }}.decision
        and of_{{ dimension }}.dimension = '{{ dimension }}'
        and {{ in_band('cut_draws.' ~ years, 'of_' ~ dimension) }}
    {%- endfor %}
)

select * from final
