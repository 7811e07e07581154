{%- set in_trial_year = 'movements.trial_id = trial_years.trial_id
        and movements.simulation_year = trial_years.simulation_year' -%}
{%- set in_cell = 'trial_years.hazard_set_id = cells.hazard_set_id
        and movements.opening_level_id = cells.level_id
        and movements.age - 1 = cells.age
        and movements.tenure - 1 = cells.tenure' -%}
{%- set exit_probability = 'least(coalesce(exit_factors.factor, 0) * cells.termination_ppb / 1000000000, 1e0)' -%}
with

movements as (
    select * from {{ ref('int_workforce_movements') }}
),

trial_years as (
    select * from {{ ref('int_trial_years') }}
),

cells as (
    select * from {{ ref('int_hazard_cells') }}
),

exit_factors as (
    select * from {{ ref('int_exit_factors') }}
),

layoff_years as (
    select
        trial_id,
        simulation_year
    from {{ ref('int_level_totals') }}
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

turnover as (
    select
        movements.*,
        'turnover' as decision,
        trial_years.alignment = 'exact' as is_ranked,
        {{ exit_probability }} as probability,
        {{ uniform_draw('movements.employee_key', 'trial_years.termination_salt') }} as draw,
        movements.exit_code = 1 as has_happened,
        coalesce(exit_factors.factor, 0) as scaling_factor
    from movements
    inner join trial_years
        on {{ in_trial_year }}
    left join exit_factors
        on movements.trial_id = exit_factors.trial_id
        and movements.simulation_year = exit_factors.simulation_year
        and exit_factors.exit_code = 1
    inner join cells
        on {{ in_cell }}
    where not movements.is_new_hire
),

layoffs as (
    select
        movements.*,
        'layoff' as decision,
        true as is_ranked,
        {{ exit_probability }} as probability,
        {{ uniform_draw('movements.employee_key', 'trial_years.layoff_salt') }} as draw,
        movements.exit_code = 2 as has_happened,
        coalesce(exit_factors.factor, 0) as scaling_factor
    from movements
    inner join trial_years
        on {{ in_trial_year }}
    inner join layoff_years
        on movements.trial_id = layoff_years.trial_id
        and movements.simulation_year = layoff_years.simulation_year
    left join exit_factors
        on movements.trial_id = exit_factors.trial_id
        and movements.simulation_year = exit_factors.simulation_year
        and exit_factors.exit_code = 2
    inner join cells
        on {{ in_cell }}
    where not movements.is_new_hire and movements.exit_code <> 1
),

promotions as (
    select
        movements.*,
        'promotion' as decision,
        trial_years.alignment = 'exact' as is_ranked,
        {{ promotion_hazard('cells.promotion_ppb', 'trial_years.promotion_shock') }} / 1e9 as probability,
        {{ uniform_draw('movements.employee_key', 'trial_years.promotion_salt') }} as draw,
        movements.is_promoted as has_happened,
        cast(trial_years.promotion_shock as double) as scaling_factor
    from movements
    inner join trial_years
        on {{ in_trial_year }}
    inner join cells
        on {{ in_cell }}
    inner join promotable_levels
        on movements.opening_level_id = promotable_levels.level_id
        and promotable_levels.next_level_id is not null
    where not movements.is_new_hire and movements.exit_code = 0
),

first_year_exits as (
    select
        movements.*,
        'new_hire_termination' as decision,
        trial_years.alignment = 'exact' as is_ranked,
        cast(trial_years.new_hire_termination_rate as double) as probability,
        {{ uniform_draw('movements.employee_key', 'trial_years.new_hire_termination_salt') }} as draw,
        movements.exit_code = 3 as has_happened,
        1e0 as scaling_factor
    from movements
    inner join trial_years
        on {{ in_trial_year }}
    where movements.is_new_hire
),

final as (
    {%- for relation in ['turnover', 'layoffs', 'promotions', 'first_year_exits'] %}
    select * from {{ relation }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
