{% macro broken_rows(rules) -%}
    {%- for table_name, condition, wrong, place in rules %}
    select
        '`{{ table_name }}`: row with {{ place }} '
        || coalesce(cast({{ place }} as {{ dbt.type_string() }}), 'blank')
        {%- if table_name not in ['job_levels', 'entry_ages'] %}
        || case when given_scenario_id is null then ': ' else ' of scenario ' || given_scenario_id || ': ' end
        {%- else %} || ': '
        {%- endif %} || '{{ wrong }}' as problem
    from {{ table_name }}
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
