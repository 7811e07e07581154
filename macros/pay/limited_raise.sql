{% macro limited_raise(raised, compensation, cola_rate, merit_maximum) -%}
    {#- few reach the maximum, and only they need the second product -#}
    case
        when {{ raised }} <= {{ merit_maximum }} then {{ raised }}
        else least({{ raised }}, greatest({{ raised_compensation(compensation, cola_rate) }}, {{ merit_maximum }}))
    end
{%- endmacro %}
