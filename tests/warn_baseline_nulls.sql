{{ config(severity='warn') }}
with

baseline as (
    select * from {{ ref('baseline_workforce') }}
),

null_counts as (
    {%- for column in ['employee_id', 'level_id', 'age', 'tenure', 'compensation', 'hire_date'] %}
    select
        '{{ column }}' as column_name,
        count(*) - count({{ column }}) as null_count
    from baseline
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select *
from null_counts
where null_count > 0
