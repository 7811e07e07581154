{%- set columns = [
    'scenario_id', 'replication_id', 'simulation_year', 'employee_id', 'event_type', 'reason', 'event_date',
    'sequence_in_year', 'probability', 'draw', 'level_before', 'level_after', 'pay_before', 'pay_after', 'age', 'tenure',
    'employee_key'
] -%}
with

{#- the view twice, each time for other rows: one import of all would be stored, employees and all #}
joiners as (
    select * from {{ ref('int_employee_years') }}
    where is_new_hire
),

raised as (
    select * from {{ ref('int_employee_years') }}
    where has_raise
),

decisions as (
    select * from {{ ref('int_decision_draws') }}
    where has_happened
),

hires as (
    select
        *,
        'hire' as event_type,
        case
            when exit_code = 0 then 'headcount_target' else 'replaces_first_year_leavers'
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
        case when decision = 'promotion' then 'promotion' else 'termination' end as event_type,
        decision as reason,
        case when decision = 'promotion' then promotion_date else exit_date end as event_date,
        case
            when decision <> 'promotion' then 4
            when promotion_date <= raise_date then 2
            else 3
        end as sequence_in_year,
        case when decision = 'promotion' then opening_level_id else level_id end as level_before,
        case when decision = 'promotion' then level_id end as level_after,
        case
            when decision <> 'promotion' then compensation
            when promotion_date <= raise_date then opening_compensation
            else middle_compensation
        end as pay_before,
        case
            when decision <> 'promotion' then null
            when promotion_date <= raise_date then middle_compensation
            else compensation
        end as pay_after
    from decisions
),

raises as (
    select
        *,
        'raise' as event_type,
        'merit_and_cola' as reason,
        raise_date as event_date,
        case when is_promoted and promotion_date > raise_date then 2 else 3 end as sequence_in_year,
        case
            when is_promoted and promotion_date > raise_date
                then opening_level_id
            else level_id
        end as level_before,
        case
            when is_promoted and promotion_date > raise_date
                then opening_level_id
            else level_id
        end as level_after,
        case
            when is_promoted and promotion_date > raise_date
                then opening_compensation
            else middle_compensation
        end as pay_before,
        case
            when is_promoted and promotion_date > raise_date
                then middle_compensation
            else compensation
        end as pay_after,
        1e0 as probability,
        cast(null as double) as draw
    from raised
),

events as (
    {%- for relation in ['hires', 'decided', 'raises'] %}
    select
        {{ columns | join(',\n        ') }}
    from {{ relation }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select * from events
    where event_type <> 'raise' or pay_before <> pay_after
)

select * from final
