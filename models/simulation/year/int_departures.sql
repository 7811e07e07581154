-- Who has left before turnover is decided: nobody in a run without planned events and retirement rules.
{%- set last_year, leavers = ref('last_year'), {} %}
{%- if has_rows(ref('planned_events')) %}
    {%- do leavers.update(planned=ref('int_planned_exits')) %}
{%- endif %}
{%- if has_rows(ref('retirement_rules')) %}
    {%- do leavers.update(retirement=ref('int_retirements')) %}
{%- endif %}
with

final as (
    {%- for kind, people in leavers.items() %}
    select
        trial_id,
        employee_key,
        age,
        tenure,
        unit_id,
        level_id,
        compensation,
        {{ exit_code(kind) }} as exit_code
    from {{ people }}
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select
        trial_id,
        employee_key,
        age,
        tenure,
        unit_id,
        level_id,
        compensation,
        {{ exit_code('planned') }} as exit_code
    from {{ last_year }}
    where false
    {%- endfor %}
)

select * from final
