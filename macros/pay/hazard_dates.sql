{% macro hazard_dates(leaving) -%}
    {#- the share of the day's hires that is gone when this one goes: their draw among all who leave within the year -#}
    with

    exits as (
        select * from {{ ref('int_new_hire_exits') }}
    )

    select
        {{ leaving }}.*,
        {{ add_days(leaving ~ '.hire_date', 'of_exit.service_days - 1') }} as hazard_date
    from {{ leaving }}
    left join exits as of_hire
        on {{ leaving }}.exit_code = {{ exit_code('new_hire_exit') }}
        and {{ has_days_left(leaving, 'of_hire') }}
    left join exits as of_exit
        on of_hire.scenario_id = of_exit.scenario_id
        and of_hire.days_in_year = of_exit.days_in_year
        and of_exit.gone_before_ppb <= {{ leaving }}.exit_draw * of_hire.gone_ppb
        and {{ leaving }}.exit_draw * of_hire.gone_ppb < of_exit.gone_ppb
{%- endmacro %}
