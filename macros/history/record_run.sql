{% macro record_run(results) -%}
    {%- set history, tables = ref('run_history'), {} -%}
    {%- for name in [
        'simulation_config', 'fct_headcount_bridge', 'fct_workforce_snapshot', 'fct_workforce_events', 'int_input_hashes'
    ] -%}
        {%- do tables.update({name: ref(name)}) -%}
    {%- endfor -%}
    {%- set built, errors = [], [] -%}
    {%- for result in results -%}
        {%- if result.status in ['error', 'fail', 'runtime error'] -%}
            {%- set lines = (result.message or '').split('\n') | map('trim') | select | list -%}
            {%- do errors.append(result.node.name ~ ': ' ~ lines[:4] | join(' ')) -%}
        {%- endif -%}
        {%- if result.node.resource_type == 'model' and result.node.package_name == 'planwise' -%}
            {%- do built.append(result.node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set columns = adapter.get_columns_in_relation(history) if built and load_relation(history) else [] -%}
    {%- if 'status' in columns | map(attribute='name') -%}
        {%- set known = {
            'run_id': invocation_id,
            'started_at': run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f'),
            'finished_at': modules.datetime.datetime.now(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S.%f'),
            'status': 'failed' if errors else run_status(),
            'configuration_hash': configuration_hash(),
            'configuration': tojson(configuration_given()),
            'code_version': code_version(),
            'package_versions': tojson(package_versions()),
            'error': errors | join('; ') if errors else none
        } -%}
        {%- do known.update(run_outcome(tables)) if not errors -%}
        {%- do adapter.commit() -%} {#- what was read began a transaction, which dbt would roll back with the row -#}
        {%- set cells = [] -%}
        {%- for column in columns -%}
            {%- do cells.append('cast(' ~ sql_text(known.get(column.name)) ~ ' as ' ~ column.data_type ~ ') as ' ~ column.name) -%}
        {%- endfor -%}
        insert into {{ history }} select {{ cells | join(', ') }}
    {%- endif -%}
{%- endmacro %}
