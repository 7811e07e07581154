{% macro rounded_events(events_ppb) -%}
    cast(round(cast({{ events_ppb }} as double) / {{ billion() }}) as bigint)
{%- endmacro %}
