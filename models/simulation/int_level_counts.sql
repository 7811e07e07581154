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
        exit_code,
        count(*) as people,
        sum(cast(age as bigint)) as total_age,
        sum(cast(tenure as bigint)) as total_tenure,
        sum(compensation) as total_compensation,
        sum(paid_compensation) as payroll_paid
    from earned
    group by trial_id, simulation_year, opening_level_id, level_id, exit_code
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
        {%- for flow in ['terminations', 'layoffs'] %}
        case when exit_code = {{ loop.index }} then people else 0 end as {{ flow }},
        {%- endfor %}
        case when opening_level_id is null then people else 0 end as hires,
        case when exit_code = 3 then people else 0 end as new_hire_terminations,
        case when opening_level_id < level_id then people else 0 end as promotions_in,
        0 as promotions_out,
        case when exit_code = 0 then people else 0 end as headcount,
        {%- for sum in ['total_age', 'total_tenure', 'total_compensation'] %}
        case when exit_code = 0 then {{ sum }} end as {{ sum }},
        {%- endfor %}
        payroll_paid
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
