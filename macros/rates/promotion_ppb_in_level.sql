{% macro promotion_ppb_in_level(promotion_ppb, promotion_factor) -%}
    case
        when {{ promotion_factor }} is null then {{ promotion_ppb }}
        else least(cast(round({{ promotion_ppb }} * {{ promotion_factor }}) as bigint), {{ billion() }})
    end
{%- endmacro %}
