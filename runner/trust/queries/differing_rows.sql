-- how many rows only one of the views recorded_rows and repeated_rows has, each as often as it occurs
with

both_files as (
    select
        *,
        1 as verified_side
    from recorded_rows
    union all by name
    select
        *,
        -1 as verified_side
    from repeated_rows
),

surpluses as (
    select
        * exclude (verified_side),
        sum(verified_side) as surplus
    from both_files
    group by all
    having sum(verified_side) <> 0
)

select cast(coalesce(sum(abs(surplus)), 0) as bigint) as differing_rows from surpluses
