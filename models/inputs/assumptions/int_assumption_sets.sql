with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

own_rows as (
    {%- for table_name, set_name in [
        ('hazards', 'hazards'), ('multipliers', 'hazards'), ('retirement_rules', 'hazards'), ('retirement_take_up', 'hazards'),
        ('hire_profiles', 'hire_profiles')
    ] %}
    select
        scenario_id,
        '{{ set_name }}' as set_name
    from {{ ref(table_name) }}
    where given_scenario_id is not null
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

owners as (
    select
        scenarios.scenario_id,
        max(case when own_rows.set_name = 'hazards' then 1 else 0 end) as has_own_hazards,
        max(case when own_rows.set_name = 'hire_profiles' then 1 else 0 end) as has_own_profiles
    from scenarios
    left join own_rows on scenarios.scenario_id = own_rows.scenario_id
    group by scenarios.scenario_id
),

final as (
    select
        scenario_id,
        cast(has_own_hazards * sum(has_own_hazards) over (order by scenario_id) as smallint) as hazard_set_id,
        cast(has_own_profiles * sum(has_own_profiles) over (order by scenario_id) as smallint) as hire_profile_set_id
    from owners
)

select * from final
