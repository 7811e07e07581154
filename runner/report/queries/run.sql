-- The runs that led here, oldest first; the columns that a file has differ with the version that wrote it.
select *
from run_history
order by started_at, run_id
