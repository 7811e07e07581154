{{ config(enabled=has_past_censuses()) }}
with

judged as (
    select * from {{ ref('int_backtest_judged') }}
),

final as (
    select
        scenario_id,
        measure,
        dimension,
        count(*) as cells,
        round(cast(sum(in_50) as double) / count(*) / 1000000, 6) as coverage_50,
        round(cast(sum(in_90) as double) / count(*) / 1000000, 6) as coverage_90,
        cast(sum(actual) as double) / count(*) / 1000000 as mean_actual,
        cast(sum(error) as double) / count(*) / 1000000 as mean_error
        {%- for score in ['crps', 'interval_score'] %},
        cast(sum({{ score }}) as double) / count(*) / 1000000 as {{ score }}
        {%- for yardstick in ['single_rate', 'last_year'] %},
        round(1 - cast(sum({{ score }}) as double) / nullif(cast(sum({{ yardstick }}_{{ score }}) as double), 0), 6)
            as {{ score }}_skill_over_{{ yardstick }}
        {%- endfor %}
        {%- endfor %}
    from judged
    group by scenario_id, measure, dimension
)

select * from final
