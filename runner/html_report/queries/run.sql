-- The last run; the columns that a file has differ with the version that wrote it.
select *
from run_history
order by started_at desc, run_id
limit 1
