{%- set only_when_named = ['job_title', 'census_year', 'census_date'] -%}
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
{%- set readings = {
    'level_id': whole_number('level_id'),
    'current_compensation': decimal_number('current_compensation'),
    'age': 'try_cast(floor(' ~ decimal_number('age', 9, 4) ~ ') as integer)',
    'birth_date': 'coalesce(' ~ iso_date('birth_date') ~ ', ' ~ parse_date('birth_date', pattern) ~ ')',
    'tenure': 'try_cast(floor(' ~ decimal_number('tenure', 9, 4) ~ ') as integer)',
    'hire_date': 'coalesce(' ~ iso_date('hire_date') ~ ', ' ~ parse_date('hire_date', pattern) ~ ')',
    'census_year': whole_number('census_year'),
    'census_date': 'coalesce(' ~ iso_date('census_date') ~ ', ' ~ parse_date('census_date', pattern) ~ ')',
    'active_flag': "case when lower(active_flag) in ('active', 'a') then true"
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
