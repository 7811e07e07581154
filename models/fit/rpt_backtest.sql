{{ config(enabled=has_past_censuses()) }}
{%- set baseline_year = parameter('baseline_census_year') or parameter('start_year') - 1 -%}
{%- set quantiles = {'p5': '5e-2', 'p25': '25e-2', 'p50': '5e-1', 'p75': '75e-2', 'p95': '95e-2'} -%}
with

people as (
    select
        census_year,
        census_date,
        level_id,
        tenure,
        compensation
    from {{ ref('stg_census_data') }}
    where active_flag = true and census_year >= {{ baseline_year }}
),

transitions as (
    select * from {{ ref('int_panel_transitions') }}
),

rates as (
    select * from {{ ref('rpt_fitted_rates') }}
),

job_levels as (
    select * from {{ ref('job_levels') }}
),

trial_years as (
    select
        trial_id,
        scenario_id,
        simulation_year,
        simulation_year - min(simulation_year) over (partition by trial_id) + {{ baseline_year + 1 }} as census_year
    from {{ ref('int_trial_years') }}
    where is_detailed
),

years as (
    select
        trial_id,
        simulation_year,
        opening_level_id,
        level_id,
        tenure,
        compensation,
        exit_code
    from {{ ref('int_workforce_years') }}
),

bands as (
    select
        from_years,
        to_years
    from rates
    where decision = 'termination' and dimension = 'tenure'
),

groups as (
    select
        'all' as dimension,
        0 as group_id,
        'all' as group_name
    union all
    select
        'level' as dimension,
        level_id as group_id,
        level_name as group_name
    from job_levels
    union all
    select
        'tenure' as dimension,
        from_years as group_id,
        case
            when to_years is null then cast(from_years as {{ dbt.type_string() }}) || ' years and more'
            when to_years = from_years then cast(from_years as {{ dbt.type_string() }}) || ' years'
            else cast(from_years as {{ dbt.type_string() }}) || ' to ' || cast(to_years as {{ dbt.type_string() }}) || ' years'
        end as group_name
    from bands
),

