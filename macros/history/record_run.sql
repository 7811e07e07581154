{% macro record_failed_run(results) -%}
    {%- set missed, errors = [], [] -%}
    {%- for result in results -%}
        {%- if result.status in ['error', 'fail', 'runtime error'] -%}
            {%- set lines = (result.message or '').split('\n') | map('trim') | select | list -%}
            {%- do errors.append(result.node.name ~ ': ' ~ lines[:4] | join(' ')) -%}
        {%- endif -%}
        {%- if result.node.unique_id == 'model.' ~ project_name ~ '.run_history' and result.status in ['error', 'skipped'] -%}
            {%- do missed.append(result.node) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set history = adapter.get_relation(missed[0].database, missed[0].schema, missed[0].alias) if missed else none -%}
    {%- set columns = adapter.get_columns_in_relation(history) if history else [] -%}
    {%- set known = {
        'run_id': invocation_id,
        'started_at': run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f'),
        'finished_at': modules.datetime.datetime.now(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S.%f'),
        'status': 'failed',
        'configuration_hash': configuration_hash(),
        'configuration': tojson(configuration_given()),
        'code_version': code_version(),
        'package_versions': tojson(package_versions()),
        'error': errors | join('; ')
    } if 'status' in columns | map(attribute='name') else {} -%}
    {%- if known -%}
        {%- do adapter.commit() -%} {#- what was read began a transaction, which dbt would roll back with the row -#}
        {%- set values = [] -%}
        {%- for column in columns -%}
            {%- do values.append('cast(' ~ sql_text(known.get(column.name)) ~ ' as ' ~ column.data_type ~ ') as ' ~ column.name) -%}
        {%- endfor -%}
        insert into {{ history }} select {{ values | join(', ') }}
    {%- endif -%}
{%- endmacro %}
