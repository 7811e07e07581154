-- What unit a row of a census is counted with. None without dimensions.
{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
with

texts as (
    select * from {{ ref('int_census_texts') }}
),

groups as (
    select distinct
        dimension,
        value,
        group_id
    from {{ ref('int_backtest_units') }}
),

named as (
    {%- for name in parameter('dimensions') %}
    select
        source_row,
        '{{ name }}' as dimension,
        coalesce(dimension_{{ name }}, 'unknown') as value
    from texts
    union all
    {%- endfor %}
    select
        source_row,
        'none' as dimension,
        'none' as value
    from texts
    where false
),

final as (
    select
        named.source_row,
        groups.dimension,
        groups.group_id
    from named
    inner join groups
        on named.dimension = groups.dimension
        and named.value = groups.value
)

select * from final
