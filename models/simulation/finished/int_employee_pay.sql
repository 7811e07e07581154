-- When the year's hires, promotions, raises and exits take effect, and what everyone earned: each salary times the days it was
-- earned, over the days of the year. Numbers only, so that it stays narrow.
with

years as (
    select * from {{ ref('counted_years') }}
),

pay_plans as (
    select * from {{ ref('int_pay_plans') }}
),

planned_events as (
    select * from {{ ref('int_planned_events') }}
),

part_time as (
    select * from {{ ref('baseline_workforce') }}
    where fte <> 1
),

placed as (
    select
        years.*,
        planned_events.event_date as planned_date,
        coalesce(part_time.fte, cast(1 as decimal(9, 4))) as fte,
        years.opening_level_id is null as is_new_hire,
        years.opening_level_id < years.level_id as is_promoted,
        years.opening_level_id is not null and years.exit_code = {{ exit_code('active') }} as has_raise,
        {%- for column in [
            'first_day', 'last_day', 'days_in_year', 'raise_date', 'days_before_raise', 'hire_date_salt', 'promotion_date_salt',
            'exit_date_salt', 'promotion_raise_rate', 'promotion_raise_cap', 'raise_rate', 'cola_rate'
        ] %}
        pay_plans.{{ column }},
        {%- endfor %}
        {{ paid_share('pay_plans.merit_maximum', 'nullif(part_time.paid_fte, 1)') }} as merit_maximum,
        {{ paid_share('pay_plans.promotion_minimum', 'nullif(part_time.paid_fte, 1)') }} as promotion_minimum
    from years
    inner join pay_plans
        on years.trial_id = pay_plans.trial_id
        and years.simulation_year = pay_plans.simulation_year and years.level_id = pay_plans.level_id
    left join part_time on years.employee_key = part_time.employee_key
    left join planned_events
        on pay_plans.scenario_id = planned_events.scenario_id
        and years.simulation_year = planned_events.simulation_year and years.employee_key = planned_events.employee_key
),

changed as (
    {#- a draw costs more than all else here: only those get one to whom it happened #}
    select
        *,
        case
            when is_new_hire then coalesce(planned_date, {{ day_of_year(uniform_draw('employee_key', 'hire_date_salt')) }})
        end as hire_date,
        case when is_promoted then {{ day_of_year(uniform_draw('employee_key', 'promotion_date_salt')) }} end as promotion_date
    from placed
),

settled as (
    {#- between a year's promotion and its raise, whichever comes first has been applied #}
    select
        *,
        case
            when not is_promoted then opening_compensation
            {%- set limits = ['promotion_raise_rate', 'promotion_minimum', 'promotion_raise_cap'] %}
            when promotion_date <= raise_date then {{ promoted_compensation('opening_compensation', *limits) }}
            {%- set raised = raised_compensation('opening_compensation', 'raise_rate') %}
            else {{ limited_raise(raised, 'opening_compensation', 'cola_rate', 'merit_maximum') }}
        end as middle_compensation,
        case
            when exit_code = {{ exit_code('planned') }} then planned_date
            when exit_code <> {{ exit_code('active') }} then {{ add_days(
                'coalesce(hire_date, first_day)',
                'floor(' ~ uniform_draw('employee_key', 'exit_date_salt') ~ ' * (' ~ days_between('coalesce(hire_date, first_day)', 'last_day') ~ ' + 1))'
            ) }}
        end as exit_date
    from changed
),

spans as (
    {#- smallint: whoever multiplies pay by it stays within 64 bits #}
    select
        *,
        cast({{ days_between('coalesce(hire_date, first_day)', 'coalesce(exit_date, last_day)') }} + 1 as smallint)
            as days_employed,
        cast({{ days_between('first_day', 'promotion_date') }} as smallint) as days_before_promotion
    from settled
),

earned as (
    select
        *,
        case
            when not has_raise then compensation * days_employed
            when not is_promoted
                then
                    opening_compensation * days_before_raise
                    + compensation * cast(days_in_year - days_before_raise as smallint)
            else
                opening_compensation * least(days_before_raise, days_before_promotion)
                + middle_compensation * cast(abs(days_before_raise - days_before_promotion) as smallint)
                + compensation * cast(days_in_year - greatest(days_before_raise, days_before_promotion) as smallint)
        end as pay_days
    from spans
),

final as (
    select
        {%- for column in [
            'trial_id', 'simulation_year', 'employee_key', 'age', 'tenure', 'unit_id', 'opening_level_id', 'opening_years_in_level', 'level_id',
            'opening_compensation', 'middle_compensation', 'compensation', 'exit_code', 'is_new_hire', 'is_promoted', 'has_raise',
            'planned_date', 'hire_date', 'promotion_date', 'raise_date', 'exit_date', 'days_employed', 'fte'
        ] %}
        {{ column }},
        {%- endfor %}
        case when has_raise then raise_rate end as raise_rate,
        {{ whole_cents('cast(pay_days as double) / days_in_year') }} as paid_compensation
    from earned
)

select * from final
