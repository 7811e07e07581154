-- One row: what was read, what the projection starts from, and the day of a census that is not of the day before.
select
    max(value) filter (where metric = 'rows_read') as rows_read,
    max(value) filter (where metric = 'rows_rejected') as rows_rejected,
    max(value) filter (where metric = 'baseline_count') as employees,
    max(value) filter (where metric = 'ages_imputed') as ages_drawn,
    min(value) filter (where metric = 'validation_passed') = 1 as is_valid,
    cast(max(detail) filter (where metric = 'census_days_before_start' and value != 0) as date) as census_date
from rpt_data_quality
