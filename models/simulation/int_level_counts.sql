{%- set flows = [
    'terminations', 'layoffs', 'hires', 'new_hire_terminations', 'promotions_in', 'promotions_out'
] -%}
{%- set sums = ['total_age', 'total_tenure', 'total_compensation', 'payroll_paid'] -%}
with

earned as (
    select * from {{ ref('int_workforce_earned') }}
),

{# one pass over the people; whoever is promoted belongs to two levels, which a few rows sort out afterwards #}
moves as (
    select
        trial_id,
        simulation_year,
        opening_level_id,
        level_id,
        count(*) as people,
        sum(case when exit_code = 0 then 1 else 0 end) as headcount,
        sum(case when exit_code = 1 then 1 else 0 end) as terminations,
        sum(case when exit_code = 2 then 1 else 0 end) as layoffs,
        sum(case when exit_code = 3 then 1 else 0 end) as new_hire_terminations,
        sum(case when exit_code = 0 then cast(age as bigint) end) as total_age,
        sum(case when exit_code = 0 then cast(tenure as bigint) end) as total_tenure,
        sum(case when exit_code = 0 then compensation end) as total_compensation,
        sum(paid_compensation) as payroll_paid
    from earned
    group by trial_id, simulation_year, opening_level_id, level_id
),

{# the source itself: the median needs no dates #}
medians as (
    select
        trial_id,
        simulation_year,
        level_id,
        round(median(cast(compensation as double)), 3) as median_compensation
    from {{ source('simulation', 'workforce_years') }}
    where exit_code = 0
    group by trial_id, simulation_year, level_id
),

sides as (
    select
        trial_id,
        simulation_year,
        level_id,
        0 as opening_headcount,
        terminations,
        layoffs,
        case when opening_level_id is null then people else 0 end as hires,
        new_hire_terminations,
        case when opening_level_id < level_id then people else 0 end as promotions_in,
        0 as promotions_out,
        headcount,
        {{ sums | join(',\n        ') }}
    from moves

    union all

    select
        trial_id,
        simulation_year,
        opening_level_id as level_id,
        people as opening_headcount,
        0 as terminations,
        0 as layoffs,
        0 as hires,
        0 as new_hire_terminations,
        0 as promotions_in,
        case when opening_level_id < level_id then people else 0 end as promotions_out,
        0 as headcount,
        {%- for sum in sums %}
        null as {{ sum }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from moves
    where opening_level_id is not null
),

counts as (
    select
        trial_id,
        simulation_year,
        level_id,
        {%- for measure in ['opening_headcount'] + flows + ['headcount'] + sums %}
        sum({{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from sides
    group by trial_id, simulation_year, level_id
),

final as (
    select
        counts.trial_id,
        counts.simulation_year,
        counts.level_id,
        {%- for measure in ['opening_headcount'] + flows + ['headcount', 'total_age', 'total_tenure'] %}
        cast(counts.{{ measure }} as bigint) as {{ measure }},
        {%- endfor %}
        cast(counts.total_compensation as decimal(18, 2)) as total_compensation,
        cast(counts.payroll_paid as decimal(18, 2)) as payroll_paid,
        medians.median_compensation
    from counts
    left join medians
        on counts.trial_id = medians.trial_id
        and counts.simulation_year = medians.simulation_year
        and counts.level_id = medians.level_id
)

select * from final
