{% macro asked(rules, first_number=1, columns=[]) -%}
    {%- for check, severity, condition, seen, expected, meaning, advice in rules %}
    select
        cast({{ first_number + loop.index0 }} as integer) as check_order,
        cast('{{ check }}' as {{ dbt.type_string() }}) as check_name,
        cast({{ severity }} as {{ dbt.type_string() }}) as severity,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        cast({{ seen }} as {{ dbt.type_string() }}) as seen,
        cast({{ expected if '||' in expected else sql_text(expected) }} as {{ dbt.type_string() }}) as expected,
        cast({{ sql_text(meaning) }} as {{ dbt.type_string() }}) as meaning,
        cast({{ sql_text(advice) }} as {{ dbt.type_string() }}) as advice
    from facts
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
