{%- set measures = ['opening_headcount', 'terminations', 'layoffs', 'hires', 'new_hire_terminations', 'headcount'] -%}
with

level_totals as (
    select * from {{ ref('int_level_years') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

counts as (
    select
        trial_id,
        simulation_year,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from level_totals
    group by trial_id, simulation_year
),

final as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        simulation_year,
        {%- for measure in measures %}
        cast(coalesce(counts.{{ measure }}, 0) as bigint)
            as {{ 'closing_headcount' if measure == 'headcount' else measure }},
        {%- endfor %}
        trial_years.target_headcount,
        cast(coalesce(counts.headcount, 0) as bigint) - trial_years.target_headcount as variance_to_target,
        cast(counts.terminations + counts.layoffs + counts.new_hire_terminations as double)
        / nullif(counts.opening_headcount, 0) as separation_rate
    from trial_years
    left join counts using (trial_id, simulation_year)
)

select * from final
