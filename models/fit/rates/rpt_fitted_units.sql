{{ config(enabled=has_past_censuses()) }}
{%- set dimensions = parameter('dimensions') | list -%}
with

people as (
    select * from {{ ref('int_fitted_expectations') }}
),

texts as (
    select * from {{ ref('int_census_texts') }}
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
