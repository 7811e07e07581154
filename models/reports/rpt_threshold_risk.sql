{%- set z, squared = '1.6448536269514722e0', '2.7055434540954150e0' -%}  {#- of 90 % #}
{%- set keys = ['scenario_id', 'simulation_year', 'dimension', 'value', 'measure', 'side', 'threshold'] %}
with

thresholds as (
    select * from {{ ref('thresholds') }}
),

amounts as (
    select * from {{ ref('int_trial_measures') }}
),

counted as (
    select
        thresholds.scenario_id,
        amounts.simulation_year,
        thresholds.dimension,
        thresholds.value,
        thresholds.measure,
        thresholds.side,
        thresholds.threshold,
        count(*) as replications,
        sum(case
            when thresholds.side = 'above' and amounts.hundredths > thresholds.threshold * 100 then 1
            when thresholds.side = 'below' and amounts.hundredths < thresholds.threshold * 100 then 1
            else 0
        end) as beyond
    from thresholds
    inner join amounts
        on thresholds.scenario_id = amounts.scenario_id
        and thresholds.measure = amounts.measure
        and thresholds.dimension = amounts.dimension
        and thresholds.value = amounts.value
        and coalesce(thresholds.simulation_year, amounts.simulation_year) = amounts.simulation_year
    group by
        thresholds.scenario_id, amounts.simulation_year, thresholds.dimension, thresholds.value, thresholds.measure,
        thresholds.side, thresholds.threshold
),

shares as (
    select
        *,
        cast(beyond as double) / replications as share,
        cast(replications as double) as n
    from counted
),

bounded as (
    {#- the interval of Wilson (1927) #}
    select
        *,
        (share + {{ squared }} / (2 * n)) / (1 + {{ squared }} / n) as center,
        {{ z }} * sqrt(share * (1 - share) / n + {{ squared }} / (4 * n * n)) / (1 + {{ squared }} / n) as half_width,
        {{ squared }} * share * (1 - share) as spread
    from shares
),

told as (
    {#- half of the width at the same share, solved for the number of replications #}
    select
        *,
        round(greatest(center - half_width, 0e0), 4) as share_low,
        round(least(center + half_width, 1e0), 4) as share_high,
        (
            spread - {{ squared }} * half_width * half_width / 2
            + sqrt(spread * spread - spread * {{ squared }} * half_width * half_width + power({{ squared }} * half_width, 2) / 4)
        ) / (half_width * half_width / 2) as needed
    from bounded
),

final as (
    select
        {{ keys | join(',\n        ') }},
        replications,
        cast(beyond as bigint) as beyond,
        round(share, 4) as share,
        share_low,
        share_high,
        cast(ceil(round(needed, 6)) as bigint) as replications_for_half_width,
        upper(substr(measure, 1, 1)) || replace(substr(measure, 2), '_', ' ')
        || case when dimension = 'all' then '' else ' of ' || value end
        || ' in ' || cast(simulation_year as {{ dbt.type_string() }}) || ' is ' || side || ' '
        || case when threshold = floor(threshold) then {{ amount_text('threshold') }} else {{ decimal_text('threshold', 2) }} end
        || ' in ' || {{ amount_text('beyond') }} || ' of ' || {{ amount_text('replications') }} || ' replications: '
        || {{ percent_text('share') }} || ' (90 % interval' || ' ' || {{ decimal_text('100 * share_low', 1) }} || ' to '
        || {{ decimal_text('100 * share_high', 1) }} || ' %).' as sentence
    from told
)

select * from final
