{#
    A query that fits events = exposure x level_rate x age_factor x tenure_factor by proportional fitting: in turn, each factor
    is scaled so that the events it expects in each of its groups are those observed. Expected events are summed as whole
    parts per billion, so that no engine's order of rows shows.
#}
{% macro proportional_fit(cells, passes) -%}
    {%- set steps = [('level_rate', 'level_id'), ('age_factor', 'age_from'), ('tenure_factor', 'tenure_from')] -%}
    {%- set last = namespace(step='start_cells') -%}
    with

    start_cells as (
        select
            decision,
            level_id,
            age_from,
            tenure_from,
            exposure,
            events,
            cast(sum(events) over (partition by decision) as double)
            / nullif(cast(sum(exposure) over (partition by decision) as double), 0) as level_rate,
            1e0 as age_factor,
            1e0 as tenure_factor
        from {{ cells }}
    )
    {%- for pass in range(passes) %}
    {%- for factor, group_column in steps %}
    {%- set step = 'pass_' ~ pass ~ '_' ~ group_column %},

    {{ step }} as (
        select
            decision,
            level_id,
            age_from,
            tenure_from,
            exposure,
            events,
            {%- for name, _ in steps if name != factor %}
            {{ name }},
            {%- endfor %}
            {{ 'case when age_from is null then 1e0 else ' if factor == 'age_factor' }}{{ factor }} * coalesce(
                cast(sum(events) over (partition by decision, {{ group_column }}) as double) * {{ billion() }}
                / nullif(cast(sum({{ expected_ppb() }}) over (partition by decision, {{ group_column }}) as double), 0), 0
            ){{ ' end' if factor == 'age_factor' }} as {{ factor }}
        from {{ last.step }}
    )
    {%- set last.step = step %}
    {%- endfor %}
    {%- endfor %}

    select
        decision,
        level_id,
        age_from,
        tenure_from,
        exposure,
        events,
        level_rate,
        age_factor,
        tenure_factor
    from {{ last.step }}
{%- endmacro %}
