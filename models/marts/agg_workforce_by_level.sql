with

level_totals as (
    select * from {{ ref('int_level_years') }}
    where unit_id is null
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

spine as (
    select
        trial_years.trial_id,
        trial_years.scenario_id,
        trial_years.replication_id,
        trial_years.simulation_year,
        job_levels.level_id,
        job_levels.level_name
    from trial_years
    cross join job_levels
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
        {%- for measure in ['opening_headcount', 'headcount', 'promotions_in', 'promotions_out', 'hires'] %}
        cast(coalesce(totals.{{ measure }}, 0) as bigint) as {{ measure }},
        {%- endfor %}
        cast(
            coalesce(totals.turnover + totals.layoffs + totals.new_hire_exits, 0) as bigint
        ) as exits,
        cast(coalesce(totals.total_fte, 0) as decimal(18, 4)) as fte,
        cast(totals.total_compensation as double) / nullif(totals.headcount, 0) as avg_compensation,
        totals.median_compensation,
        cast(totals.total_age as double) / nullif(totals.headcount, 0) as avg_age,
        cast(totals.total_tenure as double) / nullif(totals.headcount, 0) as avg_tenure,
        cast(coalesce(totals.payroll_paid, 0) as decimal(18, 2)) as payroll_paid
    from spine
    left join level_totals as totals
        on spine.trial_id = totals.trial_id
        and spine.simulation_year = totals.simulation_year
        and spine.level_id = totals.level_id
),

compared as (
    select
        measured.*,
        lag(measured.avg_compensation) over (
            partition by measured.trial_id, measured.level_id
            order by measured.simulation_year
        ) as earlier_avg_compensation,
        row_number() over (
            partition by measured.trial_id, measured.level_id
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
        fte,
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
