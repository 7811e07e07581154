{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}

{%- if quote_columns is not boolean -%}
    {{ exceptions.raise_compiler_error(
        "unique_combination_of_columns: `quote_columns` must be true or false (got '" ~ quote_columns ~ "')."
    ) }}
{%- endif -%}

{%- set key_columns = [] -%}
{%- for column in combination_of_columns -%}
    {%- do key_columns.append(adapter.quote(column) if quote_columns else column) -%}
{%- endfor -%}
{%- set key = key_columns | join(', ') %}

select {{ key }}, count(*) as row_count
from {{ model }}
group by {{ key }}
having count(*) > 1

{% endtest %}
