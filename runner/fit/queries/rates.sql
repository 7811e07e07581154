select
    decision,
    dimension,
    level_id,
    from_years,
    to_years,
    -- level 1, age 25-29 or tenure 30+
    dimension || ' ' || coalesce(level_id, from_years) || case
        when dimension = 'level' or to_years = from_years then ''
        when to_years is null then '+'
        else '-' || to_years
    end as group_name,
    exposure_years,
    events,
    crude_rate,
    crude_standard_error,
    credibility,
    fitted_value,
    standard_error
from rpt_fitted_rates
where base_rate is not null
order by decision, dimension, level_id, from_years
