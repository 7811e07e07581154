{{ config(materialized='ephemeral') }}
with

scenario as (
    select
        scenario_id,
        start_year,
        end_year,
        hazards_from,
        coalesce(separation_rate, total_termination_rate) as exit_rate
    from {{ ref('int_scenario_parameters') }}
    where scenario_order = 1
),

quality as (
    select
        {%- for metric in ['rows_read', 'rows_rejected', 'ages_imputed', 'census_days_before_start', 'without_unit'] %}
        max(case when metric = '{{ metric }}' then value end) as {{ metric }},
        {%- endfor %}
        max(case when metric = 'census_days_before_start' then detail end) as census_day
    from {{ ref('rpt_data_quality') }}
),

salaries as (
    select
        baseline.compensation,
        baseline.tenure,
        median(cast(baseline.compensation as double)) over () as median_pay,
        baseline.compensation / baseline.paid_fte not between levels.min_salary and levels.max_salary as is_outside_band
    from {{ ref('baseline_workforce') }} as baseline
    inner join {{ ref('job_levels') }} as levels on baseline.level_id = levels.level_id
),

people as (
    select
        count(*) as people,
        count(case when tenure = 0 then 1 end) as hired_lately,
        max(median_pay) as median_pay,
        count(case when compensation < 0.05 * median_pay then 1 end) as low_salaries,
        count(case when is_outside_band then 1 end) as outside_bands
    from salaries
),

hires as (
    select cast(sum(bridge.hires - bridge.new_hire_exits) as double) / count(*) as hires
    from {{ ref('fct_headcount_bridge') }} as bridge
    inner join scenario on bridge.scenario_id = scenario.scenario_id and bridge.simulation_year = scenario.start_year
),

promotions as (
    select
        count(*) as promotions,
        count(case when pay_after > 2 * pay_before then 1 end) as doubled_salaries,
        count(case when pay_after > pay_before * (1 + promotion_raise_rate) + 1 then 1 end) as lifted_promotions,
        count(case when pay_after > pay_before * (1 + promotion_raise_rate) + 1
                and pay_after > pay_before * (1 + promotion_raise_cap) - 1 then 1 end) as capped_promotions
    from {{ ref('fct_workforce_events') }} as events
    inner join {{ ref('int_scenario_years') }} as years
        on events.scenario_id = years.scenario_id and events.simulation_year = years.simulation_year
    where events.event_type = 'promotion' and years.scenario_order = 1
),

pay as (
    select growth.avg_pay_growth
    from {{ ref('rpt_pay_by_year') }} as growth
    inner join scenario on growth.scenario_id = scenario.scenario_id and growth.simulation_year = scenario.end_year
),

raises as (
    select
        cast(sum(baseline.compensation * rates.raise_rate) as double) / cast(sum(baseline.compensation) as double) as raise_rate,
        cast(max(rates.cola_rate) as double) as cola_rate
    from {{ ref('baseline_workforce') }} as baseline
    inner join {{ ref('int_raise_rates') }} as rates on baseline.level_id = rates.level_id
    inner join scenario on rates.scenario_id = scenario.scenario_id and rates.simulation_year = scenario.end_year
),

stopped as (
    {#- where the maximum of the band leaves no room for merit #}
    select
        count(*) as raises_given,
        count(case
            when events.pay_after
                < events.pay_before * (1 + {{ year_raise('rates.raise_rate', 'trial_years.raise_shock') }}) - 1 then 1
        end) as stopped_raises
    from {{ ref('fct_workforce_events') }} as events
    inner join scenario
        on events.scenario_id = scenario.scenario_id and events.simulation_year = scenario.end_year
        and events.event_type = 'raise'
    inner join {{ ref('int_trial_years') }} as trial_years
        on events.scenario_id = trial_years.scenario_id
        and events.replication_id = trial_years.replication_id and events.simulation_year = trial_years.simulation_year
    inner join {{ ref('int_raise_rates') }} as rates
        on events.scenario_id = rates.scenario_id
        and events.simulation_year = rates.simulation_year and events.level_after = rates.level_id
),

paces as (
    {#- where fewer are hired, separation_rate makes more of the others leave #}
    select count(distinct years.scenario_id) as other_paces
    from {{ ref('int_scenario_years') }} as years
    inner join {{ ref('int_scenario_years') }} as first_years on years.simulation_year = first_years.simulation_year
    where first_years.scenario_order = 1 and years.separation_rate is not null
        and (years.target_growth_rate <> first_years.target_growth_rate or years.hiring_freeze <> first_years.hiring_freeze)
),

levels as (
    select
        max(case when kind = 'emptied' then names end) as emptied_levels,
        max(case when kind = 'doubled' then names end) as doubled_levels,
        max(case when kind = 'leaving' then names end) as leaving_levels
    from {{ ref('int_odd_levels') }}
),

final as (
    select *
    from scenario
    cross join quality
    cross join people
    cross join hires
    cross join promotions
    cross join pay
    cross join raises
    cross join stopped
    cross join paces
    cross join levels
)

select * from final
