{% macro parameter_problems(given) -%}
    {%- set given, most = plain_input(given), 20 -%}
    {%- set unknown, wrong = [], [] -%}
    {%- for names, declaration, value, known in parameter_entries(given) -%}
        {%- set place = '`' ~ printed(names) ~ '`: ' -%}
        {%- if declaration is none and unknown | length >= most -%}
            {%- do unknown.append('not shown') -%}
        {%- elif declaration is none and names[-1] in declared_parameters() and names | length == 3 -%}
            {%- do unknown.append(place ~ 'cannot differ between scenarios, must be set at the top level') -%}
        {%- elif declaration is none -%}
            {%- do unknown.append(place ~ 'unknown name, did you mean `' ~ nearest_name(names[-1][:80], known) ~ '`?') -%}
        {%- elif not value_is_allowed(declaration, value) -%}
            {%- do wrong.append(place ~ 'got ' ~ shown(value) ~ '; must be ' ~ allowed_values(declaration)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set problems = unknown + wrong or contradictions(given) -%}
    {%- set more = ['and ' ~ (problems | length - most) ~ ' more'] if problems | length > most else [] -%}
    {{ return(problems[:most] + more) }}
{%- endmacro %}
