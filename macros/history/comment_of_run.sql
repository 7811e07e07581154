{% macro comment_of_run(description) -%}
    {{ return(description.strip() ~ ' [run ' ~ invocation_id ~ ']') }}
{%- endmacro %}
