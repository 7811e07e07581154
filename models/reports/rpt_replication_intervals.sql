{%- set keys = 'scenario_id, simulation_year, dimension, level_key, value, measure' -%}
{#- percentile: replications that it needs, so that five lie beyond it -#}
{%- set percentiles = {5: 100, 25: 20, 50: 10, 75: 20, 95: 100} -%}
with

amounts as (
    select * from {{ ref('int_trial_measures') }}
),

cells as (
    select
        {{ keys }},
        count(*) as replications,
        min(hundredths) as lowest
    from amounts
    group by {{ keys }}
),

ranked as (
    select
        {{ keys }},
        cells.replications,
        cells.lowest,
        amounts.hundredths,
        cast(amounts.hundredths - cells.lowest as decimal(38, 0)) as excess,
        row_number() over (partition by {{ keys }} order by amounts.hundredths) as value_rank
    from amounts
    inner join cells using ({{ keys }})
),

summed as (
    {#- type 7 of Hyndman and Fan: percentile p lies (n - 1) p / 100 places after the first value #}
    select
        {{ keys }},
        max(replications) as replications,
        max(lowest) as lowest,
        sum(excess) as total,
        sum(excess * excess) as squares
        {%- for percentile in percentiles %},
        min(
            case when value_rank = floor((replications - 1) * {{ percentile }} / 100) + 1 then hundredths end
        ) as low_{{ percentile }},
        min(
            case when value_rank = floor((replications - 1) * {{ percentile }} / 100) + 2 then hundredths end
        ) as high_{{ percentile }}
        {%- endfor %}
    from ranked
    group by {{ keys }}
),

measured as (
    select
        *,
        sqrt({{ exact_variance('replications', 'total', 'squares') }}) / 100 as sd,
        cast(total as double) / replications as mean_above_lowest
    from summed
),

final as (
    select
        scenario_id,
        simulation_year,
        dimension,
        value,
        cast(nullif(level_key, 32768) as smallint) as level_id,
        measure,
        replications,
        round((lowest + mean_above_lowest) / 100, 4) as mean,
        round(sd, 4) as sd,
        {%- for percentile, needed in percentiles.items() %}
        case
            when replications >= {{ needed }}
                then
                    (
                        cast(low_{{ percentile }} as double) * 100
                        + (high_{{ percentile }} - low_{{ percentile }})
                        * ((replications - 1) * {{ percentile }} % 100)
                    ) / 10000
        end as p{{ percentile }},
        {%- endfor %}
        round(sd / sqrt(replications), 4) as standard_error
    from measured
)

select * from final
