select
    rates.decision,
    rates.dimension,
    rates.level_id,
    from_years,
    to_years,
    -- level 1, age 25-29 or tenure 30+
    rates.dimension || ' ' || coalesce(rates.level_id, rates.from_years) || case
        when rates.dimension = 'level' or to_years = from_years then ''
        when to_years is null then '+'
        else '-' || to_years
    end as group_name,
    exposure_years,
    events,
    crude_rate,
    crude_standard_error,
    credibility,
    -- promotions net of moves down
    coalesce(hazards.annual_rate, rates.fitted_value) as fitted_value,
    rates.standard_error * coalesce(hazards.annual_rate / nullif(rates.fitted_value, 0), 1) as standard_error
from rpt_fitted_rates as rates
left join fitted_hazards as hazards on rates.decision = hazards.decision and rates.level_id = hazards.level_id
where rates.base_rate is not null
union all
select
    decision,
    dimension,
    null as level_id,
    null as from_years,
    null as to_years,
    dimension || ' ' || value as group_name,
    exposure_years,
    events,
    events / nullif(exposure_years, 0) as crude_rate,
    sqrt(events) / nullif(exposure_years, 0) as crude_standard_error,
    credibility,
    fitted_value,
    standard_error
from rpt_fitted_units
order by decision, dimension, level_id, from_years, group_name
