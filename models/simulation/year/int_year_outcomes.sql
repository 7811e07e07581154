-- The whole year: everyone who was there when it began or was hired, and how it ended for them.
with

this_year as (
    select * from {{ ref('this_year') }}
),

departures as (
    select * from {{ ref('int_departures') }}
),

terminations as (
    select * from {{ ref('int_terminations') }}
    where is_terminated
),

layoffs as (
    select * from {{ ref('int_layoffs') }}
    where is_laid_off
),

raises as (
    select * from {{ ref('int_raises') }}
),

hires as (
    select * from {{ ref('int_hires') }}
),

outcomes as (
    {%- for leavers, code in [
        ('departures', 'exit_code'), ('terminations', exit_code('turnover')), ('layoffs', exit_code('layoff'))
    ] %}
    select
        trial_id,
        employee_key,
        age + 1 as age,
        tenure + 1 as tenure,
        unit_id,
        level_id as opening_level_id,
        null as opening_years_in_level,
        level_id,
        compensation as opening_compensation,
        compensation,
        {{ code }} as exit_code
    from {{ leavers }}

    union all
    {% endfor %}
    select
        trial_id,
        employee_key,
        age + 1 as age,
        tenure + 1 as tenure,
        unit_id,
        opening_level_id,
        opening_years_in_level,
        level_id,
        opening_compensation,
        compensation,
        {{ exit_code('active') }} as exit_code
    from raises

    union all

    select
        trial_id,
        employee_key,
        age,
        tenure,
        unit_id,
        null as opening_level_id,
        null as opening_years_in_level,
        level_id,
        null as opening_compensation,
        compensation,
        case when is_leaver then {{ exit_code('new_hire_exit') }} else {{ exit_code('active') }} end as exit_code
    from hires
),

final as (
    select
        outcomes.trial_id,
        this_year.simulation_year,
        outcomes.employee_key,
        cast(outcomes.age as smallint) as age,
        cast(outcomes.tenure as smallint) as tenure,
        cast(outcomes.unit_id as smallint) as unit_id,
        cast(outcomes.opening_level_id as smallint) as opening_level_id,
        cast(outcomes.opening_years_in_level as smallint) as opening_years_in_level,
        cast(outcomes.level_id as smallint) as level_id,
        cast(outcomes.opening_compensation as {{ money_type() }}) as opening_compensation,
        cast(outcomes.compensation as {{ money_type() }}) as compensation,
        cast(outcomes.exit_code as smallint) as exit_code
    from outcomes
    inner join this_year on outcomes.trial_id = this_year.trial_id
)

select * from final
