{{ config(post_hook="{{ require_no_problems(this) }}") }}
{%- set text = dbt.type_string() -%}
{%- set most = parameter('max_employee_years') -%}
with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

hire_profiles as (
    select * from {{ ref('hire_profiles') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

no_levels as (
    select '`job_levels`: there is no row' as problem
    from job_levels
    having count(*) = 0
),

unsound as (
    {%- for place, problems in [
        (1, ref('int_broken_assumptions')), (1, ref('int_unknown_assumptions')), (1, ref('int_broken_events')),
        (1, ref('int_broken_calendars')), (1, 'no_levels'), (2, ref('int_missing_assumptions'))
    ] %}
    select
        {{ place }} as problem_order,
        problem
    from {{ problems }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

soundness as (
    select count(*) as problem_count
    from unsound
),

hired as (
    {#- the profiles that somebody can be hired by; a blank weight is the headcount of that level and age range #}
    select
        hire_profiles.scenario_id,
        sum(case
            when hire_profiles.hire_weight > 0 or hire_profiles.hire_weight is null and baseline.level_id is not null then 1
            else 0
        end) as profile_count
    from hire_profiles
    left join baseline
        on hire_profiles.hire_weight is null
        and hire_profiles.level_id = baseline.level_id
        and baseline.age between hire_profiles.age_from and hire_profiles.age_to
    group by hire_profiles.scenario_id
),

planned_years as (
    select * from {{ ref('int_scenario_years') }}
),

headcounts as (
    select count(*) as headcount
    from baseline
),

peopled_years as (
    {#- with the hires of the year, which are more the fewer of them stay #}
    select
        planned_years.replications,
        headcounts.headcount * cast(planned_years.growth_factor as double) * (1e0 + case
            when planned_years.new_hire_termination_rate = 1 then 0e0
            else
                greatest(
                    cast(coalesce(planned_years.separation_rate, planned_years.total_termination_rate, 0.2) as double)
                    + planned_years.target_growth_rate, 0e0
                ) / (1e0 - planned_years.new_hire_termination_rate)
        end) as people
    from planned_years
    cross join headcounts
),

size as (
    select
        cast(sum(greatest(people, 1e3) * replications) as decimal(38, 0)) as employee_years,
        cast(sum(people * least(replications, {{ parameter('detailed_replications') }})) as decimal(38, 0)) as kept_rows
    from peopled_years
),

infeasible as (
    select
        '`hire_profiles`: every hire_weight of scenario ' || scenarios.scenario_id || ' is 0; a blank one counts the active'
        || ' employees of that level and age range, and the census has none in any of them; give at least one'
        || ' hire_weight above 0' as problem
    from scenarios
    left join hired on scenarios.scenario_id = hired.scenario_id
    where coalesce(hired.profile_count, 0) = 0

    union all

    select
        '`max_employee_years`: the run would be of about ' || cast(employee_years as {{ text }}) || ' employee-years;'
        || ' the limit is {{ most }}; give fewer scenarios, replications or years, less growth or'
        || ' new_hire_termination_rate, or a higher max_employee_years' as problem
    from size
    where employee_years > {{ most }}

    union all

    select
        '`detailed_replications`: the run would keep about ' || cast(kept_rows as {{ text }}) || ' rows per employee and year;'
        || ' the limit is a tenth of max_employee_years, {{ most // 10 }}; give fewer detailed_replications, years or'
        || ' scenarios, or a higher max_employee_years' as problem
    from size
    where employee_years <= {{ most }} and kept_rows > {{ most }} / 10
),

{# distinct: a row for all scenarios breaks a rule in each of them #}
final as (
    select distinct
        problem_order,
        problem
    from unsound
    union all
    {#- looked at when the assumptions are sound #}
    select
        3 as problem_order,
        infeasible.problem
    from infeasible
    inner join soundness on soundness.problem_count = 0
)

select * from final
