{#- place in rpt_data_quality, fault, what the reason adds, when, and the unreadable columns that explain it already -#}
{%- set rules = [
    (27, 'census_year missing', none, 'census_year is null', 'census_year'),
    (28, 'impossible census_year', ' (allowed 1900 to 2100)', 'census_year < 1900 or census_year > 2100', none),
    (4, 'no employee_id', none, 'employee_id is null', none),
    (5, 'duplicate employee_id', ', first seen in row ', 'employee_id is not null and first_row < source_row', none),
    (6, 'employee_id is one that a simulated hire will get', ' (NH-year-number)', "employee_id like 'NH-____-%'"
        ~ " and substr(employee_id, 4, 4) >= '" ~ scenario_values('start_year') | min ~ "'", none),
    (15, 'pay missing', none, 'compensation is null', 'current_compensation'),
    (16, 'pay not above 0', none, 'compensation <= 0', none),
    (17, 'pay of 1,000,000,000 or more', ' a year', 'compensation >= 1e9', none),
    (18, 'hire_date after census_date', none, 'hire_date > census_date', none),
    (19, 'hire_date before 1900', none, "hire_date < date '1900-01-01'", none),
    (20, 'birth_date after census_date', none, 'birth_date > census_date', none),
    (21, 'age missing', ' (no age, no birth_date, and impute_missing_age is not true)', 'age is null', 'age birth_date'),
    (22, 'impossible age', ' (allowed 14 to 100)', 'age < 14 or age > 100', none),
    (23, 'tenure missing', ' (no tenure, no hire_date)', 'tenure is null', 'tenure hire_date'),
    (24, 'impossible tenure', ' (allowed 0 to age - 14)',
        'tenure < 0 and (hire_date is null or hire_date <= census_date) or tenure > age - 14', none),
    (25, 'unknown level_id', none, 'is_level_unknown', none),
    (26, 'pay below every band', ' of job_levels, no level can be derived',
        'is_level_derived and level_id is null and compensation > 0', 'level_id'),
    (33, 'impossible fte', ' (allowed 0 to 2)', 'fte < 0 or fte > 2', none),
] -%}
{%- set read_columns = {
    'level_id': 7, 'current_compensation': 8, 'age': 9, 'birth_date': 10, 'tenure': 11, 'hire_date': 12, 'termination_date': 13,
    'census_year': 29, 'census_date': 30, 'active_flag': 14, 'pay_period': 31, 'fte': 32
} -%}
with

census as (
    select * from {{ ref('int_census_ages') }}
),

employees as (
    select * from {{ ref('employees') }}
    where unreadable_values is not null
),

texts as (
    select * from {{ ref('int_census_texts') }}
),

unreadable as (
    {%- for name, place in read_columns.items() %}
    select
        texts.source_row,
        '{{ name }}' as column_name,
        texts.{{ name }} as column_text,
        {{ loop.index + 5 }} as fault_order,
        {{ place }} as report_order
    from texts
    inner join employees on texts.source_row = employees.source_row
    where texts.{{ name }} is not null and employees.{{ name }} is null
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

broken as (
    {%- for place, fault, addition, condition, explained_by in rules %}
    select
        source_row,
        {{ loop.index + (10 if loop.index > 5 else 0) }} as fault_order,
        {{ place }} as report_order,
        '{{ fault }}' as fault,
        concat('{{ fault }}{{ addition or '' }}'
            {%- if fault == 'duplicate employee_id' %}, cast(first_row as {{ dbt.type_string() }}){% endif %}) as reason,
        {{ sql_text(explained_by) }} as explained_by
    from census
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        source_row,
        fault_order,
        report_order,
        'unreadable ' || column_name as fault,
        'unreadable ' || column_name || {{ sql_text(" '") }} || column_text || {{ sql_text("'") }} as reason
    from unreadable

    union all

    {# what is missing because it could not be read is no fault of its own #}
    select
        broken.source_row,
        broken.fault_order,
        broken.report_order,
        broken.fault,
        broken.reason
    from broken
    left join unreadable
        on broken.source_row = unreadable.source_row
        and concat(' ', broken.explained_by, ' ') like concat('% ', unreadable.column_name, ' %')
    where unreadable.source_row is null
)

select * from final
