-- How many of each unit are there when hiring begins, planned hires among them, and how many its target asks for.
with

survivors as (
    select * from {{ ref('int_layoffs') }}
    where not is_laid_off
),

planned_hires as (
    select * from {{ ref('int_planned_hires') }}
),

this_year as (
    select * from {{ ref('this_year') }}
),

targets as (
    {{ unit_targets_of('this_year') }}
),

present as (
    {%- for people in ["survivors", "planned_hires"] %}
    select
        trial_id,
        unit_id
    from {{ people }}
    {% if not loop.last %}union all{% endif %}{% endfor %}
),

counts as (
    select
        trial_id,
        unit_id,
        count(*) as survivor_count
    from present
    group by trial_id, unit_id
),

final as (
    select
        targets.trial_id,
        targets.unit_id,
        targets.target_headcount,
        coalesce(counts.survivor_count, 0) as survivor_count
    from targets
    left join counts
        on targets.trial_id = counts.trial_id
        and targets.unit_id = counts.unit_id
)

select * from final
