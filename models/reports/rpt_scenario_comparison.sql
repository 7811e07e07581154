{%- set cell = 'simulation_year, dimension, level_key, value, measure' -%}
{%- set keys = 'scenario_id, ' ~ cell -%}
{%- set sides = ['reference', 'scenario', 'difference'] -%}
with

amounts as (
    select * from {{ ref('int_trial_measures') }}
),

first_scenario as (
    select scenario_id as reference_scenario_id
    from {{ ref('int_scenario_parameters') }}
    where scenario_order = 1
),

of_reference as (
    select amounts.*
    from amounts
    inner join first_scenario on amounts.scenario_id = first_scenario.reference_scenario_id
),

paired as (
    {#- the years and replications that both have #}
    select
        amounts.scenario_id,
        {{ cell }},
        of_reference.hundredths as reference,
        amounts.hundredths as scenario,
        amounts.hundredths - of_reference.hundredths as difference
    from amounts
    inner join of_reference using (replication_id, {{ cell }})
    where amounts.scenario_id <> of_reference.scenario_id
),

cells as (
    select
        {{ keys }},
        count(*) as replications
        {%- for side in sides %},
        min({{ side }}) as lowest_{{ side }}
        {%- endfor %}
    from paired
    group by {{ keys }}
),

summed as (
    select
        {{ keys }},
        max(replications) as replications
        {%- for side in sides %},
        {%- set excess = 'cast(' ~ side ~ ' - lowest_' ~ side ~ ' as decimal(38, 0))' %}
        max(lowest_{{ side }}) as lowest_{{ side }},
        sum({{ excess }}) as total_{{ side }},
        sum({{ excess }} * {{ excess }}) as squares_{{ side }}
        {%- endfor %}
    from paired
    inner join cells using ({{ keys }})
    group by {{ keys }}
),

measured as (
    {#- in units: the squared standard error of each mean #}
    select
        {{ keys }},
        replications
        {%- for side in sides %},
        round((lowest_{{ side }} + cast(total_{{ side }} as double) / replications) / 100, 4) as {{ side }}_mean,
        {{ exact_variance('replications', 'total_' ~ side, 'squares_' ~ side) }}
        / replications / 10000 as {{ side }}_error
        {%- endfor %}
    from summed
),

freed as (
    {#- degrees of freedom: of the pairs, and by Welch and Satterthwaite without them #}
    select
        *,
        replications - 1 as paired_degrees,
        coalesce(
            (reference_error + scenario_error) * (reference_error + scenario_error)
            / nullif(reference_error * reference_error + scenario_error * scenario_error, 0e0), 1e0
        ) * (replications - 1) as unpaired_degrees,
        sqrt(difference_error) as standard_error,
        sqrt(reference_error + scenario_error) as unpaired_standard_error
    from measured
),

widened as (
    select
        *,
        {{ student_t_95('nullif(paired_degrees, 0)') }} * standard_error as half_width,
        {{ student_t_95('nullif(unpaired_degrees, 0)') }} * unpaired_standard_error as unpaired_half_width
    from freed
),

final as (
    select
        scenario_id,
        reference_scenario_id,
        simulation_year,
        dimension,
        value,
        cast(nullif(level_key, 32768) as smallint) as level_id,
        measure,
        replications,
        reference_mean,
        scenario_mean,
        difference_mean as mean_difference,
        round(standard_error, 4) as standard_error,
        round(difference_mean - half_width, 4) as interval_low,
        round(difference_mean + half_width, 4) as interval_high,
        round(unpaired_standard_error, 4) as unpaired_standard_error,
        round(difference_mean - unpaired_half_width, 4) as unpaired_interval_low,
        round(difference_mean + unpaired_half_width, 4) as unpaired_interval_high
    from widened
    cross join first_scenario
)

select * from final
