-- who works here by the view `flags` of one column: what each value means, and how many rows have it
with

vocabulary as (
    select unnest(getvariable('flags'))
),

counted as (
    select
        v,
        lower(v) as word,
        count(*) as people
    from flags
    where v is not null
    group by v
),

coded as (
    select bool_or(word = 'a') and bool_and(length(word) = 1 and contains(here_codes || gone_codes, word)) as are_codes
    from counted
    cross join vocabulary
),

meant as (
    select
        v,
        word,
        people,
        case
            when are_codes then contains(here_codes, word)
            when list_contains(vocabulary.yes, word) then not getvariable('of_leavers')
            when list_contains(vocabulary.no, word) then getvariable('of_leavers')
            when regexp_matches(word, vocabulary.gone) then false
            when regexp_matches(word, vocabulary.here) then true
        end as is_here,
        case
            when list_contains(here_by_default, word) then true
            when list_contains(gone_by_default, word) then false
        end as read_as_here,
        row_number() over (partition by word order by people desc, v asc) as place
    from counted
    cross join coded
    cross join vocabulary
)

select
    coalesce(sum(people) filter (where is_here is distinct from false), 0) as here,
    coalesce(sum(people) filter (where not is_here), 0) as gone,
    count(*) <= 15 and here > 0
    and coalesce(sum(people) filter (where is_here is null), 0) <= 0.1 * sum(people) as is_understood,
    case
        when bool_or(is_here is distinct from read_as_here)
            then list(v order by people desc, v asc) filter (where is_here is distinct from false and place = 1)
    end as active_values,
    string_agg(
        v || ' = '
        || case is_here when true then 'employed' when false then 'gone' else 'not known, counted as employed' end
        || ' (' || counted(people) || ' rows)',
        ', ' order by people desc, v asc
    ) as text
from meant
