-- One row per measure of the census, with the detail that some have.
select
    metric,
    detail,
    value
from rpt_data_quality
order by metric_order
