{#- check, severity, when, the value seen, what would be expected, what it means, what to do -#}
{%- set rules = [
    ('last_hire', "'warning'", 'most_days_since_last_hire > 75',
        "'the last hire of ' || cast(late_census as " ~ dbt.type_string() ~ ") || ' is ' || cast(most_days_since_last_hire as "
        ~ dbt.type_string() ~ ") || ' days before the day of its census'", 'hires until the day of the census',
        'Years of exposure, and with them all rates, may be those of another day.', 'Give the day as census_columns.census_date.'),
    ('half_leave', "'warning'", 'most_leave > 0.5',
        percent_text('most_leave') ~ " || ' of the people of ' || cast(leaving_census as " ~ dbt.type_string()
        ~ ") || ' are gone in the next census'", 'at most half', 'Either the ids do not last, or the file covers others than before.',
        'Look at rpt_panel_quality, and leave such years out with first_fitted_census_year.'),
    ('half_enter', "'warning'", 'most_enter > 0.5',
        percent_text('most_enter') ~ " || ' of the people of ' || cast(entering_census as " ~ dbt.type_string()
        ~ ") || ' are not in the census before'", 'at most half', 'Either the ids do not last, or the file covers others than before.',
        'Look at rpt_panel_quality, and leave such years out with first_fitted_census_year.'),
    ('growth_volatility', "'warning'", 'growth_volatility > 0.1',
        "'growth_volatility ' || " ~ decimal_text('growth_volatility', 3) ~ " || ' is large'", 'at most 0.1',
        'Does the file cover others than before, or seasons?', 'Leave them out, or set growth_volatility.'),
    ('termination_volatility', "'warning'", 'termination_volatility > 0.5',
        "'termination_volatility ' || " ~ decimal_text('termination_volatility', 3) ~ " || ' is large'", 'at most 0.5',
        'The days of the censuses may be wrong, so that a year has the exits of two.', 'Look at census_date in rpt_panel_quality.'),
    ('hire_dates_change', "'warning'", 'changed_hire_dates > 0.1 * stayers',
        percent_text('cast(changed_hire_dates as double) / stayers') ~ " || ' of those who stay have another hire date in the next census'",
        'one hire date each', 'Tenure starts again with each of them.', 'Give the first hire date of each employee, or their tenure.'),
    ('part_year_pay', "'warning'", 'first_raise > later_raise + 0.1',
        "'pay grows by ' || " ~ percent_text('first_raise') ~ " || ' in the first year of service and by ' || " ~ percent_text('later_raise')
        ~ " || ' later'", 'about the same', 'The file may have pay as paid. Hires then start too low.',
        'Give annual salaries. Raises are fitted without the first year.'),
    ('rejected_rows', "'warning'", 'most_rejected > 0.1',
        percent_text('most_rejected') ~ " || ' of the rows of ' || cast(rejecting_census as " ~ dbt.type_string() ~ ") || ' are rejected'",
        'at most 10 %', 'Rates are fitted without these people.', 'See stg_census_rejects for the reason of each row.'),
    ('levels_from_pay', "'warning'", 'levels_from_pay > 0.5 * people',
        amount_text('levels_from_pay') ~ " || ' of ' || " ~ amount_text('people') ~ " || ' levels follow from pay'",
        'levels from a column or from titles', 'No promotions are fitted, and people outgrow their band, so headcount and pay by level say little.',
        'Name a column as level_id or job_title.'),
    ('entry_pay', "'warning'", 'cola_rate < -0.02 or cola_rate > 0.1',
        "'the pay of new entries changes by ' || " ~ percent_text('cola_rate') ~ " || ' a year'", 'from -2 to 10 %',
        'The fitted cola_rate is this, and bands of a run grow by it.', 'Look at who enters, or set cola_rate.'),
    ('ages_drawn', "'note'", 'ages_imputed > 0.5 * people',
        amount_text('ages_imputed') ~ " || ' of ' || " ~ amount_text('people') ~ " || ' ages are drawn'", 'ages from the census',
        'No rate is fitted to ages.', 'Name a column as age or birth_date.'),
    ('few_intervals', "'note'", 'intervals < 5', "cast(intervals as " ~ dbt.type_string() ~ ") || ' intervals between censuses'", 'five or more',
        'How much years differ rests on what is usual as much as on the file.', 'See the widths of bands as a guess.'),
] -%}
{{ config(enabled=has_past_censuses()) }}
with

facts as (
    select * from {{ ref('int_panel_facts') }}
),

final as (
    {{- asked(rules, first_number=101) }}
)

select * from final
