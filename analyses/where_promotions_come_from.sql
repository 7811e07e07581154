{%- set bands = {
    'tenure': [('tenure_under_3', 0, 2), ('tenure_3_to_5', 3, 5), ('tenure_6_to_9', 6, 9), ('tenure_from_10', 10, 999)],
    'age': [('age_under_30', 0, 29), ('age_30_to_39', 30, 39), ('age_40_to_49', 40, 49), ('age_from_50', 50, 999)]
} -%}
-- Ages and tenures are those at the start of the year, when the decision is taken; an event shows them at its end.
with

trial_years as (
    select
        scenario_id,
        replication_id,
        simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

levels as (
    select * from {{ ref('agg_workforce_by_level') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
    where event_type = 'promotion'
),

exposed as (
    select
        levels.scenario_id,
        levels.level_id,
        levels.level_name,
        count(*) as trial_years,
        sum(levels.opening_headcount) as people
    from levels
    inner join trial_years
        on levels.scenario_id = trial_years.scenario_id
        and levels.replication_id = trial_years.replication_id
        and levels.simulation_year = trial_years.simulation_year
    group by levels.scenario_id, levels.level_id, levels.level_name
),

promoted as (
    select
        scenario_id,
        level_before as level_id,
        count(*) as promotions,
        sum(pay_before) as pay_before,
        sum(pay_after) as pay_after
        {%- for column, ranges in bands.items() %}
        {%- for name, first, last in ranges %},
        sum(case when {{ column }} - 1 between {{ first }} and {{ last }} then 1 else 0 end) as {{ name }}
        {%- endfor %}
        {%- endfor %}
    from events
    group by scenario_id, level_before
),

by_level as (
    select
        exposed.*,
        coalesce(promoted.promotions, 0) as promotions,
        promoted.pay_before,
        promoted.pay_after
        {%- for ranges in bands.values() %}
        {%- for name, _, _ in ranges %},
        promoted.{{ name }}
        {%- endfor %}
        {%- endfor %}
    from exposed
    left join promoted
        on exposed.scenario_id = promoted.scenario_id
        and exposed.level_id = promoted.level_id
),

stacked as (
    select * from by_level
    where promotions > 0

    union all

    select
        scenario_id,
        cast(null as smallint) as level_id,
        'all' as level_name,
        max(trial_years) as trial_years,
        sum(people) as people,
        sum(promotions) as promotions,
        sum(pay_before) as pay_before,
        sum(pay_after) as pay_after
        {%- for ranges in bands.values() %}
        {%- for name, _, _ in ranges %},
        sum({{ name }}) as {{ name }}
        {%- endfor %}
        {%- endfor %}
    from by_level
    group by scenario_id
),

totals as (
    select
        stacked.*,
        max(stacked.promotions) over (partition by stacked.scenario_id) as all_promotions
    from stacked
),

final as (
    select
        scenario_id,
        level_id,
        level_name,
        round(cast(promotions as double) / trial_years, 1) as promoted_per_year,
        round(cast(promotions as double) / nullif(people, 0), 4) as promotion_rate,
        round(cast(promotions as double) / nullif(all_promotions, 0), 4) as share_of_all,
        round(cast(pay_after as double) / nullif(cast(pay_before as double), 0) - 1, 4) as average_raise
        {%- for ranges in bands.values() %}
        {%- for name, _, _ in ranges %},
        round(cast({{ name }} as double) / nullif(promotions, 0), 4) as {{ name }}
        {%- endfor %}
        {%- endfor %}
    from totals
)

select *
from final
order by scenario_id, coalesce(level_id, 32767)
