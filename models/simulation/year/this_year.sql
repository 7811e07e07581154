-- As it stands: the plan of each trial's first year. `yearly` moves this view on, one year at a time, while it builds.
{{ config(materialized='view') }}

select * from {{ ref('int_trial_years') }}
where is_first_year
