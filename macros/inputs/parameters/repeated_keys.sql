{# YAML keeps the last of two values for a key, so the command says whether there were two. The runner gives none twice. #}
{% macro repeated_keys(given) -%}
    {%- set text, problems = (invocation_args_dict.get('invocation_command', '').split('--vars', 1) + [''])[1], [] -%}
    {%- set scenarios = given.get('scenarios') or {} -%}
    {%- for name in (declared_parameters() if text else []) -%}
        {%- set known = [given] + ((scenarios.values() if scenarios is mapping else []) | select('mapping') | list) -%}
        {%- set known = known | selectattr(name, 'defined') | list | length -%}
        {%- if modules.re.findall('[{,\\s"\']' ~ name ~ '["\']?\\s*:', text) | length > known > 0 -%}
            {%- do problems.append('`' ~ name ~ '`: is there more than once; must be given once') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro %}
