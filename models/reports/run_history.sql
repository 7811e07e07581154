-- depends_on: {{ ref('fct_workforce_events') }}, {{ ref('fct_workforce_snapshot') }}
-- depends_on: {{ ref('agg_workforce_by_level') }}, {{ ref('rpt_data_quality') }}
-- depends_on: {{ ref('rpt_replication_intervals') }}, {{ ref('rpt_scenario_comparison') }}
{#- the only table that outlives a run: one more row by each -#}
{{ config(materialized='incremental', full_refresh=false, on_schema_change='append_new_columns') }}
with

parameters as (
    select * from {{ ref('simulation_config') }}
),

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
),

configuration as (
    select
        count(distinct scenario_id) as scenario_count,
        min(created_at) as started_at
    from parameters
),

outcome as (
    select
        count(*) as bridge_rows,
        max(simulation_year) as last_year,
        sum(closing_headcount) as closing_headcounts
    from bridge
),

final as (
    select
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        configuration.started_at,
        cast('{{ local_md5(tojson(scenario_parameters())) }}' as {{ dbt.type_string() }})
            as configuration_hash,
        configuration.scenario_count,
        outcome.bridge_rows,
        outcome.last_year,
        cast(outcome.closing_headcounts as bigint) as closing_headcounts
    from configuration
    cross join outcome
)

select * from final