{# the day that a projected year ends: the baseline's, so many years later; a census taken later is interpolated back #}
census_days as (
    select
        census_year,
        max(census_date) as census_date,
        lag(census_year) over (order by census_year) as previous_year,
        lag(max(census_date)) over (order by census_year) as previous_date,
        min(max(census_date)) over () as baseline_date
    from people
    group by census_year
),

weights as (
    select
        census_year,
        greatest(least(
            ({{ days_between('baseline_date', 'previous_date') }} * -1 + (census_year - {{ baseline_year }}) * 365.25e0)
            / {{ days_between('previous_date', 'census_date') }}, 1e0
        ), 0e0) as weight
    from census_days
    where census_year > {{ baseline_year }} and previous_year = census_year - 1
),

actual_people as (
    select
        people.census_year,
        people.level_id,
        bands.from_years as tenure_from,
        count(*) as headcount,
        cast(sum(people.compensation) as double) as pay
    from people
    inner join bands
        on people.tenure >= bands.from_years
        and (people.tenure <= bands.to_years or bands.to_years is null)
    group by people.census_year, people.level_id, bands.from_years
),

actual_exits as (
    select
        transitions.next_year as census_year,
        transitions.is_fitted,
        transitions.level_id,
        bands.from_years as tenure_from,
        max(transitions.interval_years) as interval_years,
        sum(case when transitions.is_exit then 1 else 0 end) as exits
    from transitions
    inner join bands
        on transitions.tenure >= bands.from_years
        and (transitions.tenure <= bands.to_years or bands.to_years is null)
    where transitions.next_year >= {{ baseline_year }}
    group by transitions.next_year, transitions.is_fitted, transitions.level_id, bands.from_years
),

census_cells as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'tenure': 'tenure_from'}.items() %}
    select
        census_year,
        '{{ dimension }}' as dimension,
        {{ group_id }} as group_id,
        sum(headcount) as headcount,
        sum(pay) / sum(headcount) as average_pay
    from actual_people
    group by census_year{{ ', ' ~ group_id if dimension != 'all' }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

exit_cells as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'tenure': 'tenure_from'}.items() %}
    select
        census_year,
        is_fitted,
        '{{ dimension }}' as dimension,
        {{ group_id }} as group_id,
        cast(sum(exits) as double) as exits,
        cast(max(interval_years) as double) as interval_years
    from actual_exits
    group by census_year, is_fitted{{ ', ' ~ group_id if dimension != 'all' }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

spine as (
    select
        weights.census_year,
        weights.weight,
        groups.dimension,
        groups.group_id,
        groups.group_name
    from weights
    cross join groups
),

actual as (
    select
        spine.census_year,
        'headcount' as measure,
        spine.dimension,
        spine.group_id,
        spine.group_name,
        coalesce(before.headcount, 0) + spine.weight * (coalesce(after.headcount, 0) - coalesce(before.headcount, 0)) as actual,
        cast(coalesce(baseline.headcount, 0) as double) as last_year_repeated
    from spine
    left join census_cells as before
        on spine.census_year - 1 = before.census_year
        and spine.dimension = before.dimension
        and spine.group_id = before.group_id
    left join census_cells as after
        on spine.census_year = after.census_year
        and spine.dimension = after.dimension
        and spine.group_id = after.group_id
    left join census_cells as baseline
        on baseline.census_year = {{ baseline_year }}
        and spine.dimension = baseline.dimension
        and spine.group_id = baseline.group_id

    union all

    select
        spine.census_year,
        'average pay' as measure,
        spine.dimension,
        spine.group_id,
        spine.group_name,
        before.average_pay + spine.weight * (after.average_pay - before.average_pay) as actual,
        baseline.average_pay as last_year_repeated
    from spine
    inner join census_cells as before
        on spine.census_year - 1 = before.census_year
        and spine.dimension = before.dimension
        and spine.group_id = before.group_id
    inner join census_cells as after
        on spine.census_year = after.census_year
        and spine.dimension = after.dimension
        and spine.group_id = after.group_id
    inner join census_cells as baseline
        on baseline.census_year = {{ baseline_year }}
        and spine.dimension = baseline.dimension
        and spine.group_id = baseline.group_id
    where spine.dimension <> 'tenure'

    union all

    select
        spine.census_year,
        'exits' as measure,
        spine.dimension,
        spine.group_id,
        spine.group_name,
        coalesce(exit_cells.exits, 0e0) * spine.weight as actual,
        coalesce(last_exits.exits / last_exits.interval_years, 0e0) as last_year_repeated
    from spine
    left join exit_cells
        on spine.census_year = exit_cells.census_year
        and not exit_cells.is_fitted
        and spine.dimension = exit_cells.dimension
        and spine.group_id = exit_cells.group_id
    left join exit_cells as last_exits
        on last_exits.is_fitted
        and spine.dimension = last_exits.dimension
        and spine.group_id = last_exits.group_id
),

projected_people as (
    select
        years.trial_id,
        years.simulation_year,
        case when years.exit_code = 0 then years.level_id else years.opening_level_id end as level_id,
        bands.from_years as tenure_from,
        sum(case when years.exit_code = 0 then 1 else 0 end) as headcount,
        sum(case when years.exit_code = 0 then years.compensation end) as pay,
        sum(case when years.exit_code in (1, 2) then 1 else 0 end) as exits
    from years
    inner join bands
        on years.tenure - (case when years.exit_code = 0 then 0 else 1 end) >= bands.from_years
        and (years.tenure - (case when years.exit_code = 0 then 0 else 1 end) <= bands.to_years or bands.to_years is null)
    group by
        years.trial_id,
        years.simulation_year,
        case when years.exit_code = 0 then years.level_id else years.opening_level_id end,
        bands.from_years
),

projected_cells as (
    {%- for dimension, group_id in {'all': '0', 'level': 'level_id', 'tenure': 'tenure_from'}.items() %}
    select
        trial_id,
        simulation_year,
        '{{ dimension }}' as dimension,
        {{ group_id }} as group_id,
        cast(sum(headcount) as double) as headcount,
        cast(sum(exits) as double) as exits,
        cast(sum(pay) as double) / nullif(sum(headcount), 0) as average_pay
    from projected_people
    group by trial_id, simulation_year{{ ', ' ~ group_id if dimension != 'all' }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

compared as (
    select
        trial_years.trial_id,
        trial_years.scenario_id,
        actual.*,
        case actual.measure
            when 'headcount' then coalesce(projected_cells.headcount, 0e0)
            when 'exits' then coalesce(projected_cells.exits, 0e0)
            else projected_cells.average_pay
        end as projected
    from trial_years
    inner join actual on trial_years.census_year = actual.census_year
    left join projected_cells
        on trial_years.trial_id = projected_cells.trial_id
        and trial_years.simulation_year = projected_cells.simulation_year
        and actual.dimension = projected_cells.dimension
        and actual.group_id = projected_cells.group_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by scenario_id, census_year, measure, dimension, group_id order by projected, trial_id
        ) as place,
        count(*) over (partition by scenario_id, census_year, measure, dimension, group_id) as trials
    from compared
    where projected is not null
),

final as (
    select
        scenario_id,
        census_year,
        measure,
        dimension,
        group_id,
        group_name,
        round(max(actual), 6) as actual,
        round(max(last_year_repeated), 6) as last_year_repeated,
        max(trials) as replications,
        round(cast(sum(cast(floor(projected * 100 + 5e-1) as bigint)) as double) / count(*) / 100, 6) as mean,
        {%- for name, fraction in quantiles.items() %}
        round({{ interpolated_quantile('projected', 'place', 'trials', fraction) }}, 6)
            as {{ name }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from ranked
    group by scenario_id, census_year, measure, dimension, group_id, group_name
)

select * from final
