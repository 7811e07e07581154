with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select *
    from {{ assumption_rows('level_targets', {
        'level_id': 'integer', 'year': 'integer', 'share': 'decimal(12,6)'
    }) }}
),

typed as (
    select
        given_scenario_id,
        {{ whole_number('level_id') }} as level_id,
        coalesce({{ whole_number('year') }}, 0) as from_year,
        {{ decimal_number('share', 12, 6) }} as share
    from given
),

final as (
    {{ rows_by_scenario('typed', 'scenarios', []) }}
)

select * from final
