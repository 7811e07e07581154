-- The profiles of a level lie next to each other.
select
    hire_profile_set_id,
    level_id,
    min(share_from) as share_from,
    max(share_to) as share_to
from {{ ref('int_hire_profile_slots') }}
group by hire_profile_set_id, level_id
