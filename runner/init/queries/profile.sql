-- one row per column of the sample: what its values are. Only a text of the shape of a date is tried against every format.
with

cells as (
    unpivot sample on columns(*) into name column_name value v
),

counted as (
    select
        column_name,
        v,
        count(*) as n
    from cells
    group by column_name, v
),

read as (
    select
        column_name,
        v,
        n,
        plain(v) as as_plain,
        decimal_point(v) as as_point,
        decimal_comma(v) as as_comma,
        coalesce(as_plain, as_point, as_comma) as as_number,
        regexp_matches(v, '[[:alpha:]]') as has_letters,
        case
            when iso_date(v) is not null then true
            when
                regexp_full_match(v, '[0-9]{8}')
                or regexp_matches(v, '^[0-9]{1,4}[-/. ]([0-9]{1,2}|[A-Za-z]{3,9})[-/. ][0-9]{1,4}')
                or regexp_matches(v, '^[A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4}')
                then try_strptime(v, getvariable('date_formats')) is not null
            else false
        end as is_date
    from counted
),

measured as (
    select
        column_name,
        sum(n) as seen,
        count(*) as distinct_values,
        greatest(
            sum(n) filter (where as_plain is not null),
            sum(n) filter (where as_point is not null),
            sum(n) filter (where as_comma is not null),
            0
        ) as numbers,
        coalesce(sum(n) filter (where as_number = floor(as_number)), 0) as whole,
        coalesce(sum(n) filter (where is_date), 0) as dates,
        coalesce(sum(n) filter (where has_letters), 0) as letters,
        cast(coalesce(min(as_number), 0) as double) as low,
        cast(coalesce(max(as_number), 0) as double) as high,
        array_slice(list(v order by n desc, v asc), 1, 5) as samples
    from read
    group by column_name
),

middles as (
    select
        column_name,
        cast(coalesce(median(coalesce(plain(v), decimal_point(v), decimal_comma(v))), 0) as double) as middle
    from cells
    group by column_name
),

judged as (
    select
        *,
        numbers / seen >= 0.9 as is_number,
        whole / seen >= 0.98 as is_whole,
        dates / seen >= 0.9 as is_date,
        not is_number and not is_date and letters / seen > 0.5 as is_text
    from measured
    inner join middles using (column_name)
)

select
    column_name as name,
    seen,
    seen = (select count(*) from sample) as is_filled,
    is_whole,
    low,
    high,
    samples,
    case
        when is_number then amounts(low, high, middle)
        else 'such as ' || array_to_string(array_slice(samples, 1, 3), ', ')
    end as description,
    {
        'census_year': is_whole and low >= 1950 and high <= 2100,
        'current_compensation': is_number and middle > 0 and (distinct_values > 1 or seen < 3),
        'level_id': distinct_values > 1 and case
            when is_whole then low >= 0 and high <= 32000 and distinct_values <= 40
            else not is_number and not is_date and distinct_values <= 12
        end,
        'job_title': is_text and distinct_values > 1 and distinct_values <= 0.6 * greatest(seen, 20),
        'age': is_number and low >= 10 and high <= 110,
        'birth_date': is_date,
        'tenure': is_number and low >= 0 and high <= 70,
        'hire_date': is_date,
        'termination_date': is_date,
        'active_flag': distinct_values <= 15,
        'census_date': is_date,
        'pay_period': not is_number and not is_date and distinct_values between 1 and 12,
        'fte': is_number and low >= 0 and low < high and high <= 2
    } as fits
from judged
