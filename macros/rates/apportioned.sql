{% macro apportioned(total, weight, group, order) -%}
    {%- set through = 'sum(' ~ weight ~ ') over (partition by ' ~ group ~ ' order by ' ~ order ~ ')' -%}
    {%- set all = 'sum(' ~ weight ~ ') over (partition by ' ~ group ~ ')' -%}
    cast(
        round(cast({{ total }} * {{ through }} as double) / nullif({{ all }}, 0))
        - round(cast({{ total }} * ({{ through }} - {{ weight }}) as double) / nullif({{ all }}, 0)) as bigint
    )
{%- endmacro %}
