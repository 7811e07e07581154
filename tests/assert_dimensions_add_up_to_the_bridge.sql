{%- set counts = [
    'opening_headcount', 'hires', 'turnover', 'retirements', 'layoffs', 'new_hire_exits', 'closing_headcount', 'target_headcount'
] -%}
with

dimensions as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        dimension,
        {%- for count in counts %}
        sum({{ count }}) as {{ count }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('agg_workforce_by_dimension') }}
    group by scenario_id, replication_id, simulation_year, dimension
),

bridge as (
    select * from {{ ref('fct_headcount_bridge') }}
)

select
    bridge.*,
    dimensions.dimension
from dimensions
inner join bridge
    on dimensions.scenario_id = bridge.scenario_id
    and dimensions.replication_id = bridge.replication_id
    and dimensions.simulation_year = bridge.simulation_year
where
    {%- for count in counts %}
    dimensions.{{ count }} <> bridge.{{ count }}{{ ' or' if not loop.last }}
    {%- endfor %}
