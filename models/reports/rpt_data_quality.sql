{%- set columns = ['level_id', 'age', 'tenure', 'compensation', 'hire_date'] -%}
{%- set kinds = [
    'no employee_id', 'duplicate employee_id', 'employee_id is one that a simulated hire will get',
    'unreadable level_id', 'unreadable current_compensation', 'unreadable age', 'unreadable birth_date',
    'unreadable tenure', 'unreadable hire_date', 'unreadable active_flag', 'pay missing', 'pay not above 0',
    'pay of 1,000,000,000 or more', 'hire_date after census_date', 'birth_date after census_date', 'age missing',
    'impossible age', 'tenure missing', 'impossible tenure', 'unknown level_id', 'pay below every band'
] -%}
{%- set text = dbt.type_string() -%}
with

employees as (
    select * from {{ ref('employees') }}
),

checked as (
    select * from {{ ref('int_census_checked') }}
),

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

measures as (
    select
        'rows_read' as metric,
        cast(null as {{ text }}) as detail,
        count(*) as value
    from employees
    union all
    select
        'rows_valid',
        null,
        count(*)
    from checked where reasons is null
    union all
    select
        'rows_rejected',
        null,
        count(*)
    from checked where reasons is not null
    union all
    {%- for kind in kinds %}
    {{ 'union all' if not loop.first }}
    select
        'rejected',
        '{{ kind }}',
        count(*)
    from checked
    where reasons like '%{{ kind }}%'
    having count(*) > 0
    {%- endfor %}
    union all
    select
        'inactive',
        null,
        count(*)
    from checked where reasons is null and active_flag is distinct from true
    union all
    select
        'baseline_count',
        null,
        count(*)
    from baseline
    union all
    select
        'ages_imputed',
        null,
        sum(case when is_age_imputed then 1 else 0 end)
    from baseline
    union all
    select
        'levels_derived',
        null,
        sum(case when is_level_derived then 1 else 0 end)
    from baseline
    {%- for column in columns %}
    union all
    select
        'null_count',
        '{{ column }}',
        sum(case when {{ column }} is null then 1 else 0 end)
    from baseline
    {%- endfor %}
    union all
    select
        'validation_passed',
        null,
        case
            when count(*) > 0 and count(*) = count(level_id) and count(*) = count(compensation) then 1 else 0
        end
    from baseline
    union all
    select
        'processing_date',
        cast(cast('{{ run_started_at.strftime("%Y-%m-%d") }}' as date) as {{ text }}),
        1
),

final as (
    select
        metric,
        detail,
        cast(coalesce(value, 0) as bigint) as value
    from measures
)

select * from final
