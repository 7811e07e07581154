-- depends_on: {{ ref('int_input_problems') }}
{{ config(materialized='table') }}
with

assumption_sets as (
    select * from {{ ref('int_assumption_sets') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
),

unit_values as (
    select * from {{ ref('int_unit_values') }}
),

factors as (
    {#- scenarios that share a set share its rows #}
    select
        assumption_sets.hazard_set_id,
        unit_values.unit_id,
        dimension,
        multipliers.decision,
        max(cast(multipliers.multiplier as double)) as factor
    from multipliers
    inner join assumption_sets using (scenario_id)
    inner join unit_values using (dimension, value)
    group by assumption_sets.hazard_set_id, unit_values.unit_id, dimension, multipliers.decision
),

final as (
    select
        hazard_set_id,
        unit_id,
        {%- for decision in ['termination', 'promotion', 'layoff'] %}
        1e0
        {%- for name in parameter('dimensions') %}
        * coalesce(max(case when decision = '{{ decision }}' and dimension = '{{ name }}' then factor end), 1e0)
        {%- endfor %} as {{ decision }}_factor{{ ',' if not loop.last }}
        {%- endfor %}
    from factors
    group by hazard_set_id, unit_id
)

select * from final
