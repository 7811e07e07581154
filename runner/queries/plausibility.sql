-- One row per question that a careful reader would ask, in a sentence.
select
    severity,
    check_name,
    check_name || ': ' || seen || ', expected: ' || expected || '. ' || meaning || ' ' || advice as sentence
from rpt_plausibility
order by check_order
