with

census_units as (
    select * from {{ ref('int_census_units') }}
),

final as (
    select
        unit_id,
        {%- for name in parameter('dimensions') %}
        {{ name }},
        {%- endfor %}
        count(*) as baseline_headcount
    from census_units
    group by unit_id{% for name in parameter('dimensions') %}, {{ name }}{% endfor %}
)

select * from final
