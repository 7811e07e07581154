{{ config(materialized='table') }}
{%- set groups = ['trial_id', 'simulation_year', 'exit_code'] -%}
with

years as (
    select * from {{ ref('int_workforce_years') }}
    where opening_level_id is not null
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
),

exposed as (
    select
        years.trial_id,
        years.simulation_year,
        cells.termination_ppb as hazard_ppb,
        count(*) as opening_headcount,
        sum(case when years.exit_code <> 1 then 1 else 0 end) as survivors,
        sum(case when years.exit_code = 2 then 1 else 0 end) as layoffs
    from years
    inner join cells
        on years.opening_level_id = cells.level_id
        and years.age - 1 = cells.age
        and years.tenure - 1 = cells.tenure
    group by years.trial_id, years.simulation_year, cells.termination_ppb
),

hazard_counts as (
    select
        trial_id,
        simulation_year,
        1 as exit_code,
        hazard_ppb,
        opening_headcount as headcount
    from exposed
    union all
    select
        trial_id,
        simulation_year,
        2 as exit_code,
        hazard_ppb,
        survivors as headcount
    from exposed
),

targets as (
    select
        trial_id,
        simulation_year,
        1 as exit_code,
        cast(round(cast(max(trial_years.total_termination_rate) as double) * 1000000000) as bigint)
        * sum(exposed.opening_headcount) as target_ppb
    from exposed
    inner join trial_years using (trial_id, simulation_year)
    group by trial_id, simulation_year
    union all
    select
        trial_id,
        simulation_year,
        2 as exit_code,
        sum(layoffs) * 1000000000 as target_ppb
    from exposed
    group by trial_id, simulation_year
    having sum(layoffs) > 0
),

{{ hazard_factors('hazard_counts', 'targets', groups) }}

select * from factors
