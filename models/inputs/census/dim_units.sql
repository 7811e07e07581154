with

census_units as (
    select * from {{ ref('int_census_units') }}
),

final as (
    select
        unit_id,
        {%- for name in parameter('dimensions') %}
        {{ quoted_name(name) }},
        {%- endfor %}
        count(*) as baseline_headcount
    from census_units
    group by unit_id{% for name in parameter('dimensions') %}, {{ quoted_name(name) }}{% endfor %}
)

select * from final
