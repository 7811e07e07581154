{{ config(post_hook="{{ require_feasible_units(this) }}") }}
{%- set dimensions = parameter('dimensions') | list -%}
with

census as (
    select * from {{ ref('stg_census_data') }}
    where active_flag = true and census_year = {{ baseline_year() }}
),

texts as (
    select * from {{ ref('int_census_texts') }}
),

final as (
    select
        census.source_row,
        {%- for name in dimensions %}
        coalesce(texts.dimension_{{ name }}, 'unknown') as {{ quoted_name(name) }},
        {%- endfor %}
        cast(
            {%- if dimensions %}
            least(dense_rank() over (
                order by {% for name in dimensions %}coalesce(texts.dimension_{{ name }}, 'unknown'){{ ', ' if not loop.last }}{% endfor %}
            ), 32767)
            {%- else %}
            1
            {%- endif %} as smallint
        ) as unit_id
    from census
    inner join texts on census.source_row = texts.source_row
)

select * from final
