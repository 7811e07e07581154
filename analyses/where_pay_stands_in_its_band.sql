-- Compa-ratio: average salary over the middle of the level's pay band. Bands rise by cola, as they do in the simulation.
with

last_years as (
    select
        scenario_id,
        replication_id,
        max_by(band_index, simulation_year) as band_index,
        max(simulation_year) as simulation_year
    from {{ ref('int_trial_years') }}
    where is_detailed
    group by scenario_id, replication_id
),

job_levels as (
    select
        cast(level_id as integer) as level_id,
        level_name,
        cast(min_salary as double) as min_salary,
        cast(max_salary as double) as max_salary
    from {{ ref('job_levels') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

snapshot as (
    select * from {{ ref('fct_workforce_snapshot') }}
),

scenarios as (
    select
        scenario_id,
        cast(max(band_index) as double) as band_index
    from last_years
    group by scenario_id
),

people as (
    select
        scenarios.scenario_id,
        baseline.level_id,
        'opening' as moment,
        1e0 as band_index,
        cast(baseline.compensation as double) / cast(baseline.paid_fte as double) as pay
    from scenarios
    cross join baseline

    union all

    select
        snapshot.scenario_id,
        snapshot.level_id,
        case when snapshot.is_new_hire then 'hired' else 'stayed' end as moment,
        cast(last_years.band_index as double) as band_index,
        cast(snapshot.current_compensation as double) / cast(coalesce(baseline.paid_fte, 1) as double) as pay
    from snapshot
    inner join last_years
        on snapshot.scenario_id = last_years.scenario_id
        and snapshot.replication_id = last_years.replication_id
        and snapshot.simulation_year = last_years.simulation_year
    left join baseline on snapshot.employee_id = baseline.employee_id
),

placed as (
    {#- salaries are in cents, so one at its bound may be a fraction of a cent beyond it #}
    select
        people.scenario_id,
        people.level_id,
        people.moment,
        count(*) as heads,
        sum(people.pay / people.band_index) as pay,
        sum(case when people.pay < 0.999999e0 * job_levels.min_salary * people.band_index then 1 else 0 end) as below,
        sum(case when people.pay > 1.000001e0 * job_levels.max_salary * people.band_index then 1 else 0 end) as above
    from people
    inner join job_levels on people.level_id = job_levels.level_id
    group by people.scenario_id, people.level_id, people.moment
),

by_level as (
    select
        scenario_id,
        level_id
        {%- for moment, condition in {
            'opening': "moment = 'opening'", 'closing': "moment <> 'opening'", 'hired': "moment = 'hired'"
        }.items() %}
        {%- for measure in ['heads', 'pay', 'below', 'above'] %},
        cast(sum(case when {{ condition }} then {{ measure }} else 0 end) as double) as {{ moment }}_{{ measure }}
        {%- endfor %}
        {%- endfor %}
    from placed
    group by scenario_id, level_id
),

banded as (
    select
        scenarios.scenario_id,
        scenarios.band_index,
        job_levels.level_id,
        job_levels.level_name,
        (job_levels.min_salary + job_levels.max_salary) / 2 as middle
    from scenarios
    cross join job_levels
),

final as (
    select
        scenario_id,
        level_id,
        banded.level_name,
        cast(round(banded.middle) as bigint) as opening_middle_of_band,
        cast(round(banded.middle * banded.band_index) as bigint) as closing_middle_of_band,
        round(opening_pay / nullif(opening_heads, 0e0) / banded.middle, 3) as opening_compa_ratio,
        round(closing_pay / nullif(closing_heads, 0e0) / banded.middle, 3) as closing_compa_ratio,
        round(hired_pay / nullif(hired_heads, 0e0) / banded.middle, 3) as compa_ratio_of_hires,
        round(opening_below / nullif(opening_heads, 0e0), 4) as opening_share_below,
        round(closing_below / nullif(closing_heads, 0e0), 4) as closing_share_below,
        round(opening_above / nullif(opening_heads, 0e0), 4) as opening_share_above,
        round(closing_above / nullif(closing_heads, 0e0), 4) as closing_share_above
    from banded
    left join by_level using (scenario_id, level_id)
)

select *
from final
order by scenario_id, level_id
