-- The key of each hire, and the chance to leave within the year: that of the plan, or where `new_hire_hazards` has rows that of the day of hire.
{%- set has_hazards = has_rows(ref('new_hire_hazards')) %}
{%- set has_calendar = has_hazards and has_rows(ref('calendar')) %}
with

requisitions as (
    select * from {{ ref('int_requisitions') }}
),

keyed as (
    select
        *,
        {{ hire_key('simulation_year', 'hire_number') }} as employee_key
    from requisitions
),
{% if has_hazards %}
this_year as (
    select * from {{ ref('this_year') }}
),

calendars as (
    select * from {{ ref('int_event_calendars') }}
    where event = 'hire'
),

exits as (
    select * from {{ ref('int_new_hire_exits') }}
),

drawn as (
    select
        keyed.*,
        this_year.scenario_id,
        this_year.first_day,
        this_year.days_in_year,
        {{ uniform_draw('keyed.employee_key', 'this_year.hire_date_salt') }} as hire_draw
    from keyed
    inner join this_year on keyed.trial_id = this_year.trial_id
),

dated as (
    {#- the same day as in int_event_dates #}
    select
        drawn.*,
        {{ event_day('hire_draw', 'calendars' if has_calendar) }} as hire_date
    from drawn
    {%- if has_calendar %}
    left join calendars
        on drawn.scenario_id = calendars.scenario_id
        and calendars.share_from <= drawn.hire_draw and drawn.hire_draw < calendars.share_to
    {%- endif %}
),
{% endif %}
final as (
    {%- if has_hazards %}
    select
        dated.*,
        {{ hire_exit_probability('dated', 'exits') }} as exit_probability
    from dated
    left join exits
        on {{ has_days_left('dated', 'exits') }}
    {%- else %}
    select
        *,
        {{ hire_exit_probability('keyed') }} as exit_probability
    from keyed
    {%- endif %}
)

select * from final
