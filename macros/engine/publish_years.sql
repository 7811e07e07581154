{#
    Puts what `yearly` has built in the place of the old and returns the relation: on DuckDB by renaming a table, on
    Spark, where not every engine can rename, by replacing a view of the tables that are its parts.
#}
{% macro publish_years(building, target, parts) -%}
    {{ return(adapter.dispatch('publish_years', 'planwise')(building, target, parts)) }}
{%- endmacro %}

{% macro default__publish_years(building, target, parts) -%}
    {%- set existing = load_cached_relation(target) -%}
    {%- set finished = target.incorporate(type='table') -%}
    {% if existing is not none %}
        {% set backup = make_backup_relation(finished, existing.type) %}
        {{ drop_relation_if_exists(load_cached_relation(backup)) }}
        {{ adapter.rename_relation(existing, backup) }}
    {% endif %}
    {{ adapter.rename_relation(building, finished) }}
    {% if existing is not none %}
        {{ drop_relation_if_exists(backup) }}
    {% endif %}
    {{ return(finished) }}
{%- endmacro %}

{% macro spark__publish_years(building, target, parts) -%}
    {%- set existing = load_cached_relation(target) -%}
    {%- set finished = target.incorporate(type='view') -%}
    {%- set selects, names = [], [] -%}
    {%- for part in parts -%}
        {%- do selects.append('select * from ' ~ part) -%}
        {%- do names.append(part.identifier) -%}
    {%- endfor -%}
    {% if existing is not none and existing.is_table %}
        {{ drop_relation_if_exists(existing) }}
    {% endif %}
    {% call statement('publish') -%}
        create or replace view {{ finished }} as {{ selects | join(' union all ') }}
    {%- endcall %}
    {%- set tables = run_query('show tables in ' ~ target.without_identifier() ~ " like '" ~ building.identifier ~ "*'") -%}
    {%- for name in tables.columns['tableName'].values() if name not in names -%}
        {{ drop_relation_if_exists(target.incorporate(path={'identifier': name}, type='table')) }}
    {%- endfor -%}
    {{ return(finished) }}
{%- endmacro %}
