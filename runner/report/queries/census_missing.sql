-- One row per column of the baseline: values that active employees lack.
select
    case detail
        when 'level_id' then 'Job level'
        when 'compensation' then 'Pay'
        else upper(detail[1]) || replace(detail[2:], '_', ' ')
    end as "column",
    value as missing,
    value / nullif(max(value) filter (where metric = 'baseline_count') over (), 0) as missing_share
from rpt_data_quality
qualify metric = 'null_count'
order by metric_order
