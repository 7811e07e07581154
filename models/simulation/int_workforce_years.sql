-- depends_on: {{ ref('int_workforce_opening') }}, {{ ref('int_trial_years') }}, {{ ref('int_level_counts') }}
{{ config(
    materialized='yearly',
    opening='int_workforce_opening',
    trial_years='int_trial_years',
    totals='int_level_counts',
    pre_hook="{{ require_representable_pay(ref('baseline_workforce'), ref('job_levels'), ref('int_raise_rates'), ref('int_trial_years')) }}"
) }}
with

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

terminations as (
    select * from {{ ref('int_terminations') }}
),

layoffs as (
    select * from {{ ref('int_layoffs') }}
),

raises as (
    select * from {{ ref('int_raises') }}
),

hires as (
    select * from {{ ref('int_hires') }}
),

movements as (
    select
        trial_id,
        employee_key,
        age + 1 as age,
        tenure + 1 as tenure,
        level_id as opening_level_id,
        level_id,
        compensation as opening_compensation,
        compensation,
        1 as exit_code
    from terminations
    where is_terminated

    union all

    select
        trial_id,
        employee_key,
        age + 1 as age,
        tenure + 1 as tenure,
        level_id as opening_level_id,
        level_id,
        compensation as opening_compensation,
        compensation,
        2 as exit_code
    from layoffs
    where is_laid_off

    union all

    select
        trial_id,
        employee_key,
        age + 1 as age,
        tenure + 1 as tenure,
        opening_level_id,
        level_id,
        opening_compensation,
        compensation,
        0 as exit_code
    from raises

    union all

    select
        trial_id,
        employee_key,
        age,
        tenure,
        null as opening_level_id,
        level_id,
        null as opening_compensation,
        compensation,
        case when is_leaver then 3 else 0 end as exit_code
    from hires
),

final as (
    select
        trial_id,
        this_year.simulation_year,
        movements.employee_key,
        cast(movements.age as smallint) as age,
        cast(movements.tenure as smallint) as tenure,
        cast(movements.opening_level_id as smallint) as opening_level_id,
        cast(movements.level_id as smallint) as level_id,
        cast(movements.opening_compensation as {{ money_type() }}) as opening_compensation,
        cast(movements.compensation as {{ money_type() }}) as compensation,
        cast(movements.exit_code as smallint) as exit_code
    from movements
    inner join this_year using (trial_id)
)

select * from final
