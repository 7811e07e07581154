with

survivors as (
    select * from {{ ref('int_survivors') }}
),

promotions as (
    select * from {{ ref('int_promotions') }}
),

raise_rates as (
    select * from {{ ref('int_raise_rates') }}
),

promoted as (
    select
        survivors.scenario_id,
        survivors.replication_id,
        survivors.employee_key,
        survivors.age,
        survivors.tenure,
        survivors.level_id as opening_level_id,
        coalesce(promotions.level_id, survivors.level_id) as level_id,
        survivors.compensation as opening_compensation,
        coalesce(promotions.compensation, survivors.compensation) as compensation
    from survivors
    left join promotions using (scenario_id, replication_id, employee_key)
),

final as (
    select
        promoted.scenario_id,
        promoted.replication_id,
        promoted.employee_key,
        promoted.age,
        promoted.tenure,
        promoted.opening_level_id,
        promoted.level_id,
        promoted.opening_compensation,
        {{ raised_compensation('promoted.compensation', 'raise_rates.raise_rate') }} as compensation
    from promoted
    inner join raise_rates using (scenario_id, level_id)
)

select * from final
