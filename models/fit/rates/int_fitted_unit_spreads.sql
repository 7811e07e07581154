-- How much the exits of a unit differ between years, beyond chance, the years of all and the unit's own rate. A cell, a unit in a year,
-- shows what its unit and its year leave free of it. Pearson's statistic of all cells is the sum of what is free of them by chance alone.
-- The variance seen counts beside four cells of a usual spread, as the number of cells that its own error makes it worth.
{{ config(enabled=has_past_censuses(), materialized='ephemeral') }}
{%- set usual = '4e-2' %}  {#- the variance of a spread of 20 % #}
{%- set unit = [] -%}
{%- for name in parameter('dimensions') -%}
    {%- do unit.append("coalesce(texts.dimension_" ~ name ~ ", 'unknown')") -%}
{%- endfor -%}
with

people as (
    select * from {{ ref('int_fitted_expectations') }}
    where decision = 'termination'
),

texts as (
    select * from {{ ref('int_census_texts') }}
),

fitted_units as (
    select * from {{ ref('rpt_fitted_units') }}
    where decision = 'termination'
),

unit_years as (
    select
        people.census_year,
        concat_ws('|', {{ (["'unit'"] + unit) | join(', ') }}) as unit_key,
        cast(sum(case when people.is_event then 1 else 0 end) as double) as events,
        cast(sum(people.expected_ppb) as double) / {{ billion() }} as expected
    from people
    inner join texts on people.source_row = texts.source_row
    group by people.census_year, concat_ws('|', {{ (["'unit'"] + unit) | join(', ') }})
),

of_their_year as (
    select
        *,
        expected * sum(events) over (partition by census_year)
        / nullif(sum(expected) over (partition by census_year), 0) as of_year
    from unit_years
),

of_their_unit as (
    select
        *,
        of_year * sum(events) over (partition by unit_key) / nullif(sum(of_year) over (partition by unit_key), 0) as of_unit,
        (1 - of_year / nullif(sum(of_year) over (partition by unit_key), 0))
        * (1 - of_year / nullif(sum(of_year) over (partition by census_year), 0)) as free
    from of_their_year
),

seen as (
    select
        count(distinct census_year) as interval_count,
        greatest(
            (sum((events - of_unit) * (events - of_unit) / of_unit) - sum(free)) / nullif(sum(of_unit * free), 0), 0e0
        ) as variance_seen,
        power({{ usual }} * sum(of_unit * free), 2)
        / nullif(sum((1 + {{ usual }} * of_unit) * (1 + {{ usual }} * of_unit) * free), 0) as cells_worth
    from of_their_unit
    where of_unit > 0
    having count(distinct unit_key) > 1
),

chances as (
    {#- what credibility leaves open of a unit's factor, by the events that are expected of it #}
    select sum(credibility) * count(distinct dimension) / nullif(sum(expected_events), 0) as unit_chance
    from fitted_units
),

final as (
    select
        seen.interval_count,
        round(
            (4 * {{ usual }} + coalesce(seen.cells_worth * seen.variance_seen, 0e0)) / (4 + coalesce(seen.cells_worth, 0e0))
            * (1 + 1e0 / seen.interval_count)
            * power({{ student_t_95('(4 + coalesce(seen.cells_worth, 0e0))') }} / 1.644854e0, 2), 9
        ) as unit_variance,
        coalesce(chances.unit_chance, 0e0) as unit_chance
    from seen
    cross join chances
)

select * from final
