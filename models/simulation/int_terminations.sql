{%- set trial = ['scenario_id', 'replication_id'] -%}
with

last_year as (
    select * from {{ source('simulation', 'last_year') }}
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
),

exposed as (
    select
        last_year.scenario_id,
        last_year.replication_id,
        last_year.employee_key,
        this_year.alignment,
        cells.termination_ppb as hazard_ppb,
        {{ uniform_draw('last_year.employee_key', 'this_year.termination_salt') }} as draw
    from last_year
    inner join this_year using (scenario_id, replication_id)
    inner join cells using (level_id, age, tenure)
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
    select
        hazard_counts.scenario_id,
        hazard_counts.replication_id,
        max(this_year.alignment) as alignment,
        cast(max(this_year.total_termination_rate) * 1000000000 as bigint) * sum(hazard_counts.headcount)
            as target_ppb,
        sum(hazard_counts.headcount * hazard_counts.hazard_ppb) as expected_ppb
    from hazard_counts
    inner join this_year using (scenario_id, replication_id)
    group by hazard_counts.scenario_id, hazard_counts.replication_id
),

{{ hazard_factors('hazard_counts', 'targets', trial) }},

scored as (
    select
        exposed.*,
        least(factors.factor * exposed.hazard_ppb / 1000000000, 1.0) as probability
    from exposed
    inner join factors using (scenario_id, replication_id)
    where exposed.hazard_ppb > 0
),

candidates as (
    select
        *,
        {{ pareto_score('draw', 'probability') }} as score,
        {{ score_bucket(pareto_score('draw', 'probability')) }} as score_bucket
    from scored
    where alignment = 'exact'
),

quotas as (
    select
        scenario_id,
        replication_id,
        cast(round(cast(coalesce(target_ppb, expected_ppb) as decimal(28, 0)) / 1000000000) as bigint) as quota
    from targets
    where alignment = 'exact'
),

{{ order_sample('candidates', 'quotas', trial) }},

final as (
    select scenario_id, replication_id, employee_key from selected
    union all
    {# strict: a rate of 0 never fires and a rate of 1 always does, because draw is in [0, 1) #}
    select scenario_id, replication_id, employee_key
    from scored
    where alignment = 'random' and draw < probability
)

select * from final
