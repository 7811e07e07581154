{#
    dbt-spark puts the description into `create table as`, which not every Spark-compatible engine reads: tables
    get theirs afterwards (persist_docs), views here.
#}
{% macro spark__comment_clause() -%}
    {%- if config.get('materialized') == 'view' and config.persist_relation_docs() and model.description -%}
        comment {{ sql_text(comment_of_run(model.description, this.identifier)) }}
    {%- endif -%}
{%- endmacro %}
