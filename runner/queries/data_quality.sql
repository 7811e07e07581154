-- One row per measure of the census as it was read. Columns without nulls are left out.
select
    metric,
    detail,
    value
from rpt_data_quality
where not (metric = 'null_count' and value = 0)
order by metric_order
