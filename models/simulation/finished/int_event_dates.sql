-- When the year's hires, promotions and exits take effect: any day of the year alike, as the scenario's calendar spreads them, or for new
-- hires by their hazards.
{#- without rows the SQL has nothing of these, because reading nulls of them for every person takes longer #}
{%- set has_calendar = has_rows(ref('calendar')) %}
{%- set has_hazards = has_rows(ref('new_hire_hazards')) %}
with

years as (
    select * from {{ ref('counted_years') }}
),

pay_plans as (
    select * from {{ ref('int_pay_plans') }}
),

{% if has_calendar -%}
calendars as (
    select * from {{ ref('int_event_calendars') }}
),

{% endif -%}
planned_events as (
    select * from {{ ref('int_planned_events') }}
),

drawn as (
    {#- a draw costs more than all else here: only those get one to whom it happened #}
    select
        years.*,
        pay_plans.scenario_id,
        planned_events.event_date as planned_date,
        years.opening_level_id is null as is_new_hire,
        years.opening_level_id < years.level_id as is_promoted,
        {%- for column in [
            'first_day', 'last_day', 'days_in_year', 'raise_date', 'days_before_raise', 'promotion_raise_rate', 'promotion_raise_cap',
            'raise_rate', 'cola_rate', 'merit_maximum', 'promotion_minimum'
        ] %}
        pay_plans.{{ column }},
        {%- endfor %}
        {%- for event, condition in {
            'hire': 'years.opening_level_id is null',
            'promotion': 'years.opening_level_id < years.level_id',
            'exit': 'years.exit_code not in (' ~ exit_code('active') ~ ', ' ~ exit_code('planned') ~ ')'
        }.items() %}
        case
            when {{ condition }} then {{ uniform_draw('years.employee_key', 'pay_plans.' ~ event ~ '_date_salt') }}
        end as {{ event }}_draw
        {{- ',' if not loop.last }}
        {%- endfor %}
    from years
    inner join pay_plans
        on years.trial_id = pay_plans.trial_id
        and years.simulation_year = pay_plans.simulation_year and years.level_id = pay_plans.level_id
    left join planned_events
        on pay_plans.scenario_id = planned_events.scenario_id
        and years.simulation_year = planned_events.simulation_year and years.employee_key = planned_events.employee_key
),

changed as (
    select
        {{ 'drawn.' if has_calendar }}*,
        case
            when is_new_hire then coalesce(planned_date, {{ event_day('hire_draw', 'hire_calendar' if has_calendar) }})
        end as hire_date,
        case when is_promoted then {{ event_day('promotion_draw', 'promotion_calendar' if has_calendar) }} end as promotion_date
    from drawn
    {%- for event in ['hire', 'promotion'] if has_calendar %}
    left join calendars as {{ event }}_calendar
        on drawn.scenario_id = {{ event }}_calendar.scenario_id
        and {{ event }}_calendar.event = '{{ event }}'
        and {{ event }}_calendar.share_from <= drawn.{{ event }}_draw and drawn.{{ event }}_draw < {{ event }}_calendar.share_to
    {%- endfor %}
),

leaving as (
    {#- the draw of a hire is one among the draws that fall on or after the day of the hire #}
    select
        {{ 'changed.' if has_calendar }}*,
        {{- ' cast(null as date) as hazard_date,' if not has_hazards }}
        case
            when exit_code <> {{ exit_code('new_hire_exit') }} then exit_draw
            {%- if has_calendar %}
            else 1 - (
                1 - month_of_hire.share_from - (month_of_hire.share_to - month_of_hire.share_from)
                * (extract(day from hire_date) - 1) / extract(day from last_day(hire_date))
            ) * (1 - exit_draw)
            {%- endif %}
        end as late_exit_draw
    from changed
    {%- if has_calendar %}
    left join calendars as month_of_hire
        on changed.scenario_id = month_of_hire.scenario_id
        and month_of_hire.event = 'exit'
        and month_of_hire.month = extract(month from changed.hire_date)
    {%- endif %}
),

{% if has_hazards -%}
timed as (
    {{ hazard_dates('leaving') }}
),

{% endif -%}
{%- set last_step = 'timed' if has_hazards else 'leaving' %}
final as (
    select
        {{ last_step ~ '.' if has_calendar }}*,
        case
            when exit_code = {{ exit_code('planned') }} then planned_date
            {%- if has_hazards %}
            when hazard_date is not null then hazard_date
            {%- endif %}
            when exit_code = {{ exit_code('new_hire_exit') }} and coalesce(late_exit_draw, 1) = 1
                then {{ add_days('hire_date', 'floor(exit_draw * (' ~ days_between('hire_date', 'last_day') ~ ' + 1))') }}
            when exit_code <> {{ exit_code('active') }}
                then greatest(hire_date, {{ event_day('late_exit_draw', 'exit_calendar' if has_calendar) }})
        end as exit_date
    from {{ last_step }}
    {%- if has_calendar %}
    left join calendars as exit_calendar
        on {{ last_step }}.scenario_id = exit_calendar.scenario_id
        and exit_calendar.event = 'exit'
        and exit_calendar.share_from <= {{ last_step }}.late_exit_draw and {{ last_step }}.late_exit_draw < exit_calendar.share_to
    {%- endif %}
)

select * from final
