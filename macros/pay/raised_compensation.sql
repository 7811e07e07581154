{% macro raised_compensation(compensation, raise_rate) -%}
    cast(cast({{ compensation }} as decimal(20, 2)) * (1 + {{ raise_rate }}) as {{ money_type() }})
{%- endmacro %}
