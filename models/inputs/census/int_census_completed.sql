{{ config(materialized='ephemeral') }}
{%- set census_date = parameter('census_date') or (parameter('start_year') - 1) ~ '-12-31' -%}
with

employees as (
    select * from {{ ref('employees') }}
),

dated as (
    select
        employee_id,
        level_id,
        current_compensation,
        age,
        birth_date,
        tenure,
        hire_date,
        termination_date,
        active_flag,
        job_title,
        {{ periods_of_pay() }} as periods_a_year,
        fte,
        source_row,
        {%- if 'census_year' in parameter('census_columns') %}
        census_year,
        {#- the census date in the row's own year; 29 February is not in every one #}
        {%- set day = census_date[4:] if census_date[5:] != '02-29' else '-02-28' %}
        coalesce(
            census_date, {{ iso_date('cast(census_year as ' ~ dbt.type_string() ~ ") || '" ~ day ~ "'") }}
        ) as census_date
        {%- else %}
        {{ parameter('start_year') - 1 }} as census_year,
        coalesce(census_date, cast('{{ census_date }}' as date)) as census_date
        {%- endif %}
    from employees
),

final as (
    select
        source_row,
        employee_id,
        {{ hash_to_integer('employee_id') }} as employee_key,
        census_year,
        census_date,
        level_id as given_level_id,
        job_title,
        hire_date,
        birth_date,
        {#- cut where the row is rejected anyway: times 2080 it would not fit. least() would make pay of a blank #}
        cast(case
            when current_compensation > cast(1000000000 as decimal(18, 4)) then cast(1000000000 as decimal(18, 4))
            when current_compensation < cast(0 as decimal(18, 4)) then cast(0 as decimal(18, 4))
            else current_compensation
        end * periods_a_year as decimal(18, 2)) as compensation,
        fte,
        {#- 0 and blank say nothing about pay #}
        {%- if parameter('census_pay_basis') == 'paid' %}
        coalesce(case when fte > 0 then fte end, 1) as paid_fte,
        {%- else %}
        cast(1 as decimal(9, 4)) as paid_fte,
        {%- endif %}
        coalesce(tenure, {{ full_years('hire_date', 'census_date') }}) as tenure,
        coalesce(age, {{ full_years('birth_date', 'census_date') }}) as known_age,
        case
            {#- an exit before the hire was followed by this hire #}
            when termination_date <= census_date and (hire_date is null or termination_date >= hire_date) then false
            else active_flag
        end as active_flag,
        min(source_row) over (partition by census_year, employee_id) as first_row
    from dated
)

select * from final
