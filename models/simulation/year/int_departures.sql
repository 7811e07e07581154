-- Who has left before turnover is decided.
with

planned_exits as (
    select * from {{ ref('int_planned_exits') }}
),

retirements as (
    select * from {{ ref('int_retirements') }}
),

final as (
    {%- for leavers, kind in [('planned_exits', 'planned'), ('retirements', 'retirement')] %}
    select
        trial_id,
        employee_key,
        age,
        tenure,
        unit_id,
        level_id,
        compensation,
        {{ exit_code(kind) }} as exit_code
    from {{ leavers }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
