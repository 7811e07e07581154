{%- set path = parameter('census_path') -%}
{%- set file = read_file(path, 'census_path') if path else sample_file() -%}
{%- set columns = census_columns_found(file) -%}
with

given as (
    select
        source_row,
        {%- for name in declared_parameters().census_columns.names %}
        cast({{ columns.get(name, 'null') }} as {{ dbt.type_string() }}) as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
        {%- for name in parameter('dimensions') %},
        cast({{ columns.get('dimension_' ~ name, 'null') }} as {{ dbt.type_string() }}) as dimension_{{ name }}
        {%- endfor %}
    from {{ file.rows }}
),

final as (
    select
        source_row,
        {%- for name in declared_parameters().census_columns.names %}
        nullif(trim({{ name }}), '') as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
        {%- for name in parameter('dimensions') %},
        nullif(trim(dimension_{{ name }}), '') as dimension_{{ name }}
        {%- endfor %}
    from given
)

select * from final
