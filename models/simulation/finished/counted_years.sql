-- As it stands: the years of int_workforce_years. While int_level_years simulates the other trials, it moves this view.
{{ config(materialized='view') }}

select * from {{ ref('int_workforce_years') }}
