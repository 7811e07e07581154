{% macro select_ephemeral(model_name) -%}
    {%- set needed = namespace(ctes=[], sql='select * from __dbt__cte__' ~ model_name) -%}
    {%- for cte in model.extra_ctes | reverse -%}
        {%- if cte.sql.strip().split(' as (', 1)[0] in needed.sql -%}
            {%- set needed.ctes = [cte.sql] + needed.ctes -%}
            {%- set needed.sql = cte.sql ~ needed.sql -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({
        'ctes': needed.ctes,
        'sql': 'with ' ~ needed.ctes | join(',\n') ~ '\nselect * from __dbt__cte__' ~ model_name
    }) }}
{%- endmacro %}
