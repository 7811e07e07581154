{%- set rows = [] -%}
{%- for scenario in scenario_parameters() -%}
    {%- for name, given in scenario.parameters.items() -%}
        {%- set value = file_names(given) if declared_parameters()[name].unit == 'file' else given -%}
        {%- do rows.append(
            '(' ~ sql_text(scenario.scenario_id) ~ ', ' ~ loop.index ~ ', '
            ~ sql_text(name) ~ ', ' ~ sql_text(value) ~ ')'
        ) -%}
    {%- endfor -%}
{%- endfor -%}
with

parameters as (
    select *
    from (
        values
        {{ rows | join(',\n        ') }}
    ) as given (scenario_id, parameter_position, parameter_name, parameter_value)
),

final as (
    select
        cast(scenario_id as {{ dbt.type_string() }}) as scenario_id,
        cast(parameter_name as {{ dbt.type_string() }}) as parameter_name,
        cast(parameter_value as {{ dbt.type_string() }}) as parameter_value,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as created_at
    from parameters
)

select * from final
