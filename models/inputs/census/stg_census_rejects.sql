with

census as (
    select * from {{ ref('int_census_ages') }}
),

faults as (
    select * from {{ ref('int_census_faults') }}
),

reasons as (
    select
        source_row,
        {{ joined_texts('reason', "'; '", 'fault_order') }} as reasons
    from faults
    group by source_row
),

final as (
    select
        census.source_row,
        census.employee_id,
        reasons.reasons,
        census.level_id,
        census.age,
        census.tenure,
        census.compensation,
        census.hire_date,
        census.active_flag,
        census.census_year
    from census
    inner join reasons on census.source_row = reasons.source_row
)

select * from final
