-- Derives the termination rows of seeds/default_multipliers.csv from the turnover rates by age and service of the
-- Society of Actuaries' 2003 Pension Plan Turnover Study (columns age, service_lt2, service_2_4, service_5_9,
-- service_10plus). The table is not part of this project: point PLANWISE_SOA_TABLE at a copy, compile, run in DuckDB.
--
-- Model: log(rate) = age band effect + tenure band effect, by least squares over single ages.
-- 1. Ages 30 to 53, where all four service columns are full: every age has every tenure band, so the layout is
--    balanced and the least-squares effects are plain averages of logs.
-- 2. Ages 20 to 29 and 55 to 59 have no full set. The tenure effects of step 1 are kept, and the age band effect is the
--    average of log(rate) - tenure effect (least squares with the tenure effects given) over the usable cells.
-- Both scales are then divided by their reference: ages 35-39 and tenure 2-4 are 1.
--
-- Left out:
-- ages 18-19         few people, the rate jumps from 0.40 to 0.20;
-- 20-24 service 5+, 25-29 service 10+   empty or resting on few people (0.0875 at 28, 0.0521 at 29);
-- age 54             the first age at which service 5+ falls away;
-- 55-59 service 5+   the study stops counting those who may retire (0.0158 at 58 with service 5-9, 0.0011 at 57 with 10+);
-- age 60             alone in its band. From 60 on the seed holds the author's assumption for retirement instead.

with

turnover_study as (
    select * from read_csv('{{ env_var("PLANWISE_SOA_TABLE", "soa_2003_turnover_by_age_service.csv") }}')
),

study_cells as (
    select
        age,
        0 as tenure_from,
        1 as tenure_to,
        ln(service_lt2) as log_rate
    from turnover_study
    union all
    select
        age,
        2 as tenure_from,
        4 as tenure_to,
        ln(service_2_4) as log_rate
    from turnover_study
    union all
    select
        age,
        5 as tenure_from,
        9 as tenure_to,
        ln(service_5_9) as log_rate
    from turnover_study
    union all
    select
        age,
        10 as tenure_from,
        null as tenure_to,
        ln(service_10plus) as log_rate
    from turnover_study
),

-- age band in the seed; ages of the study used for it; longest tenure band used (its first year)
age_bands (age_from, age_to, first_age, last_age, last_tenure_from) as (
    values
    (0, 24, 20, 24, 2),
    (25, 29, 25, 29, 5),
    (30, 34, 30, 34, 10),
    (35, 39, 35, 39, 10),
    (40, 44, 40, 44, 10),
    (45, 49, 45, 49, 10),
    (50, 54, 50, 53, 10),
    (55, 59, 55, 59, 2)
),

usable_cells as (
    select
        age_bands.age_from,
        age_bands.age_to,
        study_cells.age,
        study_cells.tenure_from,
        study_cells.tenure_to,
        study_cells.log_rate
    from study_cells
    inner join age_bands
        on study_cells.age between age_bands.first_age and age_bands.last_age
        and study_cells.tenure_from <= age_bands.last_tenure_from
),

tenure_effects as (
    select
        tenure_from,
        tenure_to,
        avg(log_rate) as effect
    from usable_cells
    where age between 30 and 53
    group by tenure_from, tenure_to
),

age_effects as (
    select
        usable_cells.age_from,
        usable_cells.age_to,
        avg(usable_cells.log_rate - tenure_effects.effect) as effect
    from usable_cells
    inner join tenure_effects
        on usable_cells.tenure_from = tenure_effects.tenure_from
    group by usable_cells.age_from, usable_cells.age_to
),

multipliers as (
    select
        'age' as dimension,
        age_effects.age_from as from_years,
        age_effects.age_to as to_years,
        round(exp(age_effects.effect - reference.effect), 2) as multiplier
    from age_effects
    cross join age_effects as reference
    where reference.age_from = 35
    union all
    select
        'tenure' as dimension,
        tenure_effects.tenure_from as from_years,
        tenure_effects.tenure_to as to_years,
        round(exp(tenure_effects.effect - reference.effect), 2) as multiplier
    from tenure_effects
    cross join tenure_effects as reference
    where reference.tenure_from = 2
)

select
    'termination' as decision,
    dimension,
    from_years,
    to_years,
    multiplier
from multipliers
order by dimension, from_years
