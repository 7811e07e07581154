-- rows whose pay is blank, not read or 0, where there are many
select
    counted(count(*) filter (where coalesce(current_compensation, 0) <= 0)) || ' of ' || counted(count(*))
    || ' rows have no pay that is read, and a run rejects them' as note
from typed
having count(*) filter (where coalesce(current_compensation, 0) <= 0) > 0.01 * count(*)
