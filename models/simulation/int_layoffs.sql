{%- set trial = ['scenario_id', 'replication_id'] -%}
with

last_year as (
    select * from {{ source('simulation', 'last_year') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

terminations as (
    select * from {{ ref('int_terminations') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
),

opening_counts as (
    select scenario_id, replication_id, count(*) as opening_headcount
    from last_year
    group by scenario_id, replication_id
),

termination_counts as (
    select scenario_id, replication_id, count(*) as termination_count
    from terminations
    group by scenario_id, replication_id
),

surpluses as (
    select
        this_year.*,
        opening_counts.opening_headcount - coalesce(termination_counts.termination_count, 0)
        - this_year.target_headcount as quota
    from this_year
    inner join opening_counts using (scenario_id, replication_id)
    left join termination_counts using (scenario_id, replication_id)
),

quotas as (
    select *
    from surpluses
    where quota > 0 and surplus_policy = 'layoff'
),

exposed as (
    select
        last_year.scenario_id,
        last_year.replication_id,
        last_year.employee_key,
        cells.termination_ppb as hazard_ppb,
        {{ uniform_draw('last_year.employee_key', 'quotas.layoff_salt') }} as draw
    from last_year
    inner join quotas using (scenario_id, replication_id)
    inner join cells using (level_id, age, tenure)
    left join terminations using (scenario_id, replication_id, employee_key)
    where terminations.employee_key is null
),

hazard_counts as (
    select
        scenario_id,
        replication_id,
        hazard_ppb,
        count(*) as headcount
    from exposed
    group by scenario_id, replication_id, hazard_ppb
),

targets as (
    select scenario_id, replication_id, quota * 1000000000 as target_ppb from quotas
),

{{ hazard_factors('hazard_counts', 'targets', trial) }},

scored as (
    select
        exposed.*,
        least(coalesce(factors.factor, 1e18) * exposed.hazard_ppb / 1000000000, 1.0) as probability
    from exposed
    left join factors using (scenario_id, replication_id)
),

candidates as (
    select
        *,
        {{ pareto_score('draw', 'probability') }} as score,
        {{ score_bucket(pareto_score('draw', 'probability')) }} as score_bucket
    from scored
),

{{ order_sample('candidates', 'quotas', trial) }}

select * from selected
