{#- rates end at 99 before they come here, so that a table that cannot be scaled ends in words -#}
{% macro require_feasible_raises(raise_rates) -%}
    {%- if execute -%}
        {%- set too_high = run_query(
            'select rates.scenario_id, rates.level_id, cast(100 * (rates.raise_rate - rates.cola_rate) as integer) as merit_percent'
            ~ ' from ' ~ raise_rates ~ ' as rates where rates.raise_rate - rates.cola_rate > 1 order by merit_percent desc, rates.scenario_id limit 1'
        ).rows -%}
        {%- for scenario_id, level_id, percent in too_high -%}
            {% do raise_bad_input(
                '`merit_budget`: to spend it on the table raises, level ' ~ level_id | int ~ ' of scenario ' ~ printed([scenario_id])
                ~ ' would need a merit raise of ' ~ percent | int ~ ' % or more; must be at most 100 %; give a lower merit_budget,'
                ~ ' or a merit_rate above 0 to levels with people'
            ) %}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
