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

cell_counts as (
    select
        trial_id,
        simulation_year,
        opening_level_id,
        age,
        tenure,
        count(*) as opening_headcount,
        sum(case when exit_code <> 1 then 1 else 0 end) as survivors,
        sum(case when exit_code = 2 then 1 else 0 end) as layoffs
    from years
    group by trial_id, simulation_year, opening_level_id, age, tenure
),

exposed as (
    select
        cell_counts.trial_id,
        cell_counts.simulation_year,
        cells.termination_ppb as hazard_ppb,
        sum(cell_counts.opening_headcount) as opening_headcount,
        sum(cell_counts.survivors) as survivors,
        sum(cell_counts.layoffs) as layoffs
    from cell_counts
    inner join trial_years
        on cell_counts.trial_id = trial_years.trial_id
        and cell_counts.simulation_year = trial_years.simulation_year
    inner join cells
        on trial_years.hazard_set_id = cells.hazard_set_id
        and cell_counts.opening_level_id = cells.level_id
        and cell_counts.age - 1 = cells.age
        and cell_counts.tenure - 1 = cells.tenure
    group by cell_counts.trial_id, cell_counts.simulation_year, cells.termination_ppb
),

{# 1: everyone who was there was exposed to turnover; 2: whoever survived it to a layoff, where there was any #}
exit_codes as (
    select {{ series(2) }} as exit_code
),

hazard_counts as (
    select
        exposed.trial_id,
        exposed.simulation_year,
        exit_codes.exit_code,
        exposed.hazard_ppb,
        case when exit_codes.exit_code = 1 then exposed.opening_headcount else exposed.survivors end as headcount
    from exposed
    cross join exit_codes
),

exits as (
    select
        trial_id,
        simulation_year,
        sum(opening_headcount) as opening_headcount,
        sum(layoffs) as layoffs,
        sum(opening_headcount * least(hazard_ppb, 1000000000)) as expected_ppb
    from exposed
    group by trial_id, simulation_year
),

targets as (
    select
        exits.trial_id,
        exits.simulation_year,
        exit_codes.exit_code,
        case
            when exit_codes.exit_code = 1
                then {{ termination_target('exits.opening_headcount', 'exits.expected_ppb') }}
            else exits.layoffs * 1000000000
        end as target_ppb
    from exits
    inner join trial_years
        on exits.trial_id = trial_years.trial_id
        and exits.simulation_year = trial_years.simulation_year
    cross join exit_codes
    where exit_codes.exit_code = 1 or exits.layoffs > 0
),

{{ hazard_factors('hazard_counts', 'targets', groups) }}

select * from factors
