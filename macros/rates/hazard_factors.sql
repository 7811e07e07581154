{% macro hazard_factors(counts, targets, group_columns) -%}
    {%- set groups = group_columns | join(', ') -%}
    with

    hazard_steps as (
        select
            {{ groups }},
            hazard_ppb,
            {{ targets }}.target_ppb,
            coalesce(
                sum(headcount) over (
                    partition by {{ groups }} order by hazard_ppb desc
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) as capped_headcount,
            sum(headcount * hazard_ppb) over (
                partition by {{ groups }} order by hazard_ppb
                rows between unbounded preceding and current row
            ) as uncapped_weight
        from {{ counts }}
        inner join {{ targets }} using ({{ groups }})
        where hazard_ppb > 0
    ),

    candidate_factors as (
        select
            {{ groups }},
            hazard_ppb,
            target_ppb,
            cast(target_ppb - capped_headcount * {{ billion() }} as double)
            / cast(uncapped_weight as double) as factor
        from hazard_steps
    )

    select
        {{ groups }},
        case
            when max(target_ppb) is null then 1e0
            else coalesce(
                max_by(factor, hazard_ppb) filter (where factor * hazard_ppb <= {{ billion() }}), 1e18
            )
        end as factor
    from candidate_factors
    group by {{ groups }}
{%- endmacro %}
