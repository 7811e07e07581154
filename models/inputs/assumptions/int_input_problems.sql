{{ config(post_hook="{{ require_no_problems(this) }}") }}
{%- set text = dbt.type_string() -%}
{%- set most = parameter('max_employee_years') -%}
with

job_levels as (
    select * from {{ ref('job_levels') }}
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
        (1, ref('int_broken_assumptions')), (1, ref('int_unknown_assumptions')), (1, ref('int_broken_events')), (1, 'no_levels'),
        (2, ref('int_missing_assumptions'))
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
    select problem
    from {{ ref('int_unhired_profiles') }}

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
