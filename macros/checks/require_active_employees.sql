{% macro require_active_employees(baseline, rejects) -%}
    {%- if execute and run_query('select count(*) from ' ~ baseline).columns[0].values()[0] == 0 -%}
        {%- set counts = run_query(
            'select count(*), min(reasons) from ' ~ rejects
        ).rows[0] -%}
        {% do raise_bad_input(
            'No active employees in baseline data; ' ~ counts[0] ~ ' rows of the census were rejected'
            ~ (' (for example: ' ~ counts[1] ~ ')' if counts[0] else '')
            ~ '; check census_path, census_columns and the column active_flag'
        ) %}
    {%- endif -%}
{%- endmacro %}
