-- One row per count of the census, from what was read to what the projection starts from.
select
    case metric
        when 'rows_read' then 'Rows read'
        when 'rows_valid' then 'Valid rows'
        when 'rows_rejected' then 'Rejected rows'
        when 'inactive' then 'Valid, but not active'
        when 'other_censuses' then 'Active, in the censuses of other years'
        when 'baseline_count' then 'Active employees that the projection starts from'
        when 'ages_imputed' then 'Ages drawn because the census has none'
        when 'levels_derived' then 'Levels derived from pay or title'
        when 'without_unit' then 'Without a value of a name in dimensions'
    end as what,
    value as row_count
from rpt_data_quality
where detail is null and metric not in ('validation_passed', 'processing_date')
order by metric_order
