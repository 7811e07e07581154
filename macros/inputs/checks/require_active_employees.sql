{% macro require_active_employees(baseline, rejects) -%}
    {%- if execute and run_query('select count(*) from ' ~ baseline).columns[0].values()[0] == 0 -%}
        {%- set count = run_query('select count(*) from ' ~ rejects).rows[0][0] -%}
        {%- set example = texts_of('reasons', '(select min(reasons) as reasons from ' ~ rejects ~ ') as first_of_them') -%}
        {% do raise_bad_input(
            'No active employees in baseline data; ' ~ count ~ ' rows of the census were rejected'
            ~ (' (for example: ' ~ printed(example) ~ ')' if count else '')
            ~ '; check census_path, census_columns and the column active_flag'
        ) %}
    {%- endif -%}
{%- endmacro %}
