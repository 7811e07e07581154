{% macro require_feasible_units(units) -%}
    {%- if execute and parameter('dimensions') -%}
        {%- set most, counts = 5000, [] -%}
        {%- for name in parameter('dimensions') -%}
            {%- do counts.append('count(distinct ' ~ quoted_name(name) ~ ')') -%}
        {%- endfor -%}
        {%- set found = run_query('select count(*), ' ~ counts | join(', ') ~ ' from ' ~ units).rows[0] -%}
        {%- set largest = namespace(name=none, distinct=0) -%}
        {%- for name in parameter('dimensions') -%}
            {%- if found[loop.index] > largest.distinct -%}
                {%- set largest.name, largest.distinct = name, found[loop.index] -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if found[0] > most -%}
            {% do raise_bad_input(
                '`dimensions`: got ' ~ thousands(found[0]) ~ ' units; must be at most ' ~ thousands(most) ~ '; `' ~ largest.name
                ~ '` has most values, ' ~ thousands(largest.distinct) ~ '; leave it out, or name a column with fewer'
            ) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
