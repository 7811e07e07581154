{{ config(materialized='ephemeral') }}
with

census as (
    select
        *,
        cast(compensation as double) / cast(paid_fte as double) as full_time_pay
    from {{ ref('int_census_completed') }}
),

pay_bands as (
    select
        level_id,
        min_salary,
        lead(min_salary) over (order by level_id nulls last) as next_min_salary
    from {{ ref('job_levels') }}
),

pay_years as (
    select
        census_year,
        median(full_time_pay) as median_pay
    from census
    where compensation > 0
    group by census_year
),

baseline_pay as (
    select max(median_pay) as median_pay
    from pay_years
    where census_year = {{ baseline_year() }}
),

title_pay as (
    {#- in the money of the baseline's year #}
    select
        lower(census.job_title) as title_key,
        census.census_year,
        median(census.full_time_pay) * max(coalesce(baseline_pay.median_pay / pay_years.median_pay, 1e0)) as median_pay
    from census
    inner join pay_years on census.census_year = pay_years.census_year
    cross join baseline_pay
    where census.job_title is not null and census.compensation > 0
    group by lower(census.job_title), census.census_year
),

title_years as (
    {#- a title's pay is that of the baseline's year, or of the nearest year before it, or of its first year after it #}
    select
        *,
        row_number() over (
            partition by title_key
            order by
                case when census_year <= {{ baseline_year() }} then {{ baseline_year() }} - census_year else census_year end
                nulls last
        ) as year_rank
    from title_pay
),

deriving as (
    {#- a level follows the pay of the title where there is one, so that a raise alone moves nobody to another level #}
    select
        census.*,
        title_years.title_key is not null as has_title,
        coalesce(title_years.median_pay, census.full_time_pay) as deriving_pay
    from census
    left join title_years
        on lower(census.job_title) = title_years.title_key
        and title_years.year_rank = 1
),

final as (
    select
        deriving.*,
        coalesce(known_levels.level_id, pay_bands.level_id) as level_id,
        known_levels.level_id is null as is_level_unknown,
        case
            when deriving.given_level_id is not null then 'level_id'
            when deriving.has_title then 'job_title'
            else 'pay'
        end as level_source
    from deriving
    left join pay_bands
        on deriving.deriving_pay >= pay_bands.min_salary
        and (deriving.deriving_pay < pay_bands.next_min_salary or pay_bands.next_min_salary is null)
    left join pay_bands as known_levels
        on deriving.given_level_id = known_levels.level_id
)

select * from final
