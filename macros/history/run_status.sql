{% macro run_status() -%}
    {%- set missed = [] -%}
    {%- for node in (graph.nodes.values() if execute else [])
        if node.package_name == 'planwise' and node.config.enabled and node.unique_id not in selected_resources -%}
        {%- do missed.append(node.resource_type) -%}
    {%- endfor -%}
    {{ return('partial' if 'model' in missed or 'seed' in missed else 'untested' if 'test' in missed else 'passed') }}
{%- endmacro %}
