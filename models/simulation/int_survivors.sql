with

stayers as (
    select
        trial_id,
        employee_key,
        age,
        tenure,
        level_id,
        compensation
    from {{ ref('int_terminations') }}
    where not is_terminated
),

layoffs as (
    select * from {{ ref('int_layoffs') }}
),

layoff_trials as (
    select
        trial_id,
        count(*) as layoff_count
    from layoffs
    group by trial_id
),

untouched as (
    {#- most trials lay off nobody: only the others pay for a join by employee #}
    select stayers.*
    from stayers
    left join layoff_trials on stayers.trial_id = layoff_trials.trial_id
    where layoff_trials.trial_id is null
),

kept as (
    select stayers.*
    from stayers
    inner join layoff_trials on stayers.trial_id = layoff_trials.trial_id
    left join layoffs
        on stayers.trial_id = layoffs.trial_id
        and stayers.employee_key = layoffs.employee_key
    where layoffs.employee_key is null
),

final as (
    select * from untouched
    union all
    select * from kept
)

select * from final
