-- numbers and dates as the census door reads them: macros/inputs/reading, macros/engine/parse_date.sql
create macro plain(v) as coalesce(
    try_cast(replace(v, '_', '?') as decimal(18, 4)), try_cast(try_cast(replace(v, '_', '?') as double) as decimal(18, 4))
);
create macro bare(v) as translate(v, ' ''$€£¥' || chr(160) || chr(8239) || chr(8217), '');  -- no-break spaces, ’
create macro decimal_point(v) as case
    when regexp_full_match(bare(v), '-?([0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}|[0-9]+)([.][0-9]+)?')
        then plain(replace(bare(v), ',', ''))
end;
create macro decimal_comma(v) as case
    when regexp_full_match(bare(v), '-?([0-9]{1,3}([.][0-9]{2,3})*[.][0-9]{3}|[0-9]+)(,[0-9]+)?')
        then plain(replace(replace(bare(v), '.', ''), ',', '.'))
end;
create macro iso_date(v) as case
    when v like '____-__-__' or v like '____-__-__ %' or v like '____-__-__T%' then try_cast(substr(v, 1, 10) as date)
end;
create macro dated(v, pattern) as coalesce(iso_date(v), cast(try_strptime(v, pattern) as date));

-- by the variables number_format and own_formats, once they are known
create macro number(v) as case getvariable('number_format')
    when 'decimal_point' then decimal_point(v)
    when 'decimal_comma' then decimal_comma(v)
    else plain(v)
end;
create macro day_of(v, name) as dated(v, getvariable('own_formats')[name]);
create macro born(day) as case when day > today() then cast(day - interval 100 year as date) else day end;

-- amounts are rounded to half a unit of their second digit: 23,456 to 23,500, 119,999 to 120,000
create macro step_of(x) as 5 * power(10, floor(log10(greatest(x, 1))) - 2);
create macro down(x) as floor(x / step_of(x)) * step_of(x);
create macro up(x) as ceil(x / step_of(x)) * step_of(x);
create macro near(x) as round(x / step_of(x)) * step_of(x);

-- filled where dates of hire and exit say enough
create table new_hire_hazards (from_month integer, monthly_rate double, left_in_year double, why varchar);

-- for people
create macro counted(n) as format('{:,}', cast(n as bigint));
create macro amount(x) as coalesce(regexp_replace(format('{:,.2f}', cast(x as double)), '[.]00$', ''), 'none');
create macro amounts(low, high, middle) as
    'numbers ' || amount(low) || ' to ' || amount(high) || ', median ' || amount(middle);
create macro percent(x) as regexp_replace(cast(round(100 * x, 1) as varchar), '[.]0$', '') || ' %';
