with

read_rows as (
    select count(*) as rows_read from {{ ref('employees') }}
),

valid as (
    select count(*) as rows_valid from {{ ref('stg_census_data') }}
),

rejected as (
    select count(*) as rows_rejected from {{ ref('stg_census_rejects') }}
),

inactive as (
    {#- or of another year, where the file holds several censuses #}
    select count(*) as rows_inactive from {{ ref('stg_census_data') }}
    where not active_flag or census_year <> {{ baseline_year() }}
),

baseline as (
    select count(*) as baseline_headcount from {{ ref('baseline_workforce') }}
)

select *
from read_rows
cross join valid
cross join rejected
cross join inactive
cross join baseline
where
    rows_read <> rows_valid + rows_rejected
    or rows_valid <> rows_inactive + baseline_headcount
