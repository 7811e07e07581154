{# In the place of dbt-duckdb's: the comment also names the run, so that a reader sees which run made each table. #}
{% macro duckdb__alter_relation_comment(relation, comment) -%}
    comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(comment_of_run(comment, relation.identifier)) }};
{%- endmacro %}
