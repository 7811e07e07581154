{%- set trial = ['scenario_id', 'replication_id'] -%}
with

survivor_counts as (
    select scenario_id, replication_id, count(*) as survivor_count
    from {{ ref('int_survivors') }}
    group by scenario_id, replication_id
),

this_year as (
    select * from {{ source('simulation', 'this_year') }}
),

profiles as (
    select * from {{ ref('int_hire_profile_slots') }}
),

kept as (
    select
        this_year.*,
        greatest(this_year.target_headcount - coalesce(survivor_counts.survivor_count, 0), 0) as kept_hires
    from this_year
    left join survivor_counts using (scenario_id, replication_id)
),

plans as (
    select
        *,
        cast(ceil(round(
            cast(kept_hires as double) / cast(1 - new_hire_termination_rate as double), 6
        )) as bigint) as hire_count
    from kept
    where kept_hires > 0 and new_hire_termination_rate < 1
),

numbered as (
    select
        *,
        {{ series('hire_count') }} as hire_number
    from plans
),

keyed as (
    select
        *,
        {{ hire_key('simulation_year', 'hire_number') }} as employee_key
    from numbered
),

drawn as (
    select
        keyed.*,
        {{ uniform_draw('employee_key', 'hire_profile_salt') }} as profile_draw,
        {{ uniform_draw('employee_key', 'hire_age_salt') }} as age_draw,
        {{ uniform_draw('employee_key', 'hire_pay_salt') }} as pay_draw,
        {{ uniform_draw('employee_key', 'new_hire_termination_salt') }} as draw
    from keyed
),

candidates as (
    select
        *,
        draw as score,
        {{ score_bucket('draw') }} as score_bucket
    from drawn
    where alignment = 'exact'
),

quotas as (
    select scenario_id, replication_id, hire_count - kept_hires as quota
    from plans
    where alignment = 'exact' and hire_count > kept_hires
),

{{ order_sample('candidates', 'quotas', trial) }},

leavers as (
    select scenario_id, replication_id, employee_key from selected
    union all
    select scenario_id, replication_id, employee_key
    from drawn
    where alignment = 'random' and draw < new_hire_termination_rate
),

final as (
    select
        drawn.scenario_id,
        drawn.replication_id,
        drawn.employee_key,
        cast(profiles.age_from + floor(drawn.age_draw * (profiles.age_to - profiles.age_from + 1)) as smallint) as age,
        profiles.level_id,
        cast(
            (profiles.min_salary + (profiles.max_salary - profiles.min_salary) * cast(
                profiles.pay_position_from
                + drawn.pay_draw * (profiles.pay_position_to - profiles.pay_position_from) as decimal(7, 6)
            )) * drawn.band_index as {{ money_type() }}
        ) as compensation,
        leavers.employee_key is not null as is_leaver
    from drawn
    inner join profiles
        on cast(floor(drawn.profile_draw * 256) as smallint) = profiles.slot
        and drawn.profile_draw >= profiles.share_from
        and drawn.profile_draw < profiles.share_to
    left join leavers using (scenario_id, replication_id, employee_key)
)

select * from final
