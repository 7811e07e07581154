-- Where the hires of a unit go: shares of the trial's hires, and of the draw that finds a profile. By `hire_levels` all draw from all
-- profiles, or each level below its target after promotions gets as much as it lacks, from its own profiles.
{%- set int_promotions = ref('int_promotions') %}  {#- in any case, because a parse serves all parameters #}
with

this_year as (
    select * from {{ ref('this_year') }}
),

units as (
    select * from {{ ref('int_hire_units') }}
),

promoted as (
    {#- where nobody fills deficits, int_promotions would be stored for nothing #}
    {%- if any_scenario('hire_levels', 'deficits') %}
    select * from {{ int_promotions }}
    {%- else %}
    select
        trial_id,
        cast(null as smallint) as unit_id,
        cast(null as smallint) as level_id
    from this_year
    where false
    {%- endif %}
),

level_targets as (
    select * from {{ ref('int_level_targets') }}
),

profile_levels as (
    select * from {{ ref('int_profile_levels') }}
),

present as (
    select
        trial_id,
        unit_id,
        level_id
    from promoted
    union all
    select
        trial_id,
        unit_id,
        level_id
    from {{ ref('int_planned_hires') }}
),

level_counts as (
    select
        trial_id,
        unit_id,
        level_id,
        count(*) as headcount
    from present
    group by trial_id, unit_id, level_id
),

deficits as (
    select
        units.trial_id,
        units.unit_id,
        units.hire_profile_set_id,
        units.hires_from,
        units.hires_to,
        profile_levels.level_id,
        profile_levels.share_from,
        profile_levels.share_to,
        level_targets.target_headcount - coalesce(level_counts.headcount, 0) as deficit
    from this_year
    inner join units on this_year.trial_id = units.trial_id
    inner join level_targets
        on units.trial_id = level_targets.trial_id
        and units.unit_id = level_targets.unit_id
    inner join profile_levels
        on units.hire_profile_set_id = profile_levels.hire_profile_set_id
        and level_targets.level_id = profile_levels.level_id
    left join level_counts
        on units.trial_id = level_counts.trial_id
        and units.unit_id = level_counts.unit_id
        and level_targets.level_id = level_counts.level_id
    where this_year.hire_levels = 'deficits'
        and level_targets.target_headcount > coalesce(level_counts.headcount, 0)
),

filled as (
    select
        trial_id,
        unit_id,
        hire_profile_set_id,
        share_from,
        share_to,
        hires_from + (hires_to - hires_from)
        * cast(sum(deficit) over (partition by trial_id, unit_id order by level_id) - deficit as double)
        / cast(sum(deficit) over (partition by trial_id, unit_id) as double) as hires_from,
        hires_from + (hires_to - hires_from)
        * cast(sum(deficit) over (partition by trial_id, unit_id order by level_id) as double)
        / cast(sum(deficit) over (partition by trial_id, unit_id) as double) as hires_to
    from deficits
),

undivided as (
    {#- also where only levels that nobody is hired into lack people #}
    select
        units.trial_id,
        units.unit_id,
        units.hire_profile_set_id,
        0e0 as share_from,
        1e0 as share_to,
        units.hires_from,
        units.hires_to
    from units
    left join deficits
        on units.trial_id = deficits.trial_id
        and units.unit_id = deficits.unit_id
    where deficits.trial_id is null
),

final as (
    select * from filled
    union all
    select * from undivided
)

select * from final
