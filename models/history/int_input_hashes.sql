-- depends_on: {{ ref('baseline_workforce') }}
{%- set inputs = ['employees', 'job_levels', 'hazards', 'multipliers', 'raises', 'hire_profiles', 'level_targets',
    'unit_targets', 'planned_events', 'thresholds', 'cost_items', 'retirement_rules', 'retirement_take_up', 'calendar',
    'new_hire_hazards', 'entry_ages'] -%}
{%- do inputs.append('baseline_workforce') if parameter('dimensions') -%}  {#- for the units, which employees does not have #}
with

{% for input in inputs %}
{{ input }} as (
    select {{ row_hash(ref(input)) }} as row_hash
    from {{ ref(input) }}
),
{% endfor %}
final as (
    {%- for input in inputs %}
    select
        '{{ input }}' as input_name,
        count(*) as row_count,
        {{ hash_of_rows('row_hash') }} as table_hash
    from {{ input }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
