-- parameters that dates of hire and exit say, or a flag of leavers: name, value, why, whether it is sure and whether it is written
with

summed as (
    select
        count(*) as years,
        arg_min(opening, place) as opening,
        arg_min(exits, place) as exits,
        arg_max(opening, place) as first_opening,
        arg_min(closing, place) as closing,
        sum(hires) as hires,
        sum(new_hire_exits) as new_hire_exits,
        case when count(*) = 1 then 'in the last year' else 'in the last ' || count(*) || ' years' end as said,
        getvariable('gone') as gone,
        getvariable('gone') + getvariable('here') as people,
        getvariable('flag') as flag,
        getvariable('of_one_year') as of_one_year,
        (select count(*) from new_hire_hazards) > 0 as is_fitted
    from believed
)

select
    case when years > 0 then 'total_termination_rate' else 'separation_rate' end as name,
    cast(round(case when years > 0 then exits / opening else gone / people end, 4) as double) as value,
    case
        when years > 0 then counted(exits) || ' of ' || counted(opening) || ' left in the year to ' || getvariable('day')
        else counted(gone) || ' of ' || counted(people) || ' rows are of people who have left, by ' || flag || case
            when of_one_year then '; the name says that it is a year''s, first-year exits included'
            else '; if that is one year''s, set it'
        end
    end as why,
    true as sure,
    years > 0 or of_one_year as written
from summed
where years > 0 or (gone > 0 and gone < people)
union all
select
    'new_hire_termination_rate' as name,
    cast(round(new_hire_exits / hires, 4) as double) as value,
    counted(new_hire_exits) || ' of ' || counted(hires) || ' hired left in the year of their hire, ' || said
    || case when is_fitted then '; new_hire_hazards.csv has them by months of service, and this holds without it' else '' end
    as why,
    true as sure,
    not is_fitted as written
from summed
where years > 0 and hires >= 20
union all
select
    'target_growth_rate' as name,
    cast(round(power(closing / first_opening, 1 / years) - 1, 4) as double) as value,
    'from ' || counted(first_opening) || ' to ' || counted(closing) || ' people ' || said as why,
    false as sure,
    abs(value) < 0.2 as written
from summed
where years > 0
