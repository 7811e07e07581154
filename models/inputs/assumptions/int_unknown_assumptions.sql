{{ config(materialized='ephemeral') }}
with

job_levels as (
    select * from {{ ref('job_levels') }}
),

hire_profiles as (
    select * from {{ ref('hire_profiles') }}
),

level_targets as (
    select * from {{ ref('level_targets') }}
),

multipliers as (
    select * from {{ ref('multipliers') }}
    where dimension in ('{{ (parameter('dimensions') | list or ['none']) | join("', '") }}')
),

unit_values as (
    select * from {{ ref('int_unit_values') }}
),

unknown_levels as (
    {%- for table_name in ['hire_profiles', 'level_targets'] %}
    select
        '`{{ table_name }}`: level_id ' || coalesce(cast({{ table_name }}.level_id as {{ dbt.type_string() }}), 'blank')
        || coalesce(' of scenario ' || {{ table_name }}.given_scenario_id, '') || ' is not in job_levels' as problem
    from {{ table_name }}
    left join job_levels on {{ table_name }}.level_id = job_levels.level_id
    where job_levels.level_id is null
    {%- if table_name == 'hire_profiles' %}
        and (hire_profiles.hire_weight > 0
            {%- if parameter('assumptions').hire_profiles %} or hire_profiles.hire_weight is null{% endif %})
    union all
    {%- endif %}
    {%- endfor %}
),

unknown_values as (
    select
        '`multipliers`: ' || multipliers.dimension || ' ' || coalesce(multipliers.value, 'blank')
        || coalesce(' of scenario ' || multipliers.given_scenario_id, '') || ' has no employee in the baseline' as problem
    from multipliers
    left join unit_values
        on multipliers.dimension = unit_values.dimension
        and multipliers.value = unit_values.value
    where unit_values.value is null
),

final as (
    select problem from unknown_levels
    union all
    select problem from unknown_values
)

select * from final
