{% macro require_baseline_census(census) -%}
    {%- if execute and parameter('census_columns').census_year -%}
        {%- set years, earlier = [], [] -%}
        {%- for year in run_query('select distinct census_year from ' ~ census ~ ' order by census_year').columns[0].values() -%}
            {%- do years.append(year | int) -%}
            {%- do earlier.append(year) if (parameter('first_fitted_census_year') or 0) <= year < baseline_year() -%}
        {%- endfor -%}
        {%- set there = '; the file has ' ~ (years | join(', ') or 'no usable rows') -%}
        {%- if baseline_year() not in years -%}
            {% do raise_bad_input(
                '`baseline_census_year`: got ' ~ baseline_year() ~ '; must be the year of a census with usable rows' ~ there
            ) %}
        {%- elif uses_fitted_rates() and not earlier -%}
            {% do raise_bad_input(
                '`hazards_from`: there is nothing to fit rates to before the census of ' ~ baseline_year() ~ '; must have an earlier one,'
                ~ ' not before first_fitted_census_year' ~ there
            ) %}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
