-- One row per question that a careful reader would ask about the censuses, in a sentence.
select
    severity,
    check_name,
    check_name || ': ' || seen || ', expected: ' || expected || '. ' || meaning || ' ' || advice as sentence
from rpt_panel_questions
order by check_order
