{{ config(enabled=has_past_censuses()) }}
{%- set dimensions = parameter('dimensions') | list -%}
with

exposed as (
    select * from {{ ref('int_fitted_exposure') }}
),

texts as (
    select * from {{ ref('int_census_texts') }}
),

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where base_rate is not null
),

people as (
    {#- what the rates of level, age and tenure expect of each #}
    select
        exposed.decision,
        exposed.source_row,
        exposed.interval_years,
        exposed.is_event,
        cast(round(
            cast(exposed.interval_years as double) * of_level.fitted_value * coalesce(of_age.fitted_value, 1e0)
            * of_tenure.fitted_value * {{ billion() }}
        ) as bigint) as expected_ppb
    from exposed
    inner join rates as of_level
        on exposed.decision = of_level.decision
        and exposed.level_id = of_level.level_id
        and of_level.dimension = 'level'
    inner join rates as of_tenure
        on exposed.decision = of_tenure.decision
        and of_tenure.dimension = 'tenure' and {{ in_band('exposed.tenure', 'of_tenure') }}
    left join rates as of_age
        on exposed.decision = of_age.decision and not exposed.is_age_imputed
        and of_age.dimension = 'age' and {{ in_band('exposed.age', 'of_age') }}
),

cells_0 as (
    select
        people.decision,
        {%- for name in dimensions %}
        coalesce(texts.dimension_{{ name }}, 'unknown') as value_{{ loop.index }},
        {%- endfor %}
        sum(people.interval_years) as exposure_years,
        sum(case when people.is_event then 1 else 0 end) as events,
        cast(sum(people.expected_ppb) as bigint) as expected_ppb
    from people
    inner join texts on people.source_row = texts.source_row
    group by people.decision{% for name in dimensions %}, coalesce(texts.dimension_{{ name }}, 'unknown'){% endfor %}
),

{# one dimension after the other, each beyond what those before expect, so that overlapping ones count once #}
{%- for name in dimensions %}
{%- set before, value = 'cells_' ~ loop.index0, 'value_' ~ loop.index %}
groups_{{ loop.index }} as (
    {{ credible_groups(before, value) }}
),

cells_{{ loop.index }} as (
    select
        decision,
        {%- for _ in dimensions %}
        value_{{ loop.index }},
        {%- endfor %}
        {{ before }}.exposure_years,
        {{ before }}.events,
        cast(round({{ before }}.expected_ppb * groups_{{ loop.index }}.multiplier) as bigint) as expected_ppb
    from {{ before }}
    inner join groups_{{ loop.index }} using (decision, {{ value }})
),
{% endfor %}
final as (
    {%- for name in dimensions %}
    select
        decision,
        '{{ name }}' as dimension,
        value_{{ loop.index }} as value,
        cast(round(exposure_years, 3) as double) as exposure_years,
        cast(events as bigint) as events,
        round(expected_events, 3) as expected_events,
        round(relative_rate, 6) as crude_relative_rate,
        round(credibility, 6) as credibility,
        round(multiplier, 6) as fitted_value,
        round(standard_error, 6) as standard_error
    from groups_{{ loop.index }}
    union all
    {%- endfor %}
    select
        'none' as decision,
        'none' as dimension,
        'none' as value,
        0e0 as exposure_years,
        cast(0 as bigint) as events,
        0e0 as expected_events,
        0e0 as crude_relative_rate,
        0e0 as credibility,
        0e0 as fitted_value,
        0e0 as standard_error
    from cells_0
    where false
)

select * from final
