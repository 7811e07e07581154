{#
    The one rule by which people who were hired become rows of hire_profiles: `planwise init` renders this file too, so that it
    calls nothing. A group is a level, a five-year age range and the keys. Its pay positions get the uniform range with the mean of
    those seen and their standard deviation (half a range is sqrt(3) of them), made shorter where it would leave the pay band:
    a range cut off there would have another mean. Ages stay between the youngest and the oldest seen, and may be null.
#}
{% macro hire_profile_ranges(hires, keys=[]) -%}
    select
        level_id,
        age_from,
        age_to,
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        hires,
        cast(round(mean_position - half_range, 4) as decimal(7, 6)) as pay_position_from,
        cast(round(mean_position + half_range, 4) as decimal(7, 6)) as pay_position_to
    from (
        select
            level_id,
            age_from,
            age_to,
            {%- for key in keys %}
            {{ key }},
            {%- endfor %}
            count(*) as hires,
            sum(pay_position) / count(*) as mean_position,
            least(
                power(greatest(
                    sum(pay_position * pay_position) / count(*)
                    - sum(pay_position) / count(*) * (sum(pay_position) / count(*)), 0e0
                ), 5e-1) * 1.7320508e0,
                sum(pay_position) / count(*),
                1e0 - sum(pay_position) / count(*)
            ) as half_range
        from (
            select
                *,
                case
                    when age is not null then greatest(5 * cast(floor(age / 5e0) as integer), youngest)
                end as age_from,
                case
                    when age is not null then least(5 * cast(floor(age / 5e0) as integer) + 4, oldest)
                end as age_to
            from (
                select
                    *,
                    min(age) over () as youngest,
                    max(age) over () as oldest
                from {{ hires }}
            ) as hired
        ) as aged
        group by
            level_id,
            age_from,
            {%- for key in keys %}
            {{ key }},
            {%- endfor %}
            age_to
    ) as measured
{%- endmacro %}
