{%- set only_when_named = declared_parameters().census_columns.only_when_named -%}
{%- set file = read_file(parameter('census_path'), 'census_path') if parameter('census_path') else {} -%}
{%- set columns = census_columns_found(file) if parameter('census_path') else {} -%}
with

{% if parameter('census_path') %}
given as (
    select
        source_row,
        {%- for name in declared_parameters().census_columns['keys'] %}
        {%- if name in columns %}
        nullif(trim(cast({{ columns[name] }} as {{ dbt.type_string() }})), '')
        {%- else %}
        cast(null as {{ dbt.type_string() }})
        {%- endif %} as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ file.rows }}
),
{% else %}
given as (
    select
        row_number() over (order by employee_id) as source_row,
        {%- for name in declared_parameters().census_columns['keys'] %}
        cast({{ name if name not in only_when_named else 'null' }} as {{ dbt.type_string() }})
            as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('sample_employees') }}
),
{% endif %}
{#- one place says how each column is read; what cannot be read is kept as text, for the reject's reason -#}
{%- set pattern = parameter('census_date_format') -%}
{%- set dates = {} -%}
{%- for name in ['birth_date', 'hire_date', 'termination_date', 'census_date'] -%}
    {%- do dates.update({name: 'coalesce(' ~ iso_date(name) ~ ', ' ~ parse_date(name, pattern) ~ ')'}) -%}
{%- endfor -%}
{%- set is_active = [] -%}
{%- for text in parameter('census_active_values') or [] -%}
    {%- do is_active.append('lower(active_flag) = lower(' ~ sql_text(text | trim) ~ ')') -%}
{%- endfor -%}
{%- set readings = {
    'level_id': whole_number(number_text('level_id')),
    'current_compensation': decimal_number(number_text('current_compensation')),
    'age': 'try_cast(floor(' ~ decimal_number(number_text('age'), 9, 4) ~ ') as integer)',
    'birth_date': dates.birth_date,
    'tenure': 'try_cast(floor(' ~ decimal_number(number_text('tenure'), 9, 4) ~ ') as integer)',
    'hire_date': dates.hire_date,
    'termination_date': dates.termination_date,
    'census_year': whole_number('census_year'),
    'census_date': dates.census_date,
    'active_flag': '(' ~ is_active | join(' or ') ~ ')' if is_active else
        "case when lower(active_flag) in ('active', 'a') then true"
        ~ " when lower(active_flag) in ('inactive', 'terminated') then false"
        ~ ' else try_cast(active_flag as boolean) end'
} %}

readings as (
    select
        source_row,
        employee_id,
        job_title,
        {%- for name, reading in readings.items() %}
        {{ reading }} as {{ name }},
        {{ name }} as {{ name }}_text{% if not loop.last %},{% endif %}
        {%- endfor %}
    from given
),

final as (
    select
        employee_id,
        level_id,
        current_compensation,
        age,
        birth_date,
        tenure,
        hire_date,
        case when active_flag_text is null then true else active_flag end as active_flag,
        termination_date,
        job_title,
        census_year,
        census_date,
        source_row,
        nullif(concat_ws(
            '; ',
            {%- for name in readings %}
            case
                when
                    {{ name }} is null and {{ name }}_text is not null
                    then {{ sql_text("unreadable " ~ name ~ " '") }} || {{ name }}_text || {{ sql_text("'") }}
            end
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ), '') as unreadable_values
    from readings
)

select * from final
