{{ config(enabled=has_past_censuses()) }}
with

rates as (
    select * from {{ ref('int_fitted_rates') }}
),

raises as (
    select * from {{ ref('int_fitted_raises') }}
),

retirement as (
    select * from {{ ref('int_fitted_retirement') }}
),

final as (
    select * from rates
    union all
    select * from raises
    union all
    select * from retirement
)

select * from final
