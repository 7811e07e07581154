-- each level in words
select
    level_id || ' ' || level_name || ': ' || format('{:,.0f}', cast(min_salary as double)) || ' to '
    || format('{:,.0f}', cast(max_salary as double)) || ' a year (' || counted(people) || ' people)' as told
from levels
order by level_id
