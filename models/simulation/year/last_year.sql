-- As it stands: the opening of each trial's first year. `yearly` moves this view on, one year at a time, while it builds.
{{ config(materialized='view') }}

select * from {{ ref('int_workforce_opening') }}
