{{ config(enabled=has_past_censuses()) }}
{%- set cola = namespace() -%}
{%- for from_year, rate in values_by_year(declared_parameters().cola_rate, [parameter('cola_rate')])
    if (from_year or 0) <= parameter('start_year') -%}
    {%- set cola.rate = rate -%}
{%- endfor %}
with

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
    where decision = 'raise' and fitted_value is not null
),

final as (
    {#- the raise seen is merit and cola together, and a run adds its cola to the merit of the table #}
    select
        level_id,
        round(fitted_value - {{ cola.rate }}, 6) as merit_rate,
        cast(null as {{ dbt.type_string() }}) as scenario_id
    from rates
)

select * from final
