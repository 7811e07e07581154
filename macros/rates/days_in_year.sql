{% macro days_in_year(year) -%}
    case
        when {{ year }} % 400 = 0 then 366
        when {{ year }} % 4 = 0 and {{ year }} % 100 <> 0 then 366
        else 365
    end
{%- endmacro %}
