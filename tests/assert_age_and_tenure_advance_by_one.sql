with

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

first_years as (
    select
        scenario_id,
        replication_id,
        min(simulation_year) as first_year
    from {{ ref('int_trial_years') }}
    where is_detailed
    group by scenario_id, replication_id
),

{# everyone is in one year once: at its end, or on the way out #}
person_years as (
    select
        first_years.scenario_id,
        first_years.replication_id,
        first_years.first_year - 1 as simulation_year,
        baseline.employee_key,
        baseline.employee_id,
        baseline.age,
        baseline.tenure
    from first_years
    cross join baseline

    union all

    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        employee_id,
        age,
        tenure
    from {{ ref('fct_workforce_snapshot') }}

    union all

    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        employee_id,
        age,
        tenure
    from {{ ref('fct_workforce_events') }}
    where event_type = 'termination'
),

compared as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_key,
        employee_id,
        age,
        tenure,
        first_year,
        lag(simulation_year) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year
        ) as last_year,
        lag(employee_id) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year
        ) as last_employee_id,
        lag(age) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year
        ) as last_age,
        lag(tenure) over (
            partition by scenario_id, replication_id, employee_key order by simulation_year
        ) as last_tenure
    from person_years
    inner join first_years using (scenario_id, replication_id)
)

select *
from compared
where
    last_year is not null
    and (
        simulation_year <> last_year + 1
        or age <> last_age + 1
        or tenure <> last_tenure + 1
        or employee_id <> last_employee_id
    )
    {# whoever was not there the year before is a hire of this year; tenure may be credited #}
    or last_year is null and simulation_year >= first_year
    and employee_id not like 'NH-' || cast(simulation_year as {{ dbt.type_string() }}) || '-%'
