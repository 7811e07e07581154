-- The detailed trials are counted from int_workforce_years. `batched` simulates the others, some at a time, by the SQL below,
-- which is that of one year, and keeps of each year only what int_level_counts counts.
-- depends_on: {{ ref('int_level_counts') }}, {{ ref('counted_years') }}, {{ ref('counted_trial_years') }}
-- depends_on: {{ ref('last_year') }}, {{ ref('this_year') }}
-- depends_on: {{ ref('int_workforce_opening') }}, {{ ref('int_trial_years') }}, {{ ref('int_workforce_years') }}
{{ config(materialized='batched') }}

select * from {{ ref('int_year_outcomes') }}
