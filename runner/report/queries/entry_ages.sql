-- One row per band of ages on entry.
select
    age_from,
    age_to,
    cast(weight as double) as weight
from entry_ages
order by age_from, age_to
