{%- set read_columns = [
    'level_id', 'current_compensation', 'age', 'birth_date', 'tenure', 'hire_date', 'termination_date', 'census_year', 'census_date',
    'active_flag', 'pay_period', 'fte'
] -%}
with

texts as (
    select * from {{ ref('int_census_texts') }}
),

readings as (
    select
        source_row,
        employee_id,
        job_title,
        {{ whole_number(number_text('level_id')) }} as level_id,
        {{ decimal_number(number_text('current_compensation')) }} as current_compensation,
        try_cast(floor({{ decimal_number(number_text('age'), 9, 4) }}) as integer) as age,
        {{ census_day('birth_date') }} as birth_date,
        try_cast(floor({{ decimal_number(number_text('tenure'), 9, 4) }}) as integer) as tenure,
        {{ census_day('hire_date') }} as hire_date,
        {{ census_day('termination_date') }} as termination_date,
        {{ whole_number('census_year') }} as census_year,
        {{ census_day('census_date') }} as census_date,
        {{ is_employed('active_flag') }} as active_flag,
        {{ periods_a_year('pay_period') }} as pay_period,
        {{ decimal_number(number_text('fte'), 9, 4) }} as fte,
        {%- for name in read_columns %}
        {{ name }} as {{ name }}_text{% if not loop.last %},{% endif %}
        {%- endfor %}
    from texts
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
        pay_period,
        fte,
        source_row,
        nullif(concat_ws(
            '; ',
            {%- for name in read_columns %}
            case
                when {{ name }} is null and {{ name }}_text is not null
                    then {{ sql_text('unreadable ' ~ name ~ " '") }} || {{ name }}_text || {{ sql_text("'") }}
            end{% if not loop.last %},{% endif %}
            {%- endfor %}
        ), '') as unreadable_values
    from readings
)

select * from final
