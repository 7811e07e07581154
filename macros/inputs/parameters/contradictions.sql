{% macro crossed_values(given) -%}
    {%- set declared, problems = declared_parameters(), [] -%}
    {%- set scenarios = given.get('scenarios', declared.scenarios.default) -%}
    {%- set year_column = given.get('census_columns', {}).census_year -%}
    {%- if year_column and given.get('census_path') is none -%}
        {%- do problems.append(
            '`census_columns.census_year`: got ' ~ shown_value(year_column) ~ '; needs census_path, the file that has it'
        ) -%}
    {%- elif not year_column -%}
        {#- only a file with several censuses has a year to start from and rates to fit -#}
        {%- set needs = '; needs past censuses: name the column of the year in census_columns.census_year' -%}
        {%- for name in ['baseline_census_year', 'first_fitted_census_year'] if given.get(name) is not none -%}
            {%- do problems.append('`' ~ name ~ '`: got ' ~ given[name] ~ needs) -%}
        {%- endfor -%}
        {%- for scenario_id, overrides in scenarios.items() -%}
            {%- set own = (overrides or {}).get('hazards_from') -%}
            {%- set value = own or given.get('hazards_from', 'assumptions') -%}
            {%- set path = path_of(['scenarios', scenario_id, 'hazards_from'] if own else ['hazards_from']) -%}
            {%- set message = '`' ~ path ~ '`: got "' ~ value ~ '"' ~ needs -%}
            {%- if value != 'assumptions' and message not in problems -%}
                {%- do problems.append(message) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set top = {} -%}
    {%- for name in ['start_year', 'end_year'] -%}
        {%- do top.update({name: given.get(name, declared[name].default)}) -%}
    {%- endfor -%}
    {%- for scenario_id, overrides in scenarios.items() -%}
        {%- set years = dict(top, **(overrides or {})) -%}
        {%- set own = 'start_year' in (overrides or {}) or 'end_year' in (overrides or {}) -%}
        {%- set path = path_of(['scenarios', scenario_id, 'end_year'] if own else ['end_year']) -%}
        {%- set message = '`' ~ path ~ '`: got ' ~ years.end_year ~ '; must be after start_year (' ~ years.start_year ~ ')' -%}
        {%- if years.end_year <= years.start_year and message not in problems -%}
            {%- do problems.append(message) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro %}
