{%- set rows = [] -%}
{%- for scenario in scenario_parameters() -%}
    {%- for name, declaration in declared_parameters().items() -%}
        {%- for from_year, given in values_by_year(declaration, scenario.given[name]) -%}
            {%- set value = file_names(given) if declaration.unit == 'file' else given -%}
            {%- do rows.append(
                '(' ~ sql_text(scenario.scenario_id) ~ ', ' ~ sql_text(name) ~ ', ' ~ (from_year or 'null') ~ ', ' ~ sql_text(value) ~ ')'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endfor -%}
with

parameters as (
    select *
    from (
        values
        {{ rows | join(',\n        ') }}
    ) as given (scenario_id, parameter_name, from_year, parameter_value)
),

final as (
    select
        cast(scenario_id as {{ dbt.type_string() }}) as scenario_id,
        cast(parameter_name as {{ dbt.type_string() }}) as parameter_name,
        cast(from_year as smallint) as from_year,
        cast(parameter_value as {{ dbt.type_string() }}) as parameter_value,
        cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp) as created_at
    from parameters
)

select * from final
