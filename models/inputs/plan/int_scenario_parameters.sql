{%- set types = {
    'integer': 'bigint', 'number': 'decimal(12, 9)', 'choice': dbt.type_string(), 'text': dbt.type_string(), 'boolean': 'boolean',
    'years': 'boolean'
} -%}
with

parameters as (
    select * from {{ ref('simulation_config') }}
    where from_year is null
),

final as (
    select
        scenario_id,
        cast(
            case scenario_id
                {%- for scenario_id in parameter('scenarios') %}
                when {{ sql_text(scenario_id) }} then {{ loop.index }}
                {%- endfor %}
            end as integer
        ) as scenario_order,
        {%- for name, declaration in declared_parameters().items() if declaration.scope == 'scenario' %}
        cast(
            max(case when parameter_name = '{{ name }}' then parameter_value end) as {{ types[declaration.type] }}
        ) as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from parameters
    group by scenario_id
)

select * from final
