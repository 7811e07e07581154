{% macro expected_ppb(factors=['level_rate', 'age_factor', 'tenure_factor']) -%}
    cast(round(cast(exposure as double) * {{ factors | join(' * ') }} * {{ billion() }}) as bigint)
{%- endmacro %}
