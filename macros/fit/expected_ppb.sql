{% macro expected_ppb(factors=['level_rate', 'age_factor', 'tenure_factor']) -%}
    cast(round(cast(exposure as double) * {{ factors | join(' * ') }} * 1000000000) as bigint)
{%- endmacro %}
