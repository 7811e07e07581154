{% macro is_employed(text) -%}
    {%- set conditions = [] -%}
    {%- for employed in parameter('census_active_values') or [] -%}
        {%- do conditions.append('lower(' ~ text ~ ') = lower(' ~ sql_text(employed | trim) ~ ')') -%}
    {%- endfor -%}
    {%- if conditions -%}
        ({{ conditions | join(' or ') }})
    {%- else -%}
        case
            when lower({{ text }}) in ('active', 'a') then true
            when lower({{ text }}) in ('inactive', 'terminated') then false
            else try_cast({{ text }} as boolean)
        end
    {%- endif -%}
{%- endmacro %}
