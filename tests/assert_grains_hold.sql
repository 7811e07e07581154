{#- every stored table and what one row of it is, but for hire_profiles and planned_events, whose rows may repeat, and the rows per employee and
    year, whose grain is part of assert_events_replay_to_snapshot, which sorts them anyway -#}
{%- set grains = {
    'simulation_config': ['scenario_id', 'parameter_name', 'from_year'],
    'int_scenario_parameters': ['scenario_id'],
    'int_scenario_years': ['scenario_id', 'simulation_year'],
    'int_census_texts': ['source_row'],
    'employees': ['source_row'],
    'int_census_ages': ['source_row'],
    'int_census_faults': ['source_row', 'fault'],
    'stg_census_data': ['census_year', 'employee_id'],
    'stg_census_rejects': ['source_row'],
    'baseline_workforce': ['employee_key'],
    'job_levels': ['level_id'],
    'hazards': ['scenario_id', 'decision', 'level_id'],
    'multipliers': ['scenario_id', 'decision', 'dimension', 'from_years', 'value'],
    'raises': ['scenario_id', 'level_id'],
    'level_targets': ['scenario_id', 'from_year', 'level_id'],
    'unit_targets': ['scenario_id', 'value', 'simulation_year'],
    'int_planned_events': ['scenario_id', 'simulation_year', 'employee_key'],
    'planned_event_rejects': ['scenario_id', 'employee_id', 'event'],
    'thresholds': ['scenario_id', 'measure', 'side', 'threshold', 'simulation_year', 'dimension', 'value'],
    'int_unit_plans': ['scenario_id', 'simulation_year', 'unit_id'],
    'retirement_take_up': ['scenario_id', 'years_since_eligible'],
    'calendar': ['scenario_id', 'event', 'month'],
    'new_hire_hazards': ['scenario_id', 'from_month'],
    'int_new_hire_exits': ['scenario_id', 'days_in_year', 'service_days'],
    'entry_ages': ['age_from'],
    'int_assumption_sets': ['scenario_id'],
    'int_trial_years': ['trial_id', 'simulation_year'],
    'int_raise_rates': ['scenario_id', 'simulation_year', 'level_id'],
    'int_rates_by_age_and_tenure': ['hazard_set_id', 'level_id', 'age', 'tenure'],
    'int_unit_factors': ['trial_id', 'simulation_year', 'unit_id'],
    'int_hire_profile_slots': ['hire_profile_set_id', 'slot', 'share_from'],
    'int_exit_factors': ['trial_id', 'simulation_year', 'exit_code', 'exit_group'],
    'int_level_years': ['trial_id', 'simulation_year', 'level_id', 'unit_id'],
    'dim_units': ['unit_id'],
    'agg_workforce_by_dimension': ['scenario_id', 'replication_id', 'simulation_year', 'dimension', 'value'],
    'fct_headcount_by_month': ['scenario_id', 'replication_id', 'month', 'dimension', 'value'],
    'fct_people_cost': ['scenario_id', 'replication_id', 'simulation_year', 'item', 'dimension', 'value'],
    'fct_people_cost_by_month': ['scenario_id', 'replication_id', 'month', 'item', 'dimension', 'value'],
    'fct_headcount_bridge': ['scenario_id', 'replication_id', 'simulation_year'],
    'agg_workforce_by_level': ['scenario_id', 'replication_id', 'simulation_year', 'level_id'],
    'rpt_data_quality': ['metric_order'],
    'rpt_replication_intervals': ['scenario_id', 'simulation_year', 'dimension', 'level_id', 'value', 'measure'],
    'rpt_scenario_comparison': ['scenario_id', 'simulation_year', 'dimension', 'level_id', 'value', 'measure'],
    'rpt_pay_by_year': ['scenario_id', 'simulation_year'],
    'int_input_hashes': ['input_name'],
} -%}
with

{% for table, columns in grains.items() %}
repeated_{{ table }} as (
    select count(*) as row_count
    from {{ ref(table) }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
),
{% endfor %}
ids_taken as (
    select count(*) as row_count
    from {{ ref('fct_workforce_events') }} as events
    inner join {{ ref('baseline_workforce') }} as baseline
        on events.employee_id = baseline.employee_id
    where events.event_type = 'hire'
    having count(*) > 0
),

final as (
    {%- for table, columns in grains.items() %}
    select
        '{{ table }}' as table_name,
        '{{ columns | join(', ') }}' as grain,
        row_count
    from repeated_{{ table }}
    union all
    {%- endfor %}
    select
        'fct_workforce_events' as table_name,
        'employee_id, which a hire shares with an employee of the census' as grain,
        row_count
    from ids_taken
)

select * from final
