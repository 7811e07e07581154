-- depends_on: {{ ref('int_workforce_opening') }}, {{ ref('int_trial_years') }}
{{ config(
    materialized='yearly',
    opening='int_workforce_opening',
    trial_years='int_trial_years'
) }}
with

last_year as (
    select * from {{ source('simulation', 'last_year') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

terminations as (
    select *, 1 as exit_code from {{ ref('int_terminations') }}
),

layoffs as (
    select *, 2 as exit_code from {{ ref('int_layoffs') }}
),

raises as (
    select * from {{ ref('int_raises') }}
),

hires as (
    select * from {{ ref('int_hires') }}
),

exits as (
    select scenario_id, replication_id, employee_key, exit_code from terminations
    union all
    select scenario_id, replication_id, employee_key, exit_code from layoffs
),

movements as (
    select
        last_year.scenario_id,
        last_year.replication_id,
        last_year.employee_key,
        last_year.age + 1 as age,
        last_year.tenure + 1 as tenure,
        last_year.level_id as opening_level_id,
        last_year.level_id,
        last_year.compensation as opening_compensation,
        last_year.compensation,
        exits.exit_code
    from last_year
    inner join exits using (scenario_id, replication_id, employee_key)

    union all

    select
        scenario_id,
        replication_id,
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
        scenario_id,
        replication_id,
        employee_key,
        age,
        0 as tenure,
        null as opening_level_id,
        level_id,
        null as opening_compensation,
        compensation,
        case when is_leaver then 3 else 0 end as exit_code
    from hires
),

years as (
    select distinct simulation_year from this_year
),

final as (
    select
        movements.scenario_id,
        movements.replication_id,
        years.simulation_year,
        movements.employee_key,
        cast(movements.age as smallint) as age,
        cast(movements.tenure as smallint) as tenure,
        cast(movements.opening_level_id as smallint) as opening_level_id,
        cast(movements.level_id as smallint) as level_id,
        cast(movements.opening_compensation as {{ money_type() }}) as opening_compensation,
        cast(movements.compensation as {{ money_type() }}) as compensation,
        cast(movements.exit_code as smallint) as exit_code
    from movements
    cross join years
)

select * from final
