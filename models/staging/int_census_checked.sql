{%- set text = dbt.type_string() -%}
{%- set census_date = parameter('census_date') or (parameter('start_year') - 1) ~ '-12-31' -%}
{%- set pay_periods = {
    'annual': 1, 'monthly': 12, 'semimonthly': 24, 'biweekly': 26, 'weekly': 52, 'hourly': 2080
} -%}
with

employees as (
    select * from {{ ref('employees') }}
),

pay_bands as (
    select
        level_id,
        min_salary,
        lead(min_salary) over (order by level_id nulls last) as next_min_salary
    from {{ ref('job_levels') }}
),

entry_ages as (
    select
        age_from,
        age_to,
        cast(sum(weight) over (order by age_from) - weight as double)
        / cast(sum(weight) over () as double) as share_from,
        cast(sum(weight) over (order by age_from) as double) / cast(sum(weight) over () as double) as share_to
    from {{ ref('entry_ages') }}
),

census_day as (
    select cast('{{ census_date }}' as date) as census_date
),

annualised as (
    select
        employees.*,
        census_day.census_date,
        {{ hash_to_integer("employees.employee_id") }} as employee_key,
        cast(current_compensation * {{ pay_periods[parameter('census_pay_period')] }} as decimal(18, 2))
            as annual_compensation,
        coalesce(tenure, {{ full_years('hire_date', 'census_date') }}) as tenure_years,
        coalesce(age, {{ full_years('birth_date', 'census_date') }}) as known_age,
        row_number() over (partition by employee_id order by source_row) as occurrence,
        min(source_row) over (partition by employee_id) as first_row
    from employees
    cross join census_day
),

levelled as (
    select
        annualised.*,
        pay_bands.level_id as pay_level_id,
        known_levels.level_id as known_level_id
    from annualised
    left join pay_bands
        on annualised.annual_compensation >= pay_bands.min_salary
        and (annualised.annual_compensation < pay_bands.next_min_salary or pay_bands.next_min_salary is null)
    left join pay_bands as known_levels
        on annualised.level_id = known_levels.level_id
),

drawn as (
    select
        *,
        {{ uniform_draw('employee_key', entry_salt('entry_age_band')) }} as band_draw,
        {{ uniform_draw('employee_key', entry_salt('entry_age')) }} as age_draw
    from levelled
),

aged as (
    select
        drawn.*,
        case
            when known_age is not null or entry_ages.age_from is null then known_age
            else greatest(
                tenure_years + 18,
                least(
                    tenure_years + entry_ages.age_from
                    + cast(floor(drawn.age_draw * (entry_ages.age_to - entry_ages.age_from + 1)) as integer),
                    70
                )
            )
        end as age_years
    from drawn
    left join entry_ages
        on drawn.known_age is null
        and {{ 'true' if parameter('impute_missing_age') else 'false' }}
        and drawn.band_draw >= entry_ages.share_from
        and drawn.band_draw < entry_ages.share_to
),

final as (
    select
        employee_id,
        coalesce(known_level_id, pay_level_id) as level_id,
        age_years as age,
        tenure_years as tenure,
        annual_compensation as compensation,
        hire_date,
        active_flag,
        employee_key,
        known_age is null and age_years is not null as is_age_imputed,
        level_id is null as is_level_derived,
        source_row,
        nullif(concat_ws(
            '; ',
            case when employee_id is null then 'no employee_id' end,
            case
                when employee_id is not null and occurrence > 1
                    then 'duplicate employee_id, first seen in row ' || cast(first_row as {{ text }})
            end,
            case
                when
                    employee_id like 'NH-____-%'
                    and substr(employee_id, 4, 4) >= '{{ parameter('start_year') }}'
                    then 'employee_id is one that a simulated hire will get (NH-year-number)'
            end,
            unreadable_values,
            case
                when
                    current_compensation is null and unreadable_values not like '%current_comp%'
                    or current_compensation is null and unreadable_values is null then 'pay missing'
            end,
            case when annual_compensation <= 0 then 'pay not above 0' end,
            case when annual_compensation >= 1e9 then 'pay of 1,000,000,000 or more a year' end,
            case when hire_date > census_date then 'hire_date after census_date' end,
            case when birth_date > census_date then 'birth_date after census_date' end,
            case
                when age_years is null and (unreadable_values is null or unreadable_values not like '%age%')
                    then 'age missing (no age, no birth_date, and impute_missing_age is not true)'
            end,
            case
                when age_years < 14 or age_years > 100
                    then 'impossible age (allowed 14 to 100)'
            end,
            case
                when tenure_years is null and unreadable_values is null
                    then 'tenure missing (no tenure, no hire_date)'
            end,
            case
                when
                    tenure_years < 0 and (hire_date is null or hire_date <= census_date)
                    or tenure_years > age_years - 14
                    then 'impossible tenure (allowed 0 to age - 14)'
            end,
            case when level_id is not null and known_level_id is null then 'unknown level_id' end,
            case
                when
                    level_id is null and pay_level_id is null and annual_compensation > 0
                    and (unreadable_values is null or unreadable_values not like '%level_id%')
                    then 'pay below every band of job_levels, no level can be derived'
            end
        ), '') as reasons
    from aged
)

select * from final
