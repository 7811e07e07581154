{% macro promotion_hazard(promotion_ppb, shock) -%}
    case
        when {{ shock }} = 1 then {{ promotion_ppb }}
        else least(cast(round(cast({{ promotion_ppb }} as double) * cast({{ shock }} as double)) as bigint), {{ billion() }})
    end
{%- endmacro %}
