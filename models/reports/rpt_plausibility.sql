{#- check, severity, when, the value seen, what would be expected, what it means, what to do -#}
{%- set has_census = '' if parameter('census_path') else 'false and ' -%}  {#- the sample is made up -#}
{%- set rules = [
    ('rejected_rows', "case when rows_rejected > 0.01 * rows_read then 'warning' else 'note' end", 'rows_rejected > 0',
        amount_text('rows_rejected') ~ " || ' of ' || " ~ amount_text('rows_read') ~ " || ' rows of the census'", 'at most 1 %',
        'The projection starts without these people.', 'See stg_census_rejects for the reason of each row.'),
    ('planned_events', "'warning'", 'impossible_events > 0',
"'employee_id of ' || " ~ amount_text('impossible_events') ~ " || ' planned exits'", 'people who are active in the census',
        'These exits do not happen.', 'See planned_event_rejects for the reason of each.'),
    ('census_date', "'warning'", 'census_days_before_start not between -31 and 59',
        "'the census of ' || census_day || ', ' || cast(census_days_before_start as " ~ dbt.type_string() ~ ") || ' days before the end of '
        || cast(" ~ baseline_year() ~ " as " ~ dbt.type_string() ~ ")", 'within 60 days',
        'What happened between the two days is not in the projection.', 'Take a census nearer to the start, or set start_year nearer to the census.'),
    ('ages_drawn', "'note'", 'ages_imputed > 0',
        amount_text('ages_imputed') ~ " || ' of ' || " ~ amount_text('people') ~ " || ' ages'", 'ages from the census',
        'These ages are drawn, so what depends on age is an assumption.', 'Name a column as age or birth_date.'),
    ('people_without_unit', "case when without_unit > 0.1 * people then 'warning' else 'note' end", 'without_unit > 0.01 * people',
        amount_text('without_unit') ~ " || ' of ' || " ~ amount_text('people') ~ " || ' people'", 'a value of each name in dimensions',
        'They are planned as the unit unknown.', 'Fill the column in the census, or leave the name out of dimensions.'),
    ('pay_period', "'warning'", 'low_salaries > 0.005 * people or median_pay < 1000',
        "case when median_pay < 1000 then 'half of the salaries below ' || " ~ amount_text('median_pay') ~ " || ' a year' else "
        ~ amount_text('low_salaries') ~ " || ' salaries below 5 % of the median of ' || " ~ amount_text('median_pay') ~ " end",
        'salaries of one period', 'Hourly or monthly pay may be taken for annual salaries.',
        'Set census_pay_period, census_hourly_below or census_columns.pay_period.'),
    ('pay_outside_bands', "'warning'", 'outside_bands > 0.25 * people',
        percent_text('cast(outside_bands as double) / people') ~ " || ' of salaries'", 'at most 25 % outside the band of their level',
        'The table job_levels is hardly that of this workforce.', 'Give your own with assumptions.job_levels. planwise init makes one.'),
    ('hires_of_the_first_year', "'warning'", has_census ~ 'people >= 50 and hired_lately > 0 and hires not between hired_lately / 1.5 and hired_lately * 1.5',
        amount_text('hires') ~ " || ' hires of ' || cast(start_year as " ~ dbt.type_string() ~ ") || ' who stay'",
        "'about ' || " ~ amount_text('hired_lately') ~ " || ', the people of the census with less than a year of tenure'",
        'The plan hires at another pace than the employer did.',
        'Look at target_growth_rate, total_termination_rate and new_hire_termination_rate.'),
    ('separation_rate_of_scenarios', "'warning'", 'other_paces > 0',
        amount_text('other_paces') ~ " || ' of the scenarios with separation_rate hire at another pace than the first'", 'one pace for all of them',
        'The rate counts exits of hires, so where fewer are hired more of the others leave.', 'Compare such plans with total_termination_rate.'),
    ('fitted_exits_are_scaled', "'note'", "hazards_from <> 'assumptions' and exit_rate is not null",
        "'the plan has exits of ' || " ~ percent_text('exit_rate') ~ " || ' a year'", 'as many as the fitted rates say',
        'The plan says how many leave, and the fitted rates only who.', 'Set total_termination_rate: null to use the fitted rates as they are.'),
    ('promotions_double_pay', "'warning'", 'doubled_salaries > 0',
        amount_text('doubled_salaries') ~ " || ' of ' || " ~ amount_text('promotions') ~ " || ' promotions'", 'none that doubles a salary',
        'The minimum of the next level is far above the pay of those promoted.', 'Lower promotion_raise_cap, or the minima in job_levels.'),
    ('promotions_capped', "'note'", 'capped_promotions > 0.25 * promotions',
        amount_text('capped_promotions') ~ " || ' of ' || " ~ amount_text('promotions') ~ " || ' promotions'",
        'at most 25 % cut by promotion_raise_cap', 'These people stay under the minimum of their new level.',
        'Lower the minima in job_levels, or raise promotion_raise_cap.'),
    ('promotions_lifted', "'note'", has_census ~ 'lifted_promotions > 0.8 * promotions and capped_promotions <= 0.25 * promotions',
        amount_text('lifted_promotions') ~ " || ' of ' || " ~ amount_text('promotions') ~ " || ' promotions'",
        'at most 80 % above promotion_raise_rate', 'The minimum of the new level decides their pay, and not the rate.',
        'Look at the minima in job_levels, which grow with cola_rate or band_growth.'),
    ('average_pay', "'note'", 'avg_pay_growth > raise_rate + 0.02 or avg_pay_growth < cola_rate - 0.02',
        "'average pay changes by ' || " ~ percent_text('avg_pay_growth') ~ " || ' a year'",
        "'cola of ' || " ~ percent_text('cola_rate') ~ " || ' to raises of ' || " ~ percent_text('raise_rate') ~ " || ' a year'",
        'Hires, exits and promotions change who is in which level, and that moves the average.', 'See agg_workforce_by_level.'),
    ('merit_stops', "'note'", 'stopped_raises > 0.25 * raises_given',
        amount_text('stopped_raises') ~ " || ' of ' || " ~ amount_text('raises_given') ~ " || ' raises in the last year'",
        'at most 25 % cut at the maximum of a band', 'These people get cola with less merit or none, so raises fall over the years.',
        'Raise the maxima in job_levels, or set band_growth or band_maximum.'),
    ('levels_that_empty', "'warning'", 'emptied_levels is not null', 'emptied_levels', 'people in each level at the end',
        'More people leave these levels than come.', 'Look at hazards and hire_profiles for them.'),
    ('levels_that_double', "'warning'", 'doubled_levels is not null', 'doubled_levels', 'at most twice the people by the end',
        'More people come to these levels than leave.', 'Look at hazards and hire_profiles for them.'),
    ('turnover_of_levels', "'warning'", 'leaving_levels is not null', 'leaving_levels', 'at most three times the turnover of all',
        'The rates of these levels are far from the others.', 'Look at hazards for them.'),
] -%}
with

rejects as (
    select count(distinct employee_id) as impossible_events from {{ ref('planned_event_rejects') }}
),

facts as (
    select
        facts.*,
        rejects.impossible_events
    from {{ ref('int_plausibility_facts') }} as facts
    cross join rejects
),

final as (
    {{- asked(rules, columns=['scenario_id']) }}
    {%- if has_past_censuses() %}
    union all
    select
        questions.check_order,
        questions.check_name,
        questions.severity,
        scenarios.scenario_id,
        questions.seen,
        questions.expected,
        questions.meaning,
        questions.advice
    from {{ ref('rpt_panel_questions') }} as questions
    cross join {{ ref('int_scenario_parameters') }} as scenarios
    where scenarios.scenario_order = 1 and scenarios.hazards_from <> 'assumptions'
        and questions.check_name <> 'ages_drawn'  -- asked above
    {%- endif %}
)

select * from final
