with

opening as (
    select * from {{ ref('int_terminations') }}
),

layoffs as (
    select * from {{ ref('int_layoffs') }}
),

final as (
    select
        opening.trial_id,
        opening.employee_key,
        opening.age,
        opening.tenure,
        opening.level_id,
        opening.compensation
    from opening
    left join layoffs using (trial_id, employee_key)
    where
        not opening.is_terminated
        and layoffs.employee_key is null
)

select * from final
