{{ config(enabled=has_past_censuses()) }}
{%- set names = [
    'target_growth_rate', 'cola_rate', 'growth_volatility', 'termination_volatility', 'unit_termination_volatility',
    'promotion_volatility', 'raise_volatility', 'volatility_persistence', 'volatility_degrees_of_freedom',
    'promotion_raise_rate'
] -%}
with

estimates as (
    select * from {{ ref('int_fitted_estimates') }}
),

bounds as (
    {%- for name in names %}
    select
        {{ loop.index }} as parameter_order,
        '{{ name }}' as parameter_name,
        {{ declared_parameters()[name].min }}e0 as lowest,
        {{ declared_parameters()[name].max }}e0 as highest
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        bounds.parameter_order,
        bounds.parameter_name,
        round(least(greatest(estimates.estimate, bounds.lowest), bounds.highest), 6) as estimate,
        estimates.observations,
        estimates.basis
    from estimates
    inner join bounds on estimates.parameter_name = bounds.parameter_name
)

select * from final
