-- depends_on: {{ ref('agg_workforce_by_level') }}, {{ ref('rpt_data_quality') }}, {{ ref('rpt_pay_by_year') }}
-- depends_on: {{ ref('rpt_replication_intervals') }}, {{ ref('rpt_scenario_comparison') }}, {{ ref('rpt_employee_timeline') }}
{%- if 'census_year' in var('census_columns', {}) or env_var('PLANWISE_ALL_MODELS', '') != '' %}
-- depends_on: {{ ref('rpt_backtest_scores') }}, {{ ref('rpt_fitted_parameters') }}, {{ ref('rpt_panel_quality') }}
-- depends_on: {{ ref('fitted_hazards') }}, {{ ref('fitted_multipliers') }}, {{ ref('fitted_raises') }}
-- depends_on: {{ ref('fitted_hire_profiles') }}
{%- endif %}
{#- the only table that outlives a run; it comes after every other model and test, so that a row says that all went well -#}
{{ config(materialized='incremental', full_refresh=false, on_schema_change='append_new_columns') }}
{%- set text = dbt.type_string() -%}
{%- set assumptions = declared_parameters().assumptions['keys'] %}
with

parameters as (
    select * from {{ ref('simulation_config') }}
),

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
),

snapshot as (
    select * from {{ ref('fct_workforce_snapshot') }}
),

events as (
    select * from {{ ref('fct_workforce_events') }}
),

employees as (
    select {{ row_hash(ref('employees')) }} as row_hash
    from {{ ref('employees') }}
),

{%- for table in assumptions %}

{{ table }} as (
    select {{ row_hash(ref(table)) }} as row_hash
    from {{ ref(table) }}
),

{{ table }}_read as (
    select {{ hash_of_rows('row_hash') }} as table_hash
    from {{ table }}
),
{%- endfor %}

run as (
    select
        cast('{{ invocation_id }}' as {{ text }}) as run_id,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp) as started_at,
        cast('{{ configuration_hash() }}' as {{ text }}) as configuration_hash,
        cast(
            '{{ modules.datetime.datetime.now(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp
        ) as finished_at,
        cast('{{ run_status() }}' as {{ text }}) as status,
        cast({{ sql_text(configuration_given()) }} as {{ text }}) as configuration,
        cast('{{ code_version() }}' as {{ text }}) as code_version,
        cast({{ sql_text(package_versions()) }} as {{ text }}) as package_versions
),

configuration as (
    select count(distinct scenario_id) as scenario_count
    from parameters
),

census as (
    select
        count(*) as census_rows,
        {{ hash_of_rows('row_hash') }} as census_hash
    from employees
),

outcome as (
    select
        count(*) as bridge_rows,
        max(simulation_year) as last_year,
        sum(closing_headcount) as closing_headcounts
    from bridge
),

snapshot_counts as (
    select count(*) as snapshot_rows
    from snapshot
),

event_counts as (
    select count(*) as event_rows
    from events
),

final as (
    {#- left joins, so that each count may be null: Sail could not read the row of a failed run, which has none -#}
    select
        run.run_id,
        run.started_at,
        run.configuration_hash,
        configuration.scenario_count,
        outcome.bridge_rows,
        outcome.last_year,
        cast(outcome.closing_headcounts as bigint) as closing_headcounts,
        run.finished_at,
        run.status,
        run.configuration,
        census.census_hash,
        census.census_rows,
        {{ sql_text('{') }}
        {%- for table in assumptions %}
        || {{ sql_text(('"' if loop.first else ', "') ~ table ~ '": "') }} || {{ table }}_read.table_hash || {{ sql_text('"') }}
        {%- endfor %}
        || {{ sql_text('}') }} as assumption_hashes,
        run.code_version,
        run.package_versions,
        snapshot_counts.snapshot_rows,
        event_counts.event_rows,
        cast(null as {{ text }}) as error
    from run
    left join configuration on true
    left join census on true
    left join outcome on true
    left join snapshot_counts on true
    left join event_counts on true
    {%- for table in assumptions %}
    left join {{ table }}_read on true
    {%- endfor %}
)

select * from final
