{%- set has_hazards = has_rows(ref('new_hire_hazards')) %}
with

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

unit_factors as (
    select * from {{ ref('int_unit_factors') }}
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

promotable_levels as (
    {#- all but the top one #}
    select
        level_id,
        lead(level_id) over (order by level_id) as next_level_id
    from {{ ref('job_levels') }}
),

faced as (
    {#- hires of the year were in no level when it began, and have no rates #}
    select
        employee_years.*,
        {%- for column in [
            'alignment', 'promotion_policy', 'promotion_shock', 'new_hire_termination_rate', 'retirement_salt', 'termination_salt',
            'layoff_salt', 'promotion_salt', 'new_hire_termination_salt', 'first_day', 'days_in_year'
        ] %}
        trial_years.{{ column }},
        {%- endfor %}
        cast(case when trial_years.plans_units then employee_years.unit_id else 0 end as smallint) as layoff_group,
        rates.retirement_ppb,
        {{ scaled_ppb('rates.termination_ppb', ['unit_factors.termination_factor']) }} as termination_ppb,
        {{ scaled_ppb('rates.layoff_ppb', ['unit_factors.layoff_factor']) }} as layoff_ppb,
        least({{ scaled_ppb(
            'rates.promotion_ppb', ['time_factors.promotion_factor', 'unit_factors.promotion_factor']
        ) }}, {{ billion() }}) as promotion_ppb
    from {{ ref('int_employee_years') }} as employee_years
    inner join trial_years
        on employee_years.trial_id = trial_years.trial_id
        and employee_years.simulation_year = trial_years.simulation_year
    left join rates
        on {{ was_in_cell('employee_years', 'rates', 'trial_years') }}
    left join time_factors
        on trial_years.hazard_set_id = time_factors.hazard_set_id
        and employee_years.opening_years_in_level = time_factors.years_in_level
    left join unit_factors
        on trial_years.trial_id = unit_factors.trial_id
        and trial_years.simulation_year = unit_factors.simulation_year
        and employee_years.unit_id = unit_factors.unit_id
),

exits as (
    {#- one after the other, each for those whom the ones before have left #}
    {%- for decision, stream, gone_before in [
        ('retirement', 'retirement', ['planned']), ('turnover', 'termination', ['planned', 'retirement']),
        ('layoff', 'layoff', ['planned', 'retirement', 'turnover'])
    ] %}
    {%- set factor = '1e0' if decision == 'retirement' else 'exit_factors.factor' %}
    select
        faced.*,
        '{{ decision }}' as decision,
        {{ 'true' if decision == 'layoff' else "faced.alignment = 'exact'" }} as is_ranked,
        {{ exit_probability(factor, 'faced.' ~ stream ~ '_ppb') }} as probability,
        {{ uniform_draw('faced.employee_key', 'faced.' ~ stream ~ '_salt') }} as draw,
        faced.exit_code = {{ exit_code(decision) }} as has_happened,
        coalesce({{ factor }}, 0) as scaling_factor
    from faced
    {%- if decision != 'retirement' %}
    {#- only years with layoffs have a factor of them #}
    {{ 'inner' if decision == 'layoff' else 'left' }} join exit_factors
        on faced.trial_id = exit_factors.trial_id
        and faced.simulation_year = exit_factors.simulation_year
        and exit_factors.exit_code = {{ exit_code(decision) }}
        and {{ 'faced.layoff_group' if decision == 'layoff' else 0 }} = exit_factors.exit_group
    {%- endif %}
    where
        not faced.is_new_hire
        {%- for earlier in gone_before %}
        and faced.exit_code <> {{ exit_code(earlier) }}
        {%- endfor %}
        {%- if decision == 'retirement' %}
        and faced.retirement_ppb > 0
        {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

promotions as (
    select
        faced.*,
        'promotion' as decision,
        faced.alignment = 'exact' or faced.promotion_policy <> 'rates' as is_ranked,
        {{ promotion_hazard('faced.promotion_ppb', 'faced.promotion_shock') }} / {{ billion() }} as probability,
        {{ uniform_draw('faced.employee_key', 'faced.promotion_salt') }} as draw,
        faced.is_promoted as has_happened,
        cast(faced.promotion_shock as double) as scaling_factor
    from faced
    inner join promotable_levels
        on faced.opening_level_id = promotable_levels.level_id
        and promotable_levels.next_level_id is not null
    where not faced.is_new_hire and faced.exit_code = {{ exit_code('active') }}
),

first_year_exits as (
    select
        faced.*,
        'new_hire_termination' as decision,
        faced.alignment = 'exact' as is_ranked,
        {{ hire_exit_probability('faced', 'new_hire_exits' if has_hazards) }} as probability,
        {{ uniform_draw('faced.employee_key', 'faced.new_hire_termination_salt') }} as draw,
        faced.exit_code = {{ exit_code('new_hire_exit') }} as has_happened,
        1e0 as scaling_factor
    from faced
    {%- if has_hazards %}
    left join {{ ref('int_new_hire_exits') }} as new_hire_exits on {{ has_days_left('faced', 'new_hire_exits') }}
    {%- endif %}
    where faced.is_new_hire and faced.planned_date is null
),

final as (
    select * from exits
    union all
    select * from promotions
    union all
    select * from first_year_exits
)

select * from final
