{#
    The path of a file as a text literal that an engine's readers take for that file alone. DuckDB takes addresses for
    downloads and * ? [ for patterns; the first are refused, the second escaped. Spark is left to read what its cluster
    can read.
#}
{% macro file_literal(path, place) -%}
    {{ return(adapter.dispatch('file_literal', 'planwise')(path, place)) }}
{%- endmacro %}

{% macro default__file_literal(path, place) -%}
    {%- if modules.re.match('[A-Za-z][A-Za-z0-9+.-]+:/', path) -%}
        {% do raise_bad_input(place ~ ': is an address; must be a file on this machine: download it first') %}
    {%- endif -%}
    {%- set is_pattern = modules.re.search('[*?[]', path) is not none -%}
    {%- if is_pattern and '\\' in path -%}
        {% do raise_bad_input(
            place ~ ': has a backslash and one of * ? [ in its path, and DuckDB cannot open such files; rename it'
        ) %}
    {%- endif -%}
    {%- set local = path if path[0] in '/~' else './' ~ path -%}
    {{ return(sql_text(modules.re.sub('([*?[])', '[\\1]', local))) }}
{%- endmacro %}

{% macro spark__file_literal(path, place) -%}
    {{ return(sql_text(path)) }}
{%- endmacro %}
