{{ config(enabled=has_past_censuses(), materialized='view') }}
with

censuses as (
    select
        *,
        cast(exits as double) / headcount as exit_share,
        cast(entries as double) / headcount as entry_share,
        {#- null where none is, as both engines choose another census among equals #}
        cast(nullif(rows_rejected, 0) as double) / (headcount + rows_rejected) as rejected_share,
        {#- further back, the file does not have dates of hire #}
        case when {{ days_between('last_hire_date', 'census_date') }} <= 365
            then {{ days_between('last_hire_date', 'census_date') }} end as days_since_last_hire
    from {{ ref('rpt_panel_quality') }}
    where census_year <= {{ baseline_year() }}
),

quality as (
    select
        max(days_since_last_hire) as most_days_since_last_hire,
        max_by(census_year, days_since_last_hire) as late_census,
        max(exit_share) as most_leave,
        max_by(census_year, exit_share) as leaving_census,
        max(entry_share) as most_enter,
        max_by(census_year, entry_share) as entering_census,
        max(rejected_share) as most_rejected,
        max_by(census_year, rejected_share) as rejecting_census,
        max(case when role = 'baseline' then headcount end) as people,
        max(case when role = 'baseline' then ages_imputed end) as ages_imputed,
        max(case when role = 'baseline' then levels_from_pay end) as levels_from_pay
    from censuses
),

volatilities as (
    select
        max(case when parameter_name <> 'cola_rate' then observations end) as intervals,
        max(case when parameter_name = 'cola_rate' then estimate end) as cola_rate,
        max(case when parameter_name = 'growth_volatility' then estimate end) as growth_volatility,
        max(case when parameter_name = 'termination_volatility' then estimate end) as termination_volatility
    from {{ ref('rpt_fitted_parameters') }}
    where parameter_name like '%volatility' or parameter_name = 'cola_rate'
),

final as (
    select *
    from quality
    cross join {{ ref('int_panel_stayers') }}
    cross join volatilities
)

select * from final
