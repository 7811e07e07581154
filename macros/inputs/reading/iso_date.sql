{% macro iso_date(text) -%}
    case
        when {{ text }} like '____-__-__' or {{ text }} like '____-__-__ %' or {{ text }} like '____-__-__T%'
            then try_cast(substr({{ text }}, 1, 10) as date)
    end
{%- endmacro %}
