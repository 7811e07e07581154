-- The SQL is that of one year. `yearly` runs it once per simulated year, with last_year and this_year moved on in between.
-- depends_on: {{ ref('last_year') }}, {{ ref('this_year') }}, {{ ref('int_workforce_opening') }}, {{ ref('int_trial_years') }}
{{ config(
    materialized='yearly',
    pre_hook="{{ require_representable_pay(ref('baseline_workforce'), ref('job_levels'), ref('int_raise_rates'), ref('int_trial_years')) }}"
) }}

select * from {{ ref('int_year_outcomes') }}
