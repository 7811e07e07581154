{% materialization table, adapter='duckdb' %}
    {% do return(replace_relation('table', create_table_as(False, this.incorporate(type='table'), compiled_code))) %}
{% endmaterialization %}
