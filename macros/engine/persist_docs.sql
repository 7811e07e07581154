{#
    Descriptions as comments. On DuckDB all of a table's in one statement: dbt-duckdb's own macro asks for the columns of
    each table twice first, a tenth of a build of a small census. On Spark the description of a table is its property
    `comment`, the one way that all Spark-compatible engines have. Columns of tables get none there, as dbt-spark has it for
    Parquet; describe_engine says so at the start of each run.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set comments = [] -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do comments.append(alter_relation_comment(relation, model.description)) -%}
    {%- endif -%}
    {%- for column in model.columns.values() if for_columns and config.persist_column_docs() and column.description -%}
        {%- do comments.append(
            'comment on column ' ~ relation ~ '.' ~ quoted_name(column.name) ~ ' is ' ~ duckdb_escape_comment(column.description) ~ ';'
        ) -%}
    {%- endfor -%}
    {% do run_query(comments | join('\n')) if comments %}
{%- endmacro %}

{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if for_relation and config.persist_relation_docs() and model.description and not relation.is_view -%}
        {% do run_query('alter table ' ~ relation ~ " set tblproperties ('comment' = " ~ sql_text(comment_of_run(model.description, relation.identifier)) ~ ')') %}
    {%- endif -%}
{%- endmacro %}
