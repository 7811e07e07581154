-- One row per reason for which rows of the census were rejected, the most frequent first.
select
    detail as reason,
    value as row_count
from rpt_data_quality
where metric = 'rejected'
order by value desc, detail asc
