-- how many amounts, ages and tenures each way of writing numbers reads
with given as (
    select unnest([current_compensation, age, tenure]) as v from chosen
)

select
    count(plain(v)) as plain,
    count(decimal_point(v)) as decimal_point,
    count(decimal_comma(v)) as decimal_comma,
    count(*) filter (where regexp_full_match(v, '[0-9]{1,3}([.][0-9]{3})+')) as grouped,
    count(*) filter (where contains(v, '.')) as points,
    mode(v) filter (where contains(v, '.')) as with_point,
    mode(v) filter (where contains(v, ',')) as with_comma
from given
