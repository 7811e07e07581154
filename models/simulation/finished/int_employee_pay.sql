-- What everyone earned: each salary times the days it was earned, over the days of the year. Numbers only, so that it stays narrow.
with

dated as (
    select * from {{ ref('int_event_dates') }}
),

part_time as (
    select * from {{ ref('baseline_workforce') }}
    where fte <> 1
),

limited as (
    select
        dated.*,
        coalesce(part_time.fte, cast(1 as decimal(9, 4))) as fte,
        dated.opening_level_id is not null and dated.exit_code = {{ exit_code('active') }} as has_raise,
        {%- for limit in ['merit_maximum', 'promotion_minimum'] %}
        {{ paid_share('dated.' ~ limit, 'nullif(part_time.paid_fte, 1)') }} as paid_{{ limit }}{{ ',' if not loop.last }}
        {%- endfor %}
    from dated
    left join part_time on dated.employee_key = part_time.employee_key
),

settled as (
    {#- between a year's promotion and its raise, whichever comes first has been applied #}
    select
        *,
        case
            when not is_promoted then opening_compensation
            {%- set limits = ['promotion_raise_rate', 'paid_promotion_minimum', 'promotion_raise_cap'] %}
            when promotion_date <= raise_date then {{ promoted_compensation('opening_compensation', *limits) }}
            {%- set raised = raised_compensation('opening_compensation', 'raise_rate') %}
            else {{ limited_raise(raised, 'opening_compensation', 'cola_rate', 'paid_merit_maximum') }}
        end as middle_compensation
    from limited
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
