{% macro student_t_95(degrees_of_freedom) -%}
    {%- set terms = ['1.644854e0', '1.523769e0', '1.420203e0', '0.983002e0', '0.433876e0', '0.217019e0', '0.091029e0'] -%}
    {#- Horner's scheme in 1 / degrees: the same IEEE steps on every engine -#}
    {%- set polynomial = namespace(sql=terms[-1]) -%}
    {%- for term in terms[:-1] | reverse -%}
        {%- set polynomial.sql = '(' ~ term ~ ' + (' ~ polynomial.sql ~ ') / (' ~ degrees_of_freedom ~ '))' -%}
    {%- endfor -%}
    {{- polynomial.sql -}}
{%- endmacro %}
