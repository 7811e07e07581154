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
    {%- for kind, people in (leavers or {'planned': last_year}).items() %}
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
    {% if not leavers %}where false{% elif not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
