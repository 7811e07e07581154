{{ config(materialized='ephemeral') }}
{%- set measures = ['headcount', 'hires', 'exits', 'promotions', 'payroll', 'people_cost', 'average_pay'] %}
{%- set bases = ['percent_of_pay', 'per_head_year', 'per_hire', 'per_exit', 'per_layoff'] %}
{%- set units = "dimension in ('" ~ (parameter('dimensions') | list or ['none']) | join("', '") ~ "')" -%}
with

{#- what a row of each table is: two of it are one too many -#}
{%- for table_name, grain in {
    'level_targets': 'scenario_id, from_year, level_id',
    'unit_targets': 'scenario_id, value, simulation_year',
    'thresholds': 'scenario_id, measure, side, threshold, simulation_year, dimension, value',
    'cost_items': 'scenario_id, item, level_id, dimension, value, from_year, to_year',
    'retirement_take_up': 'scenario_id, years_since_eligible', 'new_hire_hazards': 'scenario_id, from_month'
}.items() %}
{{ table_name }} as (
    select
        *,
        {%- if table_name == 'level_targets' %}
        sum(share) over (partition by scenario_id, from_year) as total_share,
        {%- elif table_name in ['unit_targets', 'cost_items'] %}
        min(dimension) over (partition by scenario_id{{ ', item' if table_name == 'cost_items' }}) as first_dimension,
        {%- elif table_name == 'new_hire_hazards' %}
        min(from_month) over (partition by scenario_id) as first_month,
        {%- endif %}
        count(*) over (partition by {{ grain }}) as row_count
    from {{ ref(table_name) }}
),
{% endfor %}
retirement_rules as (
    select * from {{ ref('retirement_rules') }}
),

{#- each rule: the rows it reads, what is wrong when it fires, where in the table that is -#}
{%- set rules = [
    ('level_targets', 'share is null or share < 0 or total_share <= 0', 'shares of a year must be 0 or more and not all 0',
        'level_id'),
    ('level_targets', 'row_count > 1', 'is there more than once for a year', 'level_id'),
    ('unit_targets', 'dimension is null or not ' ~ units, 'dimension must be a name of `dimensions`', 'dimension'),
    ('unit_targets', 'dimension <> first_dimension', 'a scenario plans by one dimension', 'dimension'),
    ('unit_targets', '(growth_rate is null) = (headcount is null)', 'needs a growth_rate or a headcount', 'value'),
    ('unit_targets', 'growth_rate < -1 or growth_rate > 10 or headcount < 0 or headcount > 1000000',
        'needs a growth_rate from -1 to 10 or a headcount from 0 to 1000000', 'value'),
    ('unit_targets', 'row_count > 1', 'is there more than once for a year', 'value'),
    ('thresholds', "measure is null or measure not in ('" ~ measures | join("', '") ~ "')", 'measure must be one of ' ~ measures | join(', '), 'measure'),
    ('thresholds', "side is null or side not in ('above', 'below')", 'side must be above or below', 'measure'),
    ('thresholds', 'threshold is null', 'needs a threshold', 'measure'),
    ('thresholds', "(dimension = 'all') <> (value = 'all') or dimension not in ('all', 'level') and not " ~ units,
        'needs a dimension (level or a name of `dimensions`) and its value, or neither', 'value'),
    ('thresholds', 'row_count > 1', 'is there more than once', 'threshold'),
    ('cost_items', 'item is null', 'needs an item', 'basis'),
    ('cost_items', "basis is null or basis not in ('" ~ bases | join("', '") ~ "')", 'basis must be one of ' ~ bases | join(', '), 'item'),
    ('cost_items', "rate is null or rate < 0 or basis = 'percent_of_pay' and rate > 2",
        'rate must be 0 or more, and of percent_of_pay a share up to 2, as 0.062 is 6.2 %', 'item'),
    ('cost_items', "annual_cap <= 0 or annual_cap > 1000000000 or annual_cap is not null and basis <> 'percent_of_pay'",
        'annual_cap is the pay of a year up to which a percent_of_pay applies, above 0 and up to 1000000000', 'item'),
    ('cost_items', '(dimension is null) <> (value is null) or dimension is not null and not ' ~ units,
        'needs a name of `dimensions` and its value, or neither', 'item'),
    ('cost_items', 'dimension <> first_dimension', 'an item differs by one dimension', 'item'),
    ('cost_items', 'from_year > to_year', 'from_year must not be after to_year', 'item'),
    ('cost_items', 'row_count > 1', 'is there more than once', 'item'),
    ('retirement_rules', 'coalesce(least(min_age, min_tenure, min_age_plus_tenure), -1) < 0',
        'needs an age, a tenure or a sum of both, of 0 or more', 'min_age'),
    ('retirement_take_up', 'years_since_eligible is null or years_since_eligible < 0', 'years_since_eligible must be 0 or more',
        'years_since_eligible'),
    ('retirement_take_up', 'annual_rate is null or annual_rate < 0 or annual_rate > 1', 'annual_rate must be a number from 0 to 1',
        'years_since_eligible'),
    ('retirement_take_up', 'row_count > 1', 'is there more than once', 'years_since_eligible'),
    ('new_hire_hazards', 'from_month is null or from_month < 0 or from_month > 11', 'from_month must be from 0 to 11', 'from_month'),
    ('new_hire_hazards', 'from_month = first_month and first_month > 0', 'the first row must be of month 0', 'from_month'),
    ('new_hire_hazards', 'monthly_rate is null or monthly_rate < 0 or monthly_rate >= 1', 'monthly_rate must be from 0 to below 1',
        'from_month'),
    ('new_hire_hazards', 'row_count > 1', 'is there more than once', 'from_month'),
] %}

final as (
    {{ broken_rows(rules) }}
)

select * from final
