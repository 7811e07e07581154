-- A row per unit and dimension. None without dimensions.
{{ config(materialized='ephemeral') }}
{%- for name in parameter('dimensions') %}
select
    unit_id,
    '{{ name }}' as dimension,
    {{ quoted_name(name) }} as value
from {{ ref('dim_units') }}
union all
{%- endfor %}
select
    unit_id,
    'none' as dimension,
    'none' as value
from {{ ref('dim_units') }}
where false
