{{ config(materialized='ephemeral') }}
with

{%- for table_name in ['job_levels', 'hire_profiles', 'level_targets', 'multipliers', 'thresholds', 'unit_targets'] %}
{{ table_name }} as (
    select * from {{ ref(table_name) }}
),
{% endfor %}
scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
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

known_values as (
    select
        dimension,
        value
    from unit_values
    union
    select
        'level' as dimension,
        level_name as value
    from job_levels
),

unknown_values as (
    {%- for table_name in ['multipliers', 'unit_targets', 'thresholds', 'hire_profiles'] %}
    select
        '`{{ table_name }}`: ' || {{ table_name }}.dimension || ' ' || coalesce({{ table_name }}.value, 'blank')
        || coalesce(' of scenario ' || {{ table_name }}.given_scenario_id, '') || ' has no employee in the baseline' as problem
    from {{ table_name }}
    left join known_values
        on {{ table_name }}.dimension = known_values.dimension
        and {{ table_name }}.value = known_values.value
    where
        known_values.value is null
        and {{ table_name }}.dimension in ('{{ (parameter('dimensions') | list + ['level']) | join("', '") }}')
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

unknown_years as (
    {%- for table_name in ['unit_targets', 'thresholds'] %}
    select
        '`{{ table_name }}`: year ' || cast(simulation_year as {{ dbt.type_string() }}) || ' of ' || value
        || ' is not a year of the plan, from ' || cast(scenarios.start_year as {{ dbt.type_string() }}) || ' to '
        || cast(scenarios.end_year as {{ dbt.type_string() }}) as problem
    from {{ table_name }}
    inner join scenarios on {{ table_name }}.scenario_id = scenarios.scenario_id
    where simulation_year < scenarios.start_year or simulation_year > scenarios.end_year
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select problem from unknown_levels
    union all
    select problem from unknown_values
    union all
    select problem from unknown_years
)

select * from final
