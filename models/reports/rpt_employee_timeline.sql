{{ config(materialized='view') }}
{%- set text = dbt.type_string() -%}
{%- set columns = [
    'scenario_id', 'replication_id', 'simulation_year', 'employee_id', 'step_number', 'step', 'outcome', 'event_date', 'age',
    'tenure', 'probability', 'draw', 'draw_limit', 'is_ranked', 'level_rate', 'age_multiplier', 'tenure_multiplier',
    'years_in_level_multiplier', 'unit_multiplier', 'scaling_factor', 'faced_by', 'happened_to', 'level_before', 'level_after',
    'pay_before', 'pay_after', 'merit_rate', 'cola_rate', 'raise_rate', 'paid_compensation', 'level_name_before',
    'level_name_after', 'unit_name', 'sentence', 'because', 'employee_key'
] -%}
{#- how each decision is told: its chance, what happens below the limit, to whom it happened, what its factor is for -#}
{%- set decisions = {
    'retirement': ('retirement', 'retires', 'retired', ''),
    'turnover': ('leaving', 'leaves', 'left', 'to fit the rate of the year'),
    'layoff': ('a layoff', 'laid off', 'were laid off', 'to fit the surplus'),
    'promotion': ('promotion', 'promoted', 'at the level were promoted', 'in this year'),
    'new_hire_termination': ('leaving in the year of hire', 'leaves', 'hires left', '')
} -%}
with

steps as (
    select * from {{ ref('int_employee_steps') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

units as (
    select * from {{ ref('dim_units') }}
),

named as (
    select
        steps.*,
        levels_before.level_name as level_name_before,
        levels_after.level_name as level_name_after,
        units.unit_name
    from steps
    left join units on steps.unit_id = units.unit_id
    left join job_levels as levels_before on steps.level_before = levels_before.level_id
    left join job_levels as levels_after on steps.level_after = levels_after.level_id
),

numbers_told as (
    select
        *,
        cast(simulation_year as {{ text }}) as year_text,
        cast(event_date as {{ text }}) as date_text,
        {{ amount_text('pay_before') }} as salary_before,
        {{ amount_text('pay_after') }} as salary_after,
        {{ percent_text('probability') }} as chance,
        {#- enough decimals to see which is lower #}
        {%- for number in ['draw', 'draw_limit'] %}
        case
            when {{ decimal_text('draw', 3) }} = {{ decimal_text('draw_limit', 3) }} then {{ decimal_text(number, 10) }}
            else {{ decimal_text(number, 3) }}
        end as {{ number }}_text{% if not loop.last %},{% endif %}
        {%- endfor %}
    from named
),

parts_told as (
    select
        *,
        level_name_after || ', age ' || cast(age as {{ text }}) || ', tenure ' || cast(tenure as {{ text }})
        || ', ' || salary_after || ' a year' || coalesce(', ' || unit_name, '') as state,
        ' on ' || date_text || ' as ' || level_name_before || ' at ' || salary_before || ' a year' as on_day,
        salary_before || ' to ' || salary_after || ' (' || case when pay_after >= pay_before then '+' else '' end
        || {{ decimal_text('100 * (cast(pay_after as double) / nullif(cast(pay_before as double), 0e0) - 1)', 1) }}
        || ' %' as pay_change,
        case
            when scaling_factor = 1 then ''
            when scaling_factor >= 1e18 then ', raised to certainty because too few can leave'
            else ' x ' || {{ decimal_text('scaling_factor', 3) }} || case step
                {%- for step, (_, _, _, aim) in decisions.items() %}
                when '{{ step }}' then ' {{ aim }}'
                {%- endfor %}
            end || case when probability >= 1 then ', at most 100 %' else '' end
        end as scaling
    from numbers_told
),

told as (
    select
        *,
        case step
            when 'census' then 'census: ' || state || coalesce(', hired on ' || date_text, '')
            when 'hire' then outcome || ' on ' || date_text || ' as ' || state
            when 'planned_exit' then outcome || on_day
            when 'raise' then 'raise on ' || date_text || ': ' || pay_change || ': merit ' || {{ percent_text('merit_rate') }}
                || ', cola ' || {{ percent_text('cola_rate') }} || case
                    when raise_rate = merit_rate + cola_rate then ''
                    else ', of this year ' || {{ percent_text('raise_rate - merit_rate - cola_rate') }}
                end || case
                    when pay_before * (1 + raise_rate) - pay_after > 1 then ', up to the maximum of the band' else ''
                end || ')'
            when 'year_end' then case outcome
                when 'gone' then 'paid ' || {{ amount_text('paid_compensation') }} || ' in ' || year_text
                else 'end of ' || year_text || ': ' || state || ' (paid ' || {{ amount_text('paid_compensation') }} || ')'
            end
            else 'chance of ' || case step
                {%- for step, (event, happens, _, _) in decisions.items() %}
                when '{{ step }}' then '{{ event }} ' || chance || ', draw ' || draw_text || ' ({{ happens }}'
                {%- endfor %}
            end || ' below ' || draw_limit_text || '): ' || outcome || case
                when outcome = 'promoted' then ' to ' || level_name_after || ' on ' || date_text || ', ' || pay_change || case
                    {#- more than its raise, to the minimum of the new level or as far as the cap allows #}
                    when pay_after - pay_before * (1 + raise_rate) > 1 then ': for the minimum of ' || level_name_after else ''
                end || ')'
                when outcome in ('left', 'laid off', 'retired') then on_day
                else ''
            end
        end as sentence,
        coalesce(
            case step when 'layoff' then 'all alike' else {{ percent_text('level_rate') }} || ' for ' || level_name_before end
            || ' x ' || {{ decimal_text('age_multiplier', 2) }} || ' at age ' || cast(age as {{ text }})
            || ' x ' || {{ decimal_text('tenure_multiplier', 2) }} || ' at tenure ' || cast(tenure as {{ text }})
            || coalesce(
                ' x ' || {{ decimal_text('years_in_level_multiplier', 2) }} || ' after ' || cast(years_in_level as {{ text }})
                || ' years in the level', ''
            )
            || coalesce(' x ' || {{ decimal_text('unit_multiplier', 2) }} || ' in ' || unit_name, '')
            || case when unit_multiplier is not null and unit_volatility > 0 then ' in this year' else '' end
            || scaling || ', ', ''
        ) || {{ amount_text('happened_to') }} || ' of ' || {{ amount_text('faced_by') }} || case step
            {%- for step, (_, _, taken, _) in decisions.items() %}
            when '{{ step }}' then ' {{ taken }}'
            {%- endfor %}
        end as because
    from parts_told
),

final as (
    select
        {{ columns | join(',\n        ') }}
    from told
)

select * from final
