-- How many leave in each trial, and by what factor all propensities are scaled so that the probabilities add up to that.
with

last_year as (
    select * from {{ ref('last_year') }}
),

this_year as (
    select * from {{ ref('this_year') }}
),

rates as (
    select * from {{ ref('int_rates_by_age_and_tenure') }}
),

unit_factors as (
    select * from {{ ref('int_unit_factors') }}
),

departures as (
    select * from {{ ref('int_departures') }}
),

exposed as (
    {#- who has left is no longer exposed to turnover. Adding them with the opposite sign costs less than a join per person #}
    {%- for people, sign in [('last_year', 1), ('departures', -1)] %}
    select
        trial_id,
        unit_id,
        level_id,
        age,
        tenure,
        {{ sign }} as people
    from {{ people }}
    {% if not loop.last %}union all{% endif %}{% endfor %}
),

cell_counts as (
    select
        trial_id,
        unit_id,
        level_id,
        age,
        tenure,
        cast(sum(people) as bigint) as headcount
    from exposed
    group by trial_id, unit_id, level_id, age, tenure
    having sum(people) > 0
),

departed as (
    select
        trial_id,
        sum(case when exit_code = {{ exit_code('retirement') }} then 1 else 0 end) as retired,
        sum(case when exit_code = {{ exit_code('planned') }} then 1 else 0 end) as planned
    from departures
    group by trial_id
),

cell_hazards as (
    select
        trial_id,
        {{ scaled_ppb('rates.termination_ppb', ['unit_factors.planned_termination_factor']) }} as planned_ppb,
        {{ scaled_ppb('rates.termination_ppb', ['unit_factors.termination_factor']) }} as hazard_ppb,
        headcount
    from cell_counts
    inner join this_year using (trial_id)
    inner join rates using (hazard_set_id, level_id, age, tenure)
    left join unit_factors using (trial_id, simulation_year, unit_id)
),

hazard_counts as (
    select
        trial_id,
        hazard_ppb,
        sum(headcount) as headcount,
        sum(headcount * least(planned_ppb, {{ billion() }})) as planned_ppb
    from cell_hazards
    group by trial_id, hazard_ppb
),

expected as (
    select
        trial_id,
        sum(headcount) as headcount,
        sum(planned_ppb) as expected_ppb,
        {#- units have good and bad years at the expense of each other #}
        sum(planned_ppb) <> sum(headcount * least(hazard_ppb, {{ billion() }})) as is_shifted
    from hazard_counts
    group by trial_id
),

targets as (
    select
        this_year.trial_id,
        {{ termination_target(
            'expected.headcount', 'expected.expected_ppb', 'coalesce(departed.retired, 0)', 'coalesce(departed.planned, 0)'
        ) }} as target_ppb,
        expected.expected_ppb
    from expected
    inner join this_year on expected.trial_id = this_year.trial_id
    left join departed on expected.trial_id = departed.trial_id
),

factors as (
    {{ hazard_factors('hazard_counts', 'targets', ['trial_id']) }}
),

final as (
    select
        this_year.trial_id,
        this_year.simulation_year,
        this_year.hazard_set_id,
        this_year.termination_salt,
        this_year.alignment = 'exact' as is_exact,
        this_year.plans_units,
        {{ rounded_events('coalesce(targets.target_ppb, targets.expected_ppb)') }} as quota,
        factors.factor
    from this_year
    left join targets on this_year.trial_id = targets.trial_id
    left join factors on this_year.trial_id = factors.trial_id
)

select * from final
