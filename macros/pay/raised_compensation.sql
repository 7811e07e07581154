{% macro raised_compensation(compensation, raise_rate) -%}
    cast({{ compensation }} * (1 + {{ raise_rate }}) as {{ money_type() }})
{%- endmacro %}
