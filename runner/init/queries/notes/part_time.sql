-- what part-time and full-time people are paid, by the values of one column: words, or a share of full time
with groups as (
    select
        coalesce(try_cast(v as double) < 1, regexp_matches(lower(v), getvariable('part_time'))) as is_part_time,
        count(*) as people,
        median(current_compensation) as usual
    from shares
    where v is not null and current_compensation > 0
    group by all
)

select
    getvariable('header') || ' tells part-time from full-time: median pay ' || string_agg(
        case when is_part_time then 'part-time ' else 'full-time ' end || amount(usual) || ' (' || counted(people) || ' people)',
        ', ' order by is_part_time
    ) || '; the file has pay as it is paid, so that part-timers stand in lower levels' as note
from groups
having count(*) > 1
