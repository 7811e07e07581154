with

employee_years as (
    select * from {{ ref('int_employee_years') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

rates as (
    select * from {{ ref('int_rates_by_age_and_tenure') }}
),

time_factors as (
    select * from {{ ref('int_years_in_level_factors') }}
),

exit_factors as (
    select * from {{ ref('int_exit_factors') }}
),

level_years as (
    select * from {{ ref('int_level_years') }}
    where unit_id is null
),

layoff_years as (
    select
        trial_id,
        simulation_year
    from level_years
    group by trial_id, simulation_year
    having sum(layoffs) > 0
),

promotable_levels as (
    {#- all but the top one #}
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id
    from {{ ref('job_levels') }}
),

exits as (
    {#- one after the other, each for those whom the ones before have left #}
    {%- for decision, stream, gone_before in [
        ('retirement', 'retirement', []), ('turnover', 'termination', ['retirement']),
        ('layoff', 'layoff', ['retirement', 'turnover'])
    ] %}
    {%- set factor = '1e0' if decision == 'retirement' else 'exit_factors.factor' %}
    select
        employee_years.*,
        '{{ decision }}' as decision,
        {{ 'true' if decision == 'layoff' else "trial_years.alignment = 'exact'" }} as is_ranked,
        {{ exit_probability(factor, 'rates.' ~ stream ~ '_ppb') }} as probability,
        {{ uniform_draw('employee_years.employee_key', 'trial_years.' ~ stream ~ '_salt') }} as draw,
        employee_years.exit_code = {{ exit_code(decision) }} as has_happened,
        coalesce({{ factor }}, 0) as scaling_factor
    from employee_years
    inner join trial_years
        on employee_years.trial_id = trial_years.trial_id
        and employee_years.simulation_year = trial_years.simulation_year
    {%- if decision == 'layoff' %}
    inner join layoff_years
        on employee_years.trial_id = layoff_years.trial_id
        and employee_years.simulation_year = layoff_years.simulation_year
    {%- endif %}
    {%- if decision != 'retirement' %}
    left join exit_factors
        on employee_years.trial_id = exit_factors.trial_id
        and employee_years.simulation_year = exit_factors.simulation_year
        and exit_factors.exit_code = {{ exit_code(decision) }}
    {%- endif %}
    inner join rates
        on {{ was_in_cell('employee_years', 'rates', 'trial_years') }}
    where
        not employee_years.is_new_hire
        {%- for earlier in gone_before %}
        and employee_years.exit_code <> {{ exit_code(earlier) }}
        {%- endfor %}
        {%- if decision == 'retirement' %}
        and rates.retirement_ppb > 0
        {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

promotions as (
    select
        employee_years.*,
        'promotion' as decision,
        trial_years.alignment = 'exact' or trial_years.promotion_policy <> 'rates' as is_ranked,
        {%- set promotion_ppb = promotion_ppb_in_level('rates.promotion_ppb', 'time_factors.promotion_factor') %}
        {{ promotion_hazard(promotion_ppb, 'trial_years.promotion_shock') }} / {{ billion() }} as probability,
        {{ uniform_draw('employee_years.employee_key', 'trial_years.promotion_salt') }} as draw,
        employee_years.is_promoted as has_happened,
        cast(trial_years.promotion_shock as double) as scaling_factor
    from employee_years
    inner join trial_years
        on employee_years.trial_id = trial_years.trial_id
        and employee_years.simulation_year = trial_years.simulation_year
    inner join rates
        on {{ was_in_cell('employee_years', 'rates', 'trial_years') }}
    left join time_factors
        on trial_years.hazard_set_id = time_factors.hazard_set_id
        and employee_years.opening_years_in_level = time_factors.years_in_level
    inner join promotable_levels
        on employee_years.opening_level_id = promotable_levels.level_id
        and promotable_levels.next_level_id is not null
    where not employee_years.is_new_hire and employee_years.exit_code = {{ exit_code('active') }}
),

first_year_exits as (
    select
        employee_years.*,
        'new_hire_termination' as decision,
        trial_years.alignment = 'exact' as is_ranked,
        cast(trial_years.new_hire_termination_rate as double) as probability,
        {{ uniform_draw('employee_years.employee_key', 'trial_years.new_hire_termination_salt') }} as draw,
        employee_years.exit_code = {{ exit_code('new_hire_exit') }} as has_happened,
        1e0 as scaling_factor
    from employee_years
    inner join trial_years
        on employee_years.trial_id = trial_years.trial_id
        and employee_years.simulation_year = trial_years.simulation_year
    where employee_years.is_new_hire
),

final as (
    select * from exits
    union all
    select * from promotions
    union all
    select * from first_year_exits
)

select * from final
