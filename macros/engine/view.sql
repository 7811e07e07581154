{# dbt builds a view under another name and renames twice, for engines without transactions. #}
{% materialization view, adapter='duckdb' %}
    {% do return(replace_relation('view', get_create_view_as_sql(this.incorporate(type='view'), sql))) %}
{% endmaterialization %}
