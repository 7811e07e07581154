with

last_year as (
    select * from {{ source('simulation', 'last_year') }}
),

terminations as (
    select * from {{ ref('int_terminations') }}
),

layoffs as (
    select * from {{ ref('int_layoffs') }}
),

exits as (
    select scenario_id, replication_id, employee_key from terminations
    union all
    select scenario_id, replication_id, employee_key from layoffs
),

final as (
    select last_year.*
    from last_year
    left join exits using (scenario_id, replication_id, employee_key)
    where exits.employee_key is null
)

select * from final
