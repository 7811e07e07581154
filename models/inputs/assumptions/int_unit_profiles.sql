-- Where the dimensions give a unit two sets, the first of them holds. A table, so that no simulated year finds them again.
with

unit_values as (
    select * from {{ ref('int_unit_values') }}
),

sets as (
    select distinct
        plan_profile_set_id,
        hire_profile_set_id,
        dimension,
        value
    from {{ ref('int_hire_weights') }}
),

ordered as (
    select
        sets.plan_profile_set_id,
        unit_values.unit_id,
        sets.hire_profile_set_id,
        row_number() over (
            partition by sets.plan_profile_set_id, unit_values.unit_id
            order by case sets.dimension
                {%- for name in parameter('dimensions') or ['none'] %} when '{{ name }}' then {{ loop.index }}{% endfor %} end
        ) as place
    from sets
    inner join unit_values
        on sets.dimension = unit_values.dimension
        and sets.value = unit_values.value
),

final as (
    select
        plan_profile_set_id,
        unit_id,
        hire_profile_set_id
    from ordered
    where place = 1
)

select * from final
