-- Where heads and salaries change within the year, added up by month. Only months in which something happens have a row, and
-- those who stay are counted once, in month 0, which is what the year begins with.
{{ config(materialized='ephemeral') }}
{%- set move = [
    'trial_id', 'simulation_year', 'unit_id', 'opening_level_id', 'level_id', 'exit_code', 'hire_date', 'promotion_date', 'raise_date',
    'exit_date'
] -%}
{%- set exits = {
    'turnover': [exit_code('turnover'), exit_code('retirement'), exit_code('planned')] | join(', '),
    'retirements': exit_code('retirement'), 'layoffs': exit_code('layoff'), 'new_hire_exits': exit_code('new_hire_exit')
} -%}
with

moves as (
    {#- most of the people have no date of their own, and are a few rows from here on #}
    select
        {{ move | join(',\n        ') }},
        coalesce(promotion_date > raise_date, false) as is_raised_first,
        count(*) as people,
        sum(fte) as fte,
        {%- for amount, total in {
            'opening_compensation': 'opening_salaries', 'middle_compensation': 'middle_salaries', 'compensation': 'salaries',
            'paid_compensation': 'payroll_paid'
        }.items() %}
        cast(coalesce(sum({{ amount }}), 0) as decimal(18, 2)) as {{ total }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_employee_pay') }}
    group by {{ move | join(', ') }}
),

sides as (
    {#- heads are where the person is, salaries where the person is when the year ends. 0 - x, as Sail makes another type of -x #}
    {%- set rise = 'case when is_raised_first = {} then middle_salaries - opening_salaries else salaries - middle_salaries end' %}
    {%- for kind, level, day, heads, salaries in [
        ('opening', 'opening_level_id', 'null', 1, '0'),
        ('pay', 'level_id', 'null', 0, 'opening_salaries'),
        ('hires', 'level_id', 'hire_date', 1, 'salaries'),
        ('promotions_out', 'opening_level_id', 'promotion_date', -1, '0'),
        ('promotions_in', 'level_id', 'promotion_date', 1, rise.format('false')),
        ('raises', 'level_id', 'raise_date', 0, rise.format('true')),
        ('exits', 'level_id', 'exit_date', -1, '0 - salaries')
    ] %}
    select
        trial_id,
        simulation_year,
        unit_id,
        {{ level }} as level_id,
        exit_code,
        '{{ kind }}' as kind,
        cast({{ day }} as date) as changed_on,
        people,
        people * {{ heads }} as heads,
        fte * {{ heads }} as fte,
        cast({{ salaries }} as decimal(18, 2)) as salaries,
        cast({{ 'payroll_paid' if kind == 'pay' else '0' }} as decimal(18, 2)) as payroll_paid
    from moves
    {%- if kind == 'opening' or kind == 'raises' %}
    where opening_level_id is not null
    {%- elif kind != 'pay' %}
    where {{ day }} is not null
    {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

dated as (
    {#- the days of the month for which a change holds: the last day employed is worked #}
    select
        *,
        cast(coalesce(extract(month from changed_on), 0) as integer) as month_number,
        cast(coalesce(
            {{ days_between('changed_on', 'last_day(changed_on)') }} + case when kind = 'exits' then 0 else 1 end, 0
        ) as smallint) as days_held
    from sides
),

final as (
    select
        trial_id,
        simulation_year,
        unit_id,
        level_id,
        month_number,
        {%- for kind in ['hires', 'promotions_in', 'promotions_out'] %}
        sum(case when kind = '{{ kind }}' then people else 0 end) as {{ kind }},
        {%- endfor %}
        {%- for name, codes in exits.items() %}
        sum(case when kind = 'exits' and exit_code in ({{ codes }}) then people else 0 end) as {{ name }},
        {%- endfor %}
        sum(heads) as heads,
        cast(sum(fte) as decimal(18, 4)) as fte,
        sum(salaries) as salaries,
        sum(heads * days_held) as head_days,
        sum(salaries * days_held) as salary_days,
        sum(payroll_paid) as payroll_paid
    from dated
    group by trial_id, simulation_year, unit_id, level_id, month_number
)

select * from final
