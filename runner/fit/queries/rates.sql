select
    decision,
    dimension,
    level_id,
    from_years,
    to_years,
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
