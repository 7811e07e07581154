{{ config(materialized='ephemeral') }}
{%- set measures = ['headcount', 'hires', 'exits', 'promotions', 'payroll', 'average_pay'] %}
{%- set units = "dimension in ('" ~ (parameter('dimensions') | list or ['none']) | join("', '") ~ "')" -%}
with

{#- what a row of each table is: two of it are one too many -#}
{%- for table_name, grain in {
    'job_levels': 'level_id', 'hazards': 'scenario_id, decision, level_id', 'raises': 'scenario_id, level_id',
    'level_targets': 'scenario_id, from_year, level_id', 'retirement_take_up': 'scenario_id, years_since_eligible',
    'unit_targets': 'scenario_id, value, simulation_year',
    'thresholds': 'scenario_id, measure, side, threshold, simulation_year, dimension, value'
}.items() %}
{{ table_name }} as (
    select
        *,
        {%- if table_name == 'job_levels' %}
        lag(min_salary) over (order by level_id nulls last) as lower_min_salary,
        {%- elif table_name == 'level_targets' %}
        sum(share) over (partition by scenario_id, from_year) as total_share,
        {%- elif table_name == 'unit_targets' %}
        min(dimension) over (partition by scenario_id) as planned_dimension,
        {%- endif %}
        count(*) over (partition by {{ grain }}) as row_count
    from {{ ref(table_name) }}
),
{% endfor %}
multipliers as (
    select
        *,
        lead(from_years) over (
            partition by scenario_id, decision, dimension order by from_years nulls last
        ) as next_from_years,
        row_number() over (
            partition by scenario_id, decision, dimension order by from_years nulls last
        ) as band_number,
        count(*) over (partition by scenario_id, decision, dimension, value) as value_count
    from {{ ref('multipliers') }}
),

hire_profiles as (
    select * from {{ ref('hire_profiles') }}
),

retirement_rules as (
    select * from {{ ref('retirement_rules') }}
),

entry_ages as (
    select
        *,
        sum(weight) over () as total_weight,
        lag(age_to) over (order by age_from nulls last, age_to nulls last) as lower_age_to
    from {{ ref('entry_ages') }}
),

{#- each rule: the rows it reads, what is wrong when it fires, where in the table that is -#}
{%- set rules = [
    ('job_levels', 'level_id is null', 'blank or not a whole number', 'level_id'),
    ('job_levels', 'level_id < 0 or level_id > 32767', 'level_id must be from 0 to 32767', 'level_id'),
    ('job_levels', 'row_count > 1', 'is there more than once', 'level_id'),
    ('job_levels', 'min_salary is null or max_salary is null or min_salary < 0 or max_salary <= min_salary',
        'needs 0 <= min_salary < max_salary', 'level_id'),
    ('job_levels', 'min_salary <= lower_min_salary', 'min_salary must rise with level_id', 'level_id'),
    ('hazards', "decision is null or decision not in ('termination', 'promotion')",
        'decision must be termination or promotion', 'decision'),
    ('hazards', 'annual_rate is null or annual_rate < 0 or annual_rate > 1',
        'annual_rate must be a number from 0 to 1', 'level_id'),
    ('hazards', 'row_count > 1', 'has more than one rate for a decision', 'level_id'),
    ('multipliers', "decision is null or dimension is null or decision not in ('termination', 'promotion', 'layoff')"
        ~ " or dimension not in ('age', 'tenure') and (decision <> 'promotion' or dimension <> 'years_in_level') and not " ~ units,
        'decision must be termination, promotion or layoff, dimension age or tenure, years_in_level of promotion, or a name of'
        ~ ' `dimensions`', 'decision'),
    ('multipliers', units ~ ' and coalesce(from_years, to_years) is not null', 'a unit has no years', 'value'),
    ('multipliers', units ~ ' and value_count > 1', 'is there more than once', 'value'),
    ('multipliers', 'multiplier is null or multiplier < 0 or multiplier > 1000',
        'multiplier must be a number from 0 to 1000', 'from_years'),
    ('multipliers', '(from_years is null or band_number = 1 and from_years <> 0) and not ' ~ units,
        'the first band must start at 0', 'from_years'),
    ('multipliers', 'next_from_years is not null and (to_years is null or to_years <> next_from_years - 1)',
        'bands must follow one another without gap or overlap', 'from_years'),
    ('multipliers', 'next_from_years is null and to_years is not null', 'the last band must have a blank to_years',
        'from_years'),
    ('raises', 'merit_rate is null or merit_rate < -0.5 or merit_rate > 1', 'merit_rate must be from -0.5 to 1',
        'level_id'),
    ('raises', 'row_count > 1', 'is there more than once', 'level_id'),
    ('hire_profiles', 'age_from is null or age_to is null or age_from < 14 or age_to > 100 or age_to < age_from',
        'needs 14 <= age_from <= age_to <= 100', 'level_id'),
    ('hire_profiles', 'hire_weight < 0', 'hire_weight must be 0 or more, or blank', 'level_id'),
    ('hire_profiles', 'pay_position_from is null or pay_position_to is null or pay_position_from < 0'
        ~ ' or pay_position_to > 1 or pay_position_to < pay_position_from',
        'needs 0 <= pay_position_from <= pay_position_to <= 1', 'level_id'),
    ('hire_profiles', 'tenure_from < 0 or tenure_to > 60 or tenure_to < tenure_from',
        'needs 0 <= tenure_from <= tenure_to <= 60', 'level_id'),
    ('hire_profiles', 'coalesce(dimension, value) is not null and (dimension is null or not ' ~ units ~ ')',
        'dimension must be a name of `dimensions`', 'dimension'),
    ('level_targets', 'share is null or share < 0 or total_share <= 0', 'shares of a year must be 0 or more and not all 0',
        'level_id'),
    ('level_targets', 'row_count > 1', 'is there more than once for a year', 'level_id'),
    ('unit_targets', 'dimension is null or not ' ~ units, 'dimension must be a name of `dimensions`', 'dimension'),
    ('unit_targets', 'dimension <> planned_dimension', 'a scenario plans by one dimension', 'dimension'),
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
    ('retirement_rules', 'coalesce(least(min_age, min_tenure, min_age_plus_tenure), -1) < 0',
        'needs an age, a tenure or a sum of both, of 0 or more', 'min_age'),
    ('retirement_take_up', 'years_since_eligible is null or years_since_eligible < 0', 'years_since_eligible must be 0 or more',
        'years_since_eligible'),
    ('retirement_take_up', 'annual_rate is null or annual_rate < 0 or annual_rate > 1', 'annual_rate must be a number from 0 to 1',
        'years_since_eligible'),
    ('retirement_take_up', 'row_count > 1', 'is there more than once', 'years_since_eligible'),
    ('entry_ages', 'age_from is null or age_to is null or age_from < 14 or age_to > 100 or age_to < age_from',
        'needs 14 <= age_from <= age_to <= 100', 'age_from'),
    ('entry_ages', 'age_from <= lower_age_to', 'overlaps the range before it', 'age_from'),
    ('entry_ages', 'weight is null or weight < 0 or total_weight <= 0', 'weights must be 0 or more and not all 0',
        'age_from'),
] %}

final as (
    {%- for table_name, condition, wrong, place in rules %}
    select
        '`{{ table_name }}`: row with {{ place }} '
        || coalesce(cast({{ place }} as {{ dbt.type_string() }}), 'blank')
        {%- if table_name not in ['job_levels', 'entry_ages'] %}
        || case when given_scenario_id is null then ': ' else ' of scenario ' || given_scenario_id || ': ' end
        {%- else %} || ': '
        {%- endif %} || '{{ wrong }}' as problem
    from {{ table_name }}
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
