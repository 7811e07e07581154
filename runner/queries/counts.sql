-- One row: how many replications and scenarios the run has.
select
    count(distinct replication_id) as replications,
    count(distinct scenario_id) as scenarios
from fct_headcount_bridge
