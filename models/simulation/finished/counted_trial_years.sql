-- As it stands: the years of the detailed trials. While int_level_years simulates the other trials, it moves this view.
{{ config(materialized='view') }}

select * from {{ ref('int_trial_years') }}
where is_detailed
