{% macro describe_view(name) -%}
    {% do persist_docs(ref(name).incorporate(type='view'), graph.nodes['model.' ~ model.package_name ~ '.' ~ name]) %}
{%- endmacro %}
