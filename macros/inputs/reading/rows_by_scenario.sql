{% macro rows_by_scenario(given, scenarios, group_columns) -%}
    with

    candidate_rows as (
        select
            {{ scenarios }}.scenario_id,
            {{ given }}.*,
            count({{ given }}.given_scenario_id) over (
                partition by {{ ([scenarios ~ '.scenario_id'] + group_columns) | join(', ') }}
            ) as own_row_count
        from {{ scenarios }}
        inner join {{ given }}
            on {{ given }}.given_scenario_id is null
            or {{ given }}.given_scenario_id = trim({{ scenarios }}.scenario_id)
    )

    {#- a scenario's own rows replace those for all in their group #}
    select *
    from candidate_rows
    where given_scenario_id is not null or own_row_count = 0
{%- endmacro %}
