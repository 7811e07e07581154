with

movements as (
    select * from {{ ref('int_workforce_movements') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

spine as (
    select
        trial_years.scenario_id,
        trial_years.replication_id,
        trial_years.simulation_year,
        job_levels.level_id,
        job_levels.level_name
    from trial_years
    cross join job_levels
),

closing as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        level_id,
        sum(case when exit_code = 0 then 1 else 0 end) as headcount,
        sum(case when exit_code = 0 then compensation end) as total_compensation,
        median(case when exit_code = 0 then cast(compensation as double) end) as median_compensation,
        sum(case when exit_code = 0 then cast(age as bigint) end) as total_age,
        sum(case when exit_code = 0 then cast(tenure as bigint) end) as total_tenure,
        sum(case when is_promoted then 1 else 0 end) as promotions_in,
        sum(case when is_new_hire then 1 else 0 end) as hires,
        sum(case when exit_code <> 0 then 1 else 0 end) as exits,
        sum(paid_compensation) as payroll_paid
    from movements
    group by scenario_id, replication_id, simulation_year, level_id
),

leaving_level as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        opening_level_id as level_id,
        count(*) as promotions_out
    from movements
    where is_promoted
    group by scenario_id, replication_id, simulation_year, opening_level_id
),

opening as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        opening_level_id as level_id,
        count(*) as opening_headcount
    from movements
    where not is_new_hire
    group by scenario_id, replication_id, simulation_year, opening_level_id
),

baseline as (
    select
        level_id,
        cast(sum(compensation) as double) / count(*) as baseline_avg_compensation
    from {{ ref('baseline_workforce') }}
    group by level_id
),

measured as (
    select
        spine.*,
        cast(coalesce(opening.opening_headcount, 0) as bigint) as opening_headcount,
        {%- for measure in ['headcount', 'promotions_in', 'hires', 'exits'] %}
        cast(coalesce(closing.{{ measure }}, 0) as bigint) as {{ measure }},
        {%- endfor %}
        cast(coalesce(leaving_level.promotions_out, 0) as bigint) as promotions_out,
        cast(closing.total_compensation as double) / nullif(closing.headcount, 0) as avg_compensation,
        round(closing.median_compensation, 3) as median_compensation,
        cast(closing.total_age as double) / nullif(closing.headcount, 0) as avg_age,
        cast(closing.total_tenure as double) / nullif(closing.headcount, 0) as avg_tenure,
        cast(coalesce(closing.payroll_paid, 0) as decimal(18, 2)) as payroll_paid
    from spine
    left join closing
        on spine.scenario_id = closing.scenario_id
        and spine.replication_id = closing.replication_id
        and spine.simulation_year = closing.simulation_year
        and spine.level_id = closing.level_id
    left join leaving_level
        on spine.scenario_id = leaving_level.scenario_id
        and spine.replication_id = leaving_level.replication_id
        and spine.simulation_year = leaving_level.simulation_year
        and spine.level_id = leaving_level.level_id
    left join opening
        on spine.scenario_id = opening.scenario_id
        and spine.replication_id = opening.replication_id
        and spine.simulation_year = opening.simulation_year
        and spine.level_id = opening.level_id
),

compared as (
    select
        measured.*,
        lag(measured.avg_compensation) over (
            partition by measured.scenario_id, measured.replication_id, measured.level_id
            order by measured.simulation_year
        ) as earlier_avg_compensation,
        row_number() over (
            partition by measured.scenario_id, measured.replication_id, measured.level_id
            order by measured.simulation_year
        ) as year_number,
        baseline.baseline_avg_compensation
    from measured
    left join baseline on measured.level_id = baseline.level_id
),

final as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        level_id,
        level_name,
        opening_headcount,
        hires,
        exits,
        promotions_in,
        promotions_out,
        headcount,
        avg_compensation,
        median_compensation,
        avg_compensation / case
            when year_number = 1 then baseline_avg_compensation else earlier_avg_compensation
        end - 1 as compensation_growth,
        avg_age,
        avg_tenure,
        payroll_paid
    from compared
)

select * from final
