with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select * from {{ assumption_rows('thresholds') }}
),

typed as (
    select
        given_scenario_id,
        {%- for column in ['measure', 'side'] %}
        lower(trim(cast({{ column }} as {{ dbt.type_string() }}))) as {{ column }},
        {%- endfor %}
        {{ decimal_number('threshold', 18, 2) }} as threshold,
        {{ whole_number('year') }} as simulation_year,
        {%- for column in ['dimension', 'value'] %}
        coalesce(nullif(trim(cast({{ column }} as {{ dbt.type_string() }})), ''), 'all') as {{ column }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
