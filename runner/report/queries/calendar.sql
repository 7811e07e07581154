-- One row per event, month and weight, with the scenarios that use it.
select
    calendar.event,
    strftime(make_date(2000, calendar.month, 1), '%B') as month,
    cast(calendar.weight as double) as weight,
    case
        when count(distinct calendar.scenario_id) = (select count(*) from int_scenario_parameters) then 'all'
        else string_agg(distinct calendar.scenario_id, ', ' order by calendar.scenario_id)
    end as scenario
from calendar
group by calendar.event, calendar.month, calendar.weight
order by calendar.event asc, calendar.month asc, calendar.weight asc
