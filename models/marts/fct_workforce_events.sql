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

hires as (
    select
        movements.*,
        'hire' as event_type,
        case
            when exit_code = 0 then 'headcount_target' else 'replaces_first_year_leavers'
        end as reason,
        hire_date as event_date,
        1 as sequence_in_year,
        cast(null as smallint) as level_before,
        level_id as level_after,
        cast(null as {{ money_type() }}) as pay_before,
        compensation as pay_after,
        1e0 as probability,
        cast(null as double) as draw
    from movements
    where is_new_hire
),

first_year_leavers as (
    select
        movements.*,
        'termination' as event_type,
        'new_hire_termination' as reason,
        movements.exit_date as event_date,
        4 as sequence_in_year,
        movements.level_id as level_before,
        cast(null as smallint) as level_after,
        movements.compensation as pay_before,
        cast(null as {{ money_type() }}) as pay_after,
        cast(trial_years.new_hire_termination_rate as double) as probability,
        {{ uniform_draw('movements.employee_key', 'trial_years.new_hire_termination_salt') }} as draw
    from movements
    inner join trial_years
        on movements.scenario_id = trial_years.scenario_id
        and movements.replication_id = trial_years.replication_id
        and movements.simulation_year = trial_years.simulation_year
    where movements.exit_code = 3
),

exits as (
    select
        movements.*,
        'termination' as event_type,
        case when movements.exit_code = 2 then 'layoff' else 'turnover' end as reason,
        movements.exit_date as event_date,
        4 as sequence_in_year,
        movements.level_id as level_before,
        cast(null as smallint) as level_after,
        movements.compensation as pay_before,
        cast(null as {{ money_type() }}) as pay_after,
        least(coalesce(exit_factors.factor, 0) * cells.termination_ppb / 1000000000, 1e0) as probability,
        case
            when movements.exit_code = 1
                then {{ uniform_draw('movements.employee_key', 'trial_years.termination_salt') }}
            else {{ uniform_draw('movements.employee_key', 'trial_years.layoff_salt') }}
        end as draw
    from movements
    inner join trial_years
        on movements.scenario_id = trial_years.scenario_id
        and movements.replication_id = trial_years.replication_id
        and movements.simulation_year = trial_years.simulation_year
    left join exit_factors
        on trial_years.trial_id = exit_factors.trial_id
        and movements.simulation_year = exit_factors.simulation_year
        and movements.exit_code = exit_factors.exit_code
    inner join cells
        on trial_years.hazard_set_id = cells.hazard_set_id
        and movements.opening_level_id = cells.level_id
        and movements.age - 1 = cells.age
        and movements.tenure - 1 = cells.tenure
    where movements.exit_code in (1, 2)
),

promotions as (
    select
        movements.*,
        'promotion' as event_type,
        'promotion' as reason,
        movements.promotion_date as event_date,
        case when movements.promotion_date <= movements.raise_date then 2 else 3 end as sequence_in_year,
        movements.opening_level_id as level_before,
        movements.level_id as level_after,
        case
            when movements.promotion_date <= movements.raise_date
                then movements.opening_compensation
            else movements.middle_compensation
        end as pay_before,
        case
            when movements.promotion_date <= movements.raise_date
                then movements.middle_compensation
            else movements.compensation
        end as pay_after,
        {{ promotion_hazard('cells.promotion_ppb', 'trial_years.promotion_shock') }} / 1e9 as probability,
        {{ uniform_draw('movements.employee_key', 'trial_years.promotion_salt') }} as draw
    from movements
    inner join trial_years
        on movements.scenario_id = trial_years.scenario_id
        and movements.replication_id = trial_years.replication_id
        and movements.simulation_year = trial_years.simulation_year
    inner join cells
        on trial_years.hazard_set_id = cells.hazard_set_id
        and movements.opening_level_id = cells.level_id
        and movements.age - 1 = cells.age
        and movements.tenure - 1 = cells.tenure
    where movements.is_promoted
),

raises as (
    select
        *,
        'raise' as event_type,
        'merit_and_cola' as reason,
        raise_date as event_date,
        case when is_promoted and promotion_date > raise_date then 2 else 3 end as sequence_in_year,
        case
            when is_promoted and promotion_date > raise_date
                then opening_level_id
            else level_id
        end as level_before,
        case
            when is_promoted and promotion_date > raise_date
                then opening_level_id
            else level_id
        end as level_after,
        case
            when is_promoted and promotion_date > raise_date
                then opening_compensation
            else middle_compensation
        end as pay_before,
        case
            when is_promoted and promotion_date > raise_date
                then middle_compensation
            else compensation
        end as pay_after,
        1e0 as probability,
        cast(null as double) as draw
    from movements
    where has_raise
),

events as (
    {%- for relation in ['hires', 'first_year_leavers', 'exits', 'promotions', 'raises'] %}
    select * from {{ relation }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        scenario_id,
        replication_id,
        simulation_year,
        employee_id,
        event_type,
        reason,
        event_date,
        sequence_in_year,
        probability,
        draw,
        level_before,
        level_after,
        pay_before,
        pay_after,
        age,
        tenure,
        employee_key
    from events
    where event_type <> 'raise' or pay_before <> pay_after
)

select * from final
