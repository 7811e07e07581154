{% macro years_since_eligible(rules) -%}
    with

    years as (
        select years_and_one - 1 as years
        from (select {{ series(136) }} as years_and_one) as counted
    )

    select
        rules.scenario_id,
        ages.years as age,
        tenures.years as tenure,
        {#- both engines leave a null, which is no condition, out of least #}
        max(least(
            ages.years - rules.min_age,
            tenures.years - rules.min_tenure,
            floor((ages.years + tenures.years - rules.min_age_plus_tenure) / 2e0)
        )) as years_since_eligible
    from {{ rules }} as rules
    inner join years as ages on ages.years >= 14
    inner join years as tenures on tenures.years <= ages.years - 14
    where
        ages.years >= coalesce(rules.min_age, 0)
        and tenures.years >= coalesce(rules.min_tenure, 0)
        and ages.years + tenures.years >= coalesce(rules.min_age_plus_tenure, 0)
    group by rules.scenario_id, ages.years, tenures.years
{%- endmacro %}
