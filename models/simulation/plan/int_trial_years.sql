{{ config(materialized='table', post_hook="{{ require_feasible_size(this) }}") }}
-- depends_on: {{ ref('int_input_problems') }}
with

assumption_sets as (
    select * from {{ ref('int_assumption_sets') }}
),

baseline as (
    select cast(count(*) as decimal(12, 0)) as baseline_headcount
    from {{ ref('baseline_workforce') }}
),

years as (
    select
        *,
        {{ series('replications') }} as replication_id
    from {{ ref('int_scenario_years') }}
),

dated as (
    select
        years.*,
        baseline.baseline_headcount,
        cast(cast(years.simulation_year as {{ dbt.type_string() }}) || '-01-01' as date) as first_day,
        cast(
            cast(years.simulation_year as {{ dbt.type_string() }}) || '-'
            || lpad(cast(years.raise_effective_month as {{ dbt.type_string() }}), 2, '0') || '-01' as date
        ) as raise_date,
        {{ days_in_year('years.simulation_year') }} as days_in_year
    from years
    cross join baseline
),

drawn as (
    {#- good and bad years: a normal draw of the year and one that is the same in all years of the replication, and their spread #}
    select
        *,
        {%- for stream in ['growth', 'termination', 'promotion', 'raise'] %}
        round(
            power(1 - cast(volatility_persistence as double), 5e-1) * {{ normal_draw(stream ~ '_shock') }}
            + power(cast(volatility_persistence as double), 5e-1) * {{ normal_draw(stream ~ '_shock', year='0') }}, 9
        ) as {{ stream }}_draw,
        {{ drawn_spread(stream ~ '_volatility', 'volatility_degrees_of_freedom', normal_draw(stream ~ '_spread', year='0')) }}
            as {{ stream }}_spread{% if not loop.last %},{% endif %}
        {%- endfor %}
    from dated
),

shocked as (
    select
        *,
        {#- growth adds up over the years; less half of the sum's variance, so that the mean is 1 #}
        round(exp(
            growth_spread * cast(sum(cast(growth_draw as decimal(14, 9))) over (
                partition by scenario_id, replication_id order by year_number
            ) as double)
            - 5e-1 * growth_spread * growth_spread * year_number
            * (1 + cast(volatility_persistence as double) * (year_number - 1))
        ), 12) as growth_shock,
        {{ rate_shock('termination_spread', 'termination_draw') }} as termination_shock,
        {{ rate_shock('promotion_spread', 'promotion_draw') }} as promotion_shock,
        cast(round(greatest(least(
            raise_spread * raise_draw, 2e-1
        ), -2e-1), 6) as decimal(8, 6)) as raise_shock
    from drawn
),

unit_plans as (
    select distinct
        scenario_id,
        simulation_year,
        value,
        planned_headcount
    from {{ ref('int_unit_plans') }}
),

planned as (
    {#- where units have targets of their own, the target is their sum #}
    select
        scenario_id,
        replication_id,
        simulation_year,
        cast(sum({{ planned_target('unit_plans.planned_headcount', 'shocked.growth_shock') }}) as bigint) as target_headcount
    from shocked
    inner join unit_plans using (scenario_id, simulation_year)
    group by scenario_id, replication_id, simulation_year
),

final as (
    select
        cast(dense_rank() over (order by scenario_id, replication_id) as integer) as trial_id,
        scenario_id,
        cast(replication_id as smallint) as replication_id,
        replication_id <= {{ parameter('detailed_replications') }} as is_detailed,
        simulation_year,
        year_number = 1 as is_first_year,
        first_day,
        days_in_year,
        raise_date,
        hazard_set_id,
        hire_profile_set_id,
        alignment,
        surplus_policy,
        promotion_policy,
        promotion_rounding,
        hire_levels,
        total_termination_rate,
        separation_rate,
        retirement_on_top,
        hiring_freeze,
        termination_shock,
        promotion_shock,
        raise_shock,
        cast({{ draw_salt('promotion_rounding') }} as double) / 1152921504606846976 as promotion_start,
        new_hire_termination_rate,
        cast(promotion_raise_rate as decimal(8, 6)) as promotion_raise_rate,
        cast(promotion_raise_cap as decimal(8, 6)) as promotion_raise_cap,
        growth_shock,
        planned.target_headcount is not null as plans_units,
        coalesce(planned.target_headcount, cast(round(
            baseline_headcount * cast(round(cast(growth_factor as double) * growth_shock, 12) as decimal(20, 12))
        ) as bigint)) as target_headcount,
        {#- bands rise with cola or by their own growth: hires are paid on this year's, promotions on last year's, as their raise follows #}
        cast(band_factor as decimal(14, 8)) as band_index,
        cast(last_band_factor as decimal(14, 8)) as last_band_index,
        {%- for stream in [
            'retirement', 'termination', 'layoff', 'promotion', 'new_hire_termination', 'exit_date', 'promotion_date',
            'hire_profile', 'hire_age', 'hire_tenure', 'hire_pay', 'hire_date'
        ] %}
        {{ draw_salt(stream) }} as {{ stream }}_salt{% if not loop.last %},{% endif %}
        {%- endfor %}
    from shocked
    inner join assumption_sets using (scenario_id)
    left join planned using (scenario_id, replication_id, simulation_year)
)

select * from final
