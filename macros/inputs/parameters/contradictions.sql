{% macro contradictions(given) -%}
    {%- set declared, problems, firsts, lasts = declared_parameters(), [], [], [] -%}
    {%- set scenarios = given.get('scenarios', declared.scenarios.default) -%}
    {%- set year_column = given.get('census_columns', {}).census_year -%}
    {%- set needs_censuses = '; must come with past censuses, whose year is named in census_columns.census_year' -%}
    {%- for name, declaration in declared.items() if declaration.needs is defined and given.get(declaration.needs) is none -%}
        {%- if given.get(name, declaration.default) != declaration.default -%}
            {%- do problems.append('`' ~ name ~ '`: got ' ~ shown(given[name]) ~ '; must come with ' ~ declaration.needs) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in ['baseline_census_year', 'first_fitted_census_year'] if not year_column and given.get(name) is not none -%}
        {%- do problems.append('`' ~ name ~ '`: got ' ~ given[name] ~ needs_censuses) -%}
    {%- endfor -%}
    {%- for scenario_id, overrides in scenarios.items() -%}
        {%- set own = overrides or {} -%}
        {%- set hazards_from = own.get('hazards_from') or given.get('hazards_from', 'assumptions') -%}
        {%- set end_year = own.get('end_year', given.get('end_year', declared.end_year.default)) -%}
        {%- set start_year = own.get('start_year', given.get('start_year', declared.start_year.default)) -%}
        {%- set path = printed(['scenarios', scenario_id]) ~ '.' -%}
        {%- do firsts.append(start_year) -%}
        {%- do lasts.append(end_year) -%}
        {%- do problems.extend(years_out_of_plan(path, own, start_year, end_year)) -%}
        {%- if hazards_from != 'assumptions' and not year_column -%}
            {%- do problems.append(
                '`' ~ (path if 'hazards_from' in own else '') ~ 'hazards_from`: got "' ~ hazards_from ~ '"' ~ needs_censuses
            ) -%}
        {%- endif -%}
        {%- for name, year in {'start_year': start_year, 'end_year': end_year}.items() if not given.get('historical', false) -%}
            {%- set first, last = declared[name].usual -%}
            {%- if not first <= year <= last -%}
                {%- do problems.append(
                    '`' ~ (path if name in own else '') ~ name ~ '`: got ' ~ year ~ '; must be from ' ~ first ~ ' to ' ~ last
                    ~ ', or any year with historical: true'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {#- a scenario's own separation_rate takes the place of a rate for all, and nothing else does -#}
        {%- set shared = none if 'separation_rate' in own or given.get('total_termination_rate') == declared.total_termination_rate.default
            else given.get('total_termination_rate') -%}
        {%- set total = own.get('total_termination_rate', shared) -%}
        {%- if own.get('separation_rate', given.get('separation_rate')) is not none and total is not none -%}
            {%- do problems.append(
                '`' ~ (path if 'total_termination_rate' in own else '') ~ 'total_termination_rate`: got ' ~ total
                ~ '; must be left out with separation_rate, which replaces it'
            ) -%}
        {%- endif -%}
        {%- if end_year <= start_year -%}
            {%- do problems.append(
                '`' ~ (path if 'start_year' in own or 'end_year' in own else '') ~ 'end_year`: got ' ~ end_year
                ~ '; must be after start_year (' ~ start_year ~ ')'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do problems.extend(years_out_of_plan('', given, firsts | min, lasts | max)) -%}
    {{ return(problems | unique(true) | list) }}
{%- endmacro %}
