{#
    The description of a table as its property `comment`: the one way that all Spark-compatible engines have. Columns
    of tables get none, as dbt-spark has it for Parquet; describe_engine says so at the start of each run.
#}
{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if for_relation and config.persist_relation_docs() and model.description and not relation.is_view -%}
        {% do run_query('alter table ' ~ relation ~ " set tblproperties ('comment' = " ~ sql_text(comment_of_run(model.description)) ~ ')') %}
    {%- endif -%}
{%- endmacro %}
