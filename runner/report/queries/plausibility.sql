-- The questions that a careful reader would ask about this run.
select
    severity,
    replace(check_name, '_', ' ') as check_name,
    seen,
    expected,
    meaning,
    advice
from rpt_plausibility
order by check_order
