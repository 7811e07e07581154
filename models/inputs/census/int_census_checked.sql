{%- set text = dbt.type_string() -%}
{%- set baseline_year = parameter('baseline_census_year') or parameter('start_year') - 1 -%}
{%- set census_date = parameter('census_date') or (parameter('start_year') - 1) ~ '-12-31' -%}
{%- set is_panel = 'census_year' in parameter('census_columns') -%}
{%- set has_titles = 'job_title' in parameter('census_columns') -%}
{%- set has_leaving_dates = 'termination_date' in parameter('census_columns') -%}
{%- set has_dates = 'census_date' in parameter('census_columns') -%}
{%- set imputes = parameter('impute_missing_age') | lower -%}
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
        lead(age_from) over (order by age_from) as next_age_from,
        cast(sum(weight) over (order by age_from) - weight as double)
        / cast(sum(weight) over () as double) as share_from,
        cast(sum(weight) over (order by age_from) as double) / cast(sum(weight) over () as double) as share_to
    from {{ ref('entry_ages') }}
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
        active_flag,
        source_row,
        unreadable_values,
        {{ 'termination_date' if has_leaving_dates else 'cast(null as date)' }} as termination_date,
        {{ 'job_title' if has_titles else 'cast(null as ' ~ text ~ ')' }} as job_title,
        {{ 'census_year' if is_panel else parameter('start_year') - 1 }} as census_year,
        {% if is_panel %}
        {%- set day = census_date[4:] if census_date[5:] != '02-29' else '-02-28' -%}
        {%- set nominal_date = iso_date('cast(census_year as ' ~ text ~ ") || '" ~ day ~ "'") -%}
        {%- else -%}
        {%- set nominal_date = "cast('" ~ census_date ~ "' as date)" -%}
        {%- endif -%}
        {{ 'coalesce(census_date, ' ~ nominal_date ~ ')' if has_dates else nominal_date }} as census_date
    from employees
),

