with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('thresholds', {
        'measure': 'string', 'side': 'string', 'threshold': 'decimal(18,2)', 'year': 'integer', 'dimension': 'string',
        'value': 'string'
    }) }}
),

typed as (
    select
        given_scenario_id,
        {%- for column in ['measure', 'side'] %}
        lower(trim(cast({{ column }} as {{ dbt.type_string() }}))) as {{ column }},
        {%- endfor %}
        {{ decimal_number('threshold', 18, 2) }} as threshold,
        {{ whole_number('year') }} as simulation_year,
        coalesce(nullif(trim(cast(dimension as {{ dbt.type_string() }})), ''), 'all') as dimension,
        coalesce(nullif(trim(cast(value as {{ dbt.type_string() }})), ''), 'all') as value
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
