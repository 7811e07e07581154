{% macro rows_by_scenario(given, scenarios, group_columns) -%}
    {#- a scenario's own rows replace those for all in their group -#}
    with

    own_groups as (
        select distinct {{ (['given_scenario_id'] + group_columns) | join(', ') }}
        from {{ given }}
        where given_scenario_id is not null
    )

    select
        {{ scenarios }}.scenario_id,
        {{ given }}.*
    from {{ scenarios }}
    inner join {{ given }}
        on {{ given }}.given_scenario_id is null
        or {{ given }}.given_scenario_id = trim({{ scenarios }}.scenario_id)
    left join own_groups
        on trim({{ scenarios }}.scenario_id) = own_groups.given_scenario_id
        {%- for column in group_columns %}
        and {{ given }}.{{ column }} = own_groups.{{ column }}
        {%- endfor %}
    where {{ given }}.given_scenario_id is not null or own_groups.given_scenario_id is null
{%- endmacro %}
