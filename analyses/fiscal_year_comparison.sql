-- What `compare --fiscal` prints: each scenario against the first one, in the months and detailed replications that both have.
with

months as (
    select * from {{ ref('fct_headcount_by_month') }}
),

costs as (
    select
        scenario_id,
        replication_id,
        month,
        dimension,
        value,
        sum(amount) as people_cost
    from {{ ref('fct_people_cost_by_month') }}
    group by scenario_id, replication_id, month, dimension, value
),

more_than_salaries as (
    select count(*) as item_count
    from {{ ref('cost_items') }}
    where rate > 0 and item <> 'salary'
),

monthly as (
    select
        months.*,
        months.turnover + months.layoffs + months.new_hire_exits as exits,
        coalesce(costs.people_cost, 0) as people_cost
    from months
    left join costs
        on months.scenario_id = costs.scenario_id and months.replication_id = costs.replication_id
        and months.month = costs.month and months.dimension = costs.dimension and months.value = costs.value
),

reference as (
    select monthly.*
    from monthly
    inner join {{ ref('int_scenario_parameters') }} as scenarios on monthly.scenario_id = scenarios.scenario_id
    where scenarios.scenario_order = 1
),

shared_months as (
    select
        monthly.*,
        reference.scenario_id as reference_scenario_id,
        reference.closing_headcount as reference_closing_headcount,
        reference.hires as reference_hires,
        reference.exits as reference_exits,
        reference.promotions_in as reference_promotions_in,
        reference.pay as reference_pay,
        reference.people_cost as reference_people_cost,
        max(monthly.month) over (partition by monthly.scenario_id, monthly.replication_id, monthly.fiscal_year) as last_month
    from monthly
    inner join reference
        on monthly.replication_id = reference.replication_id and monthly.month = reference.month
        and monthly.dimension = reference.dimension and monthly.value = reference.value
    where monthly.scenario_id <> reference.scenario_id
),

measured as (
    {%- set measures = {
        'headcount': 'case when month = last_month then {}closing_headcount else 0 end',
        'hires': '{}hires',
        'exits': '{}exits',
        'promotions': '{}promotions_in',
        'payroll': '{}pay',
        'people_cost': '{}people_cost',
    } %}
    {%- for measure, amount in measures.items() %}
    select
        scenario_id,
        reference_scenario_id,
        replication_id,
        fiscal_year,
        dimension,
        value,
        '{{ measure }}' as measure,
        count(*) as month_count,
        cast(sum({{ amount.format('reference_') }}) as double) as reference,
        cast(sum({{ amount.format('') }}) as double) as scenario
    from shared_months
    {%- if measure == 'people_cost' %}
    cross join more_than_salaries
    where more_than_salaries.item_count > 0
    {%- endif %}
    group by scenario_id, reference_scenario_id, replication_id, fiscal_year, dimension, value
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

summed as (
    {#- the squared standard error of each mean is null for one replication #}
    select
        scenario_id,
        reference_scenario_id,
        fiscal_year,
        dimension,
        value,
        measure,
        max(month_count) as month_count,
        count(*) as replications,
        avg(reference) as reference_mean,
        avg(scenario) as scenario_mean,
        avg(scenario - reference) as mean_difference,
        var_samp(reference) / count(*) as reference_error,
        var_samp(scenario) / count(*) as scenario_error,
        var_samp(scenario - reference) / count(*) as difference_error
    from measured
    group by scenario_id, reference_scenario_id, fiscal_year, dimension, value, measure
),

freed as (
    select
        *,
        coalesce(
            (reference_error + scenario_error) * (reference_error + scenario_error)
            / nullif(reference_error * reference_error + scenario_error * scenario_error, 0e0), 1e0
        ) * (replications - 1) as unpaired_degrees
    from summed
),

widened as (
    select
        *,
        {{ student_t_95('nullif(replications - 1, 0)') }} * sqrt(difference_error) as half_width,
        {{ student_t_95('nullif(unpaired_degrees, 0)') }} * sqrt(reference_error + scenario_error) as unpaired_half_width
    from freed
),

final as (
    select
        widened.scenario_id,
        widened.reference_scenario_id,
        widened.fiscal_year as simulation_year,
        'FY' || cast(widened.fiscal_year as string)
        || case when widened.month_count < 12 then ' (' || cast(widened.month_count as string) || ' months)' else '' end
            as period,
        widened.dimension,
        widened.value,
        levels.level_id,
        widened.measure,
        widened.replications,
        round(widened.reference_mean, 4) as reference_mean,
        round(widened.scenario_mean, 4) as scenario_mean,
        round(widened.mean_difference, 4) as mean_difference,
        round(sqrt(widened.difference_error), 4) as standard_error,
        round(widened.mean_difference - widened.half_width, 4) as interval_low,
        round(widened.mean_difference + widened.half_width, 4) as interval_high,
        round(sqrt(widened.reference_error + widened.scenario_error), 4) as unpaired_standard_error,
        round(widened.mean_difference - widened.unpaired_half_width, 4) as unpaired_interval_low,
        round(widened.mean_difference + widened.unpaired_half_width, 4) as unpaired_interval_high
    from widened
    left join {{ ref('job_levels') }} as levels
        on widened.dimension = 'level' and widened.value = levels.level_name
)

select * from final
