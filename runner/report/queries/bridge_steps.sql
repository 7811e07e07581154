-- One row per scenario and step of the headcount bridge over all years, in order: the change, and from where to where it leads.
-- Means over the replications. Layoffs are left out where no scenario has any.
with

years as (
    select
        scenario_id,
        simulation_year,
        avg(opening_headcount) as opening_headcount,
        avg(hires) as hires,
        avg(turnover) as turnover,
        avg(layoffs) as layoffs,
        avg(new_hire_exits) as new_hire_exits,
        avg(closing_headcount) as closing_headcount
    from fct_headcount_bridge
    group by scenario_id, simulation_year
),

totals as (
    select
        scenario_id,
        arg_min(opening_headcount, simulation_year) as opening,
        sum(hires) as hires,
        sum(turnover) as turnover,
        sum(layoffs) as layoffs,
        sum(new_hire_exits) as new_hire_exits,
        arg_max(closing_headcount, simulation_year) as closing,
        max(sum(layoffs)) over () > 0 as has_layoffs
    from years
    group by scenario_id
),

-- hires first: over many years more people leave than were there at the start
steps as (
    select
        totals.scenario_id,
        step.place as step_order,
        step.name as step,
        step.kind,
        case step.place
            when 1 then totals.opening
            when 2 then totals.hires
            when 3 then -totals.turnover
            when 4 then -totals.layoffs
            when 5 then -totals.new_hire_exits
            else totals.closing
        end as change
    from totals
    cross join (
        values
        (1, 'Opening', 'Headcount'),
        (2, 'Hires', 'Adds'),
        (3, 'Turnover', 'Takes away'),
        (4, 'Layoffs', 'Takes away'),
        (5, 'Left in year of hire', 'Takes away'),
        (6, 'Closing', 'Headcount')
    ) as step (place, name, kind)
    where step.name != 'Layoffs' or totals.has_layoffs
),

reached as (
    select
        *,
        case step
            when 'Closing' then change
            else sum(change) over (partition by scenario_id order by step_order)
        end as reached
    from steps
)

select
    scenario_id,
    step_order,
    step,
    kind,
    change,
    case kind when 'Headcount' then 0 else reached - change end as start,
    reached
from reached
order by scenario_id, step_order
