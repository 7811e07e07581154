{% macro package_versions() -%}
    {%- set adapter_package, engine, version = engine_version() -%}
    {%- set pieces = [] -%}
    {%- for name, macro in context.get('dbt', {}).items() if execute and macro.macro.package_name == adapter_package -%}
        {%- do pieces.append(name ~ ' ' ~ local_md5(macro.macro.macro_sql)) -%}
    {%- endfor -%}
    {{ return({
        'dbt': dbt_version, adapter_package: 'macros ' ~ local_md5(pieces | sort | join('\n'))[:12], engine: version
    }) }}
{%- endmacro %}
