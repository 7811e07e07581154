{%- set groups = ['scenario_id', 'replication_id', 'level_id'] -%}
with

survivors as (
    select * from {{ ref('int_survivors') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
    where next_level_id is not null and promotion_ppb > 0
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

exposed as (
    select
        survivors.scenario_id,
        survivors.replication_id,
        survivors.employee_key,
        survivors.level_id,
        survivors.compensation,
        cells.next_level_id,
        this_year.alignment,
        this_year.promotion_raise_rate,
        this_year.last_band_index,
        cells.promotion_ppb,
        cells.promotion_ppb / 1000000000.0e0 as probability,
        {{ uniform_draw('survivors.employee_key', 'this_year.promotion_salt') }} as draw
    from survivors
    inner join this_year using (scenario_id, replication_id)
    inner join cells using (level_id, age, tenure)
),

candidates as (
    select
        *,
        {{ pareto_score('draw', 'probability') }} as score,
        {{ score_bucket(pareto_score('draw', 'probability')) }} as score_bucket
    from exposed
    where alignment = 'exact'
),

quotas as (
    select
        scenario_id,
        replication_id,
        level_id,
        cast(round(cast(sum(promotion_ppb) as decimal(28, 0)) / 1000000000) as bigint) as quota
    from candidates
    group by scenario_id, replication_id, level_id
),

{{ order_sample('candidates', 'quotas', groups) }},

promoted as (
    select scenario_id, replication_id, employee_key from selected
    union all
    select scenario_id, replication_id, employee_key
    from exposed
    where alignment = 'random' and draw < probability
),

final as (
    select
        exposed.scenario_id,
        exposed.replication_id,
        exposed.employee_key,
        exposed.next_level_id as level_id,
        {{ promoted_compensation(
            'exposed.compensation', 'exposed.promotion_raise_rate', 'job_levels.min_salary * exposed.last_band_index'
        ) }} as compensation
    from exposed
    inner join promoted using (scenario_id, replication_id, employee_key)
    inner join job_levels on exposed.next_level_id = job_levels.level_id
)

select * from final
