-- the column to plan and report by: the first kind of unit below that an unused column with 3 to 200 values is named after
with

kinds as (
    select *
    from (
        values
        (1, 'department', 'dep(artmen)?t|abteilung'),
        (2, 'agency', 'agency'),
        (3, 'division', 'division|business.?unit'),
        (4, 'organization', 'organi[sz]ation|\borg\b'),
        (5, 'team', '\bteam\b|cost.?cent(er|re)|function'),
        (6, 'location', 'location|\bsite\b|region|office|branch|\bstore\b|\bcity\b|country')
    ) as given (kind_order, kind, pattern)
),

cells as (
    unpivot census on columns(*) into name header value v
),

headers as (
    select
        header,
        count(*) as filled,
        count(distinct v) as distinct_values,
        avg(length(v)) as width
    from cells
    where not list_contains(getvariable('used'), header)
    group by header
),

fitting as (
    select
        headers.*,
        kinds.kind_order,
        kinds.kind
    from headers
    inner join kinds on regexp_matches(replace(lower(headers.header), '_', ' '), kinds.pattern)
    where headers.distinct_values between 3 and 200
        and headers.filled >= 0.5 * (select count(*) from census)
        and not regexp_matches(replace(lower(headers.header), '_', ' '), 'date|\bid\b|phone|mail|manager|zip')
)

select
    'dimensions' as name,
    map([kind], [header]) as value,
    counted(distinct_values) || ' values of ' || header || ', blank in '
    || counted((select count(*) from census) - filled) || ' rows: hires go where a value is below its share' as why,
    filled > 0.95 * (select count(*) from census) as sure
from fitting
order by kind_order asc, width desc, header asc
limit 1
