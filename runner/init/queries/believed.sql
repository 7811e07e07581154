-- the years of flows from the last one back, as long as the file still has those who left
create or replace table believed as
with

numbered as (
    select
        *,
        first_value(exits) over (order by place) as last_exits
    from flows
)

select * from numbered
where getvariable('has_exits')
qualify bool_and(opening >= 20 and exits > 0 and 4 * exits >= last_exits and exits < opening) over (order by place)
