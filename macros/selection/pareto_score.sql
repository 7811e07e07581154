{% macro pareto_score(draw, probability) -%}
    case
        when {{ probability }} >= 1 then 0e0
        when {{ probability }} <= 0 then 1e30 * (1 + {{ draw }})
        else ({{ draw }} / (1 - {{ draw }})) * ((1 - {{ probability }}) / {{ probability }})
    end
{%- endmacro %}
