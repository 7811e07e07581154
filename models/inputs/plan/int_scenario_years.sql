{%- set by_year, types = [], {'integer': 'bigint', 'number': 'decimal(12, 9)', 'years': 'boolean'} -%}
{%- for name, declaration in declared_parameters().items() if declaration.by_year or declaration.type == 'years' -%}
    {%- do by_year.append(name) -%}
{%- endfor -%}
{%- set to_date = 'over (partition by scenario_id order by year_number rows between unbounded preceding and current row)' -%}
{%- set has_hazards = has_rows(ref('new_hire_hazards')) -%}
{%- set factors = {'growth_factor': 'target_growth_rate', 'band_factor': 'coalesce(band_growth, cola_rate)'} -%}
with

scenarios as (
    select * from {{ ref('int_scenario_parameters') }}
),

given as (
    select
        *,
        coalesce(lead(from_year) over (partition by scenario_id, parameter_name order by from_year), 9999) as next_year
    from {{ ref('simulation_config') }}
    where from_year is not null
),

years as (
    select
        *,
        {{ series('end_year - start_year + 1') }} as year_number
    from scenarios
),

named as (
    {#- what the maps of years say of each year #}
    select
        years.scenario_id,
        years.year_number,
        {%- for name in by_year %}
        count(case when given.parameter_name = '{{ name }}' then 1 end) as has_{{ name }},
        max(case when given.parameter_name = '{{ name }}' then given.parameter_value end) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from years
    inner join given
        on years.scenario_id = given.scenario_id
        and years.start_year - 1 + years.year_number >= given.from_year
        and years.start_year - 1 + years.year_number < given.next_year
    group by years.scenario_id, years.year_number
),

held as (
    select
        years.scenario_id,
        years.scenario_order,
        cast(years.start_year - 1 + years.year_number as smallint) as simulation_year,
        years.year_number,
        {%- for name, declaration in declared_parameters().items() if declaration.scope == 'scenario' %}
        {%- if name in by_year %}
        case
            {%- if has_hazards and name == 'new_hire_termination_rate' %}
            when new_hire_rates.{{ name }} is not null then new_hire_rates.{{ name }}
            {%- endif %}
            when named.has_{{ name }} > 0 then cast(named.{{ name }} as {{ types[declaration.type] }})
            else years.{{ name }}
        end as {{ name }}{{ ',' if not loop.last }}
        {%- else %}
        years.{{ name }}{{ ',' if not loop.last }}
        {%- endif %}
        {%- endfor %}
    from years
    left join named
        on years.scenario_id = named.scenario_id
        and years.year_number = named.year_number
    {%- if has_hazards %}
    left join {{ ref('int_new_hire_rates') }} as new_hire_rates
        on years.scenario_id = new_hire_rates.scenario_id
        and new_hire_rates.days_in_year = {{ days_in_year('(years.start_year - 1 + years.year_number)') }}
    {%- endif %}
),

compounded as (
    {#- a rate that never changed is compounded as a power, one that did as the product of its years #}
    select
        *,
        {%- for factor, rate in factors.items() %}
        case
            when min({{ rate }}) {{ to_date }} = max({{ rate }}) {{ to_date }}
                then {{ compound_factor(rate, 'year_number') }}
            else cast(round(exp(
                cast(sum(cast(ln(1 + cast({{ rate }} as double)) as decimal(18, 15))) {{ to_date }} as double)
            ), 12) as decimal(20, 12))
        end as {{ factor }}{{ ',' if not loop.last }}
        {%- endfor %}
    from held
),

final as (
    select
        *,
        cast(coalesce(lag(band_factor) over (partition by scenario_id order by year_number), 1) as decimal(20, 12))
            as last_band_factor
    from compounded
)

select * from final
