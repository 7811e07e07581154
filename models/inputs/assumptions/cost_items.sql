with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('cost_items') }}
),

typed as (
    select
        given_scenario_id,
        {%- for column in ['item', 'dimension', 'value', 'source'] %}
        nullif(trim(cast({{ column }} as {{ dbt.type_string() }})), '') as {{ column }},
        {%- endfor %}
        lower(trim(cast(basis as {{ dbt.type_string() }}))) as basis,
        {{ decimal_number('rate', 18, 6) }} as rate,
        {{ decimal_number('annual_cap', 18, 2) }} as annual_cap,
        {{ whole_number('level_id') }} as level_id,
        {{ whole_number('from_year') }} as from_year,
        {{ whole_number('to_year') }} as to_year
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', ['item']) }}
)

select * from final
