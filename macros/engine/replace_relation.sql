{# DuckDB replaces a table or view inside a transaction, so that a model that fails leaves the former one. #}
{% macro replace_relation(type, created) %}
    {%- set former = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        {#- in one statement, because dbt begins the transaction with it -#}
        {{ 'drop ' ~ former.type ~ ' if exists ' ~ former ~ ';' if former }}
        {{ created }}
    {%- endcall %}
    {% do adapter.cache_dropped(former) if former %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(this.incorporate(type=type), model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {% do return({'relations': [this.incorporate(type=type)]}) %}
{% endmacro %}
