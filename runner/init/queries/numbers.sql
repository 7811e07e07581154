-- how amounts, ages and tenures are written: the way that reads most of them, the simplest of equals
with

given as (
    select unnest([current_compensation, age, tenure]) as v from chosen
),

counted as (
    select
        count(plain(v)) as plain,
        count(decimal_point(v)) as decimal_point,
        count(decimal_comma(v)) as decimal_comma,
        count(*) filter (where regexp_full_match(v, '[0-9]{1,3}([.][0-9]{3})+')) as grouped,
        count(*) filter (where contains(v, '.')) as points,
        mode(v) filter (where contains(v, '.')) as with_point,
        mode(v) filter (where plain(v) is null) as not_plain
    from given
),

best as (
    select
        *,
        case
            when plain >= greatest(decimal_point, decimal_comma) then 'plain'
            when decimal_point >= decimal_comma then 'decimal_point'
            else 'decimal_comma'
        end as way,
        way = 'plain' and points > 0 and grouped = points and decimal_comma = plain as is_grouped
    from counted
)

select
    case when is_grouped then 'decimal_comma' else way end as value,
    case
        when is_grouped then 'each point stands before three digits, but ' || with_point || ' could also be less than 1,000'
        else 'such as ' || not_plain
    end as why,
    not is_grouped as sure
from best
