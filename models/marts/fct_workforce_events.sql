{%- set columns = [
    'scenario_id', 'replication_id', 'simulation_year', 'employee_id', 'event_type', 'reason', 'event_date',
    'sequence_in_year', 'probability', 'draw', 'level_before', 'level_after', 'pay_before', 'pay_after', 'age', 'tenure',
    'employee_key', 'unit_id'
] -%}
with

{#- the view twice, each time for other rows: one import of all would be stored, employees and all #}
joiners as (
    select * from {{ ref('int_employee_years') }}
    where is_new_hire
),

raised as (
    select
        *,
        is_promoted and promotion_date > raise_date as is_raised_first
    from {{ ref('int_employee_years') }}
    where has_raise
),

decisions as (
    select
        *,
        decision = 'promotion' as is_promotion,
        decision = 'promotion' and promotion_date <= raise_date as is_promoted_first
    from {{ ref('int_decision_draws') }}
    where has_happened
),

hires as (
    select
        *,
        'hire' as event_type,
        case
            when planned_date is not null then 'planned'
            when exit_code = {{ exit_code('active') }} then 'headcount_target' else 'replaces_first_year_leavers'
        end as reason,
        hire_date as event_date,
        1 as sequence_in_year,
        cast(null as smallint) as level_before,
        level_id as level_after,
        cast(null as {{ money_type() }}) as pay_before,
        compensation as pay_after,
        1e0 as probability,
        cast(null as double) as draw
    from joiners
),

decided as (
    select
        *,
        case when is_promotion then 'promotion' else 'termination' end as event_type,
        decision as reason,
        case when is_promotion then promotion_date else exit_date end as event_date,
        case when is_promoted_first then 2 when is_promotion then 3 else 4 end as sequence_in_year,
        case when is_promotion then opening_level_id else level_id end as level_before,
        case when is_promotion then level_id end as level_after,
        case
            when is_promoted_first then opening_compensation
            when is_promotion then middle_compensation
            else compensation
        end as pay_before,
        case when is_promoted_first then middle_compensation when is_promotion then compensation end as pay_after
    from decisions
),

planned_exits as (
    select
        *,
        'termination' as event_type,
        'planned' as reason,
        exit_date as event_date,
        4 as sequence_in_year,
        level_id as level_before,
        cast(null as smallint) as level_after,
        compensation as pay_before,
        cast(null as {{ money_type() }}) as pay_after,
        1e0 as probability,
        cast(null as double) as draw
    from {{ ref('int_employee_years') }}
    where exit_code = {{ exit_code('planned') }}
),

raises as (
    select
        *,
        'raise' as event_type,
        'merit_and_cola' as reason,
        raise_date as event_date,
        case when is_raised_first then 2 else 3 end as sequence_in_year,
        case when is_raised_first then opening_level_id else level_id end as level_before,
        case when is_raised_first then opening_level_id else level_id end as level_after,
        case when is_raised_first then opening_compensation else middle_compensation end as pay_before,
        case when is_raised_first then middle_compensation else compensation end as pay_after,
        1e0 as probability,
        cast(null as double) as draw
    from raised
),

final as (
    select {{ columns | join(', ') }} from hires
    union all
    select {{ columns | join(', ') }} from decided
    union all
    select {{ columns | join(', ') }} from planned_exits
    union all
    {#- a raise of nothing is no event #}
    select {{ columns | join(', ') }} from raises
    where pay_before <> pay_after
)

select * from final
