-- depends_on: {{ ref('simulation_config') }}, {{ ref('stg_census_rejects') }}, {{ ref('int_census_texts') }}
{{ config(
    pre_hook="{{ require_configuration(ref('simulation_config')) }}",
    post_hook="{{ require_active_employees(this, ref('stg_census_rejects')) }}"
) }}
with

census as (
    select * from {{ ref('stg_census_data') }}
    where active_flag = true and census_year = {{ baseline_year() }}
),
{%- if has_past_censuses() %}

level_changes as (
    select * from {{ ref('int_panel_level_changes') }}
),
{%- endif %}
{%- if parameter('dimensions') %}

texts as (
    select * from {{ ref('int_census_texts') }}
),
{%- endif %}

final as (
    select
        census.employee_key,
        census.employee_id,
        census.level_id,
        census.age,
        census.tenure,
        {%- set last_change = 'level_changes.census_year' if has_past_censuses() else 'null' %}
        cast(least(census.tenure, coalesce(census.census_year - {{ last_change }}, census.tenure)) as smallint) as years_in_level,
        census.compensation,
        census.hire_date,
        census.is_age_imputed,
        census.is_level_derived,
        census.fte,
        census.paid_fte,
        {%- if parameter('dimensions') %}
        cast(least(dense_rank() over (
            order by {% for name in parameter('dimensions') %}coalesce(texts.dimension_{{ name }}, 'unknown'){{ ', ' if not loop.last }}{% endfor %}
        ), 32767) as smallint) as unit_id
        {%- else %}
        cast(1 as smallint) as unit_id
        {%- endif %}
    from census
    {%- if parameter('dimensions') %}
    inner join texts on census.source_row = texts.source_row
    {%- endif %}
    {%- if has_past_censuses() %}
    left join level_changes on census.employee_key = level_changes.employee_key
    {%- endif %}
)

select * from final
