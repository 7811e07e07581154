{{ config(post_hook="{{ require_feasible_units(this) }}") }}
with

baseline as (
    select
        baseline.unit_id,
        census.source_row
    from {{ ref('baseline_workforce') }} as baseline
    inner join {{ ref('stg_census_data') }} as census
        on baseline.employee_key = census.employee_key
        and census.census_year = {{ baseline_year() }}
),

texts as (
    select * from {{ ref('int_census_texts') }}
),

named as (
    select
        {%- for name in parameter('dimensions') %}
        coalesce(texts.dimension_{{ name }}, 'unknown') as {{ quoted_name(name) }},
        {%- endfor %}
        baseline.unit_id
    from baseline
    inner join texts on baseline.source_row = texts.source_row
),

final as (
    select
        unit_id,
        {%- for name in parameter('dimensions') %}
        {{ quoted_name(name) }},
        {%- endfor %}
        cast({% for name in parameter('dimensions') -%}
            {{ quoted_name(name) }}{{ " || ', ' || " if not loop.last }}
        {%- else %}null{% endfor %} as {{ dbt.type_string() }}) as unit_name,
        count(*) as baseline_headcount
    from named
    group by unit_id{% for name in parameter('dimensions') %}, {{ quoted_name(name) }}{% endfor %}
)

select * from final
