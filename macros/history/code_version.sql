{% macro code_version() -%}
    {%- set pieces = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.package_name == 'planwise' -%}
            {%- do pieces.append(node.unique_id ~ ' ' ~ node.checksum.checksum) -%}
        {%- endfor -%}
        {%- for name, macro in context.get('planwise', {}).items() -%}
            {%- do pieces.append(name ~ ' ' ~ local_md5(macro.macro.macro_sql)) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set version = adapter.config.load_dependencies()['planwise'].version -%}
    {{ return(version ~ '+' ~ local_md5(pieces | sort | join('\n'))[:12]) }}
{%- endmacro %}