annualised as (
    select
        dated.*,
        {{ hash_to_integer("dated.employee_id") }} as employee_key,
        {#- what is rejected anyway is cut first: times the hours of a year it would not fit; least() would make pay of a blank #}
        cast(case
            when current_compensation > cast(1000000000 as decimal(18, 4)) then cast(1000000000 as decimal(18, 4))
            when current_compensation < cast(0 as decimal(18, 4)) then cast(0 as decimal(18, 4))
            else current_compensation
        end * {{ pay_periods[parameter('census_pay_period')] }} as decimal(18, 2)) as annual_compensation,
        coalesce(tenure, {{ full_years('hire_date', 'census_date') }}) as tenure_years,
        coalesce(age, {{ full_years('birth_date', 'census_date') }}) as known_age,
        row_number() over (partition by census_year, employee_id order by source_row) as occurrence,
        min(source_row) over (partition by census_year, employee_id) as first_row
    from dated
),
{% if has_titles %}
pay_years as (
    select
        census_year,
        median(cast(annual_compensation as double)) as median_compensation
    from annualised
    where annual_compensation > 0
    group by census_year
),

baseline_pay as (
    select max(median_compensation) as median_compensation
    from pay_years
    where census_year = {{ baseline_year }}
),

title_pay as (
    {#- in the money of the baseline's year #}
    select
        lower(annualised.job_title) as title_key,
        annualised.census_year,
        median(cast(annualised.annual_compensation as double))
        * max(coalesce(baseline_pay.median_compensation / pay_years.median_compensation, 1e0)) as median_compensation
    from annualised
    inner join pay_years on annualised.census_year = pay_years.census_year
    cross join baseline_pay
    where annualised.job_title is not null and annualised.annual_compensation > 0
    group by lower(annualised.job_title), annualised.census_year
),

title_years as (
    {#- a title's pay is that of the baseline's year, or of the year nearest before it, or of its first year after #}
    select
        *,
        row_number() over (
            partition by title_key
            order by
                case when census_year <= {{ baseline_year }} then {{ baseline_year }} - census_year else census_year end
                nulls last
        ) as year_rank
    from title_pay
),
{% endif %}
deriving as (
    {#- the pay that a level is derived from: that of the title, so that a raise alone moves nobody to another level #}
    select
        annualised.*,
        {{ 'coalesce(title_years.median_compensation, cast(annual_compensation as double))' if has_titles
            else 'annual_compensation' }} as deriving_compensation,
        {{ 'title_years.title_key is not null' if has_titles else 'false' }} as has_title
    from annualised
    {%- if has_titles %}
    left join title_years
        on lower(annualised.job_title) = title_years.title_key
        and title_years.year_rank = 1
    {%- endif %}
),

levelled as (
    select
        deriving.*,
        pay_bands.level_id as pay_level_id,
        known_levels.level_id as known_level_id
    from deriving
    left join pay_bands
        on deriving.deriving_compensation >= pay_bands.min_salary
        and (deriving.deriving_compensation < pay_bands.next_min_salary or pay_bands.next_min_salary is null)
    left join pay_bands as known_levels
        on deriving.level_id = known_levels.level_id
),

drawn as (
    select
        *,
        {{ uniform_draw('employee_key', entry_salt('entry_age_band')) }} as band_draw,
        {{ uniform_draw('employee_key', entry_salt('entry_age')) }} as age_draw
    from levelled
),

reachable as (
    {#- nobody is older than 70 by a drawn age, so that of the ages at entry only those up to 70 - tenure are possible #}
    select
        drawn.*,
        latest.age_from is not null as has_entry_age,
        70 - drawn.tenure_years as latest_entry_age,
        drawn.band_draw * case
            when 70 - drawn.tenure_years >= latest.age_to then latest.share_to
            else
                latest.share_from + (latest.share_to - latest.share_from)
                * cast(70 - drawn.tenure_years - latest.age_from + 1 as double) / (latest.age_to - latest.age_from + 1)
        end as reachable_draw
    from drawn
    left join entry_ages as latest
        on drawn.known_age is null
        and {{ imputes }}
        and latest.age_from <= 70 - drawn.tenure_years
        and (latest.next_age_from > 70 - drawn.tenure_years or latest.next_age_from is null)
),

aged as (
    select
        reachable.*,
        case
            when known_age is not null or not {{ imputes }} then known_age
            when not has_entry_age then greatest(tenure_years + 18, 70)
            else least(
                tenure_years + entry_ages.age_from
                + cast(floor(age_draw * (least(entry_ages.age_to, latest_entry_age) - entry_ages.age_from + 1)) as integer),
                70
            )
        end as age_years
    from reachable
    left join entry_ages
        on {{ imputes }}
        and reachable.reachable_draw >= entry_ages.share_from
        and reachable.reachable_draw < entry_ages.share_to
),

final as (
    select
        employee_id,
        coalesce(known_level_id, pay_level_id) as level_id,
        age_years as age,
        tenure_years as tenure,
        annual_compensation as compensation,
        hire_date,
        case
            {#- an earlier exit was followed by this hire #}
            when termination_date <= census_date and (hire_date is null or termination_date >= hire_date) then false
            else active_flag
        end as active_flag,
        employee_key,
        known_age is null and age_years is not null as is_age_imputed,
        level_id is null as is_level_derived,
        case when level_id is not null then 'level_id' when has_title then 'job_title' else 'pay' end as level_source,
        birth_date,
        job_title,
        census_year,
        census_date,
        source_row,
        nullif(concat_ws(
            '; ',
            case
                when census_year is null and (unreadable_values is null or unreadable_values not like '%census_year%')
                    then 'census_year missing'
            end,
            case when census_year < 1900 or census_year > 2100 then 'impossible census_year (allowed 1900 to 2100)' end,
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
            case when hire_date < date '1900-01-01' then 'hire_date before 1900' end,
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
