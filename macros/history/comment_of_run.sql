{% macro comment_of_run(description, name) -%}
    {{ return(description.strip() ~ ' [run ' ~ invocation_id ~ ' of ' ~ name ~ ']') }}
{%- endmacro %}
