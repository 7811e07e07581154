{% macro unit_targets_of(trial_years) -%}
    with

    shares as (
        {#- a unit shares the target of all, or that of its value in the plan #}
        select
            {{ trial_years }}.trial_id,
            {{ trial_years }}.simulation_year,
            units.unit_id,
            units.baseline_headcount,
            coalesce(unit_plans.value, '') as planned_value,
            coalesce(
                {{ planned_target('unit_plans.planned_headcount', trial_years ~ '.growth_shock') }}, {{ trial_years }}.target_headcount
            ) as target_headcount
        from {{ trial_years }}
        cross join {{ ref('dim_units') }} as units
        left join {{ ref('int_unit_plans') }} as unit_plans
            on {{ trial_years }}.scenario_id = unit_plans.scenario_id
            and {{ trial_years }}.simulation_year = unit_plans.simulation_year
            and units.unit_id = unit_plans.unit_id
    )

    select
        trial_id,
        simulation_year,
        unit_id,
        {{ apportioned(
            'target_headcount', 'baseline_headcount', 'trial_id, simulation_year, planned_value', 'unit_id'
        ) }} as target_headcount
    from shares
{%- endmacro %}
