{% macro run_outcome(tables) -%}
    {%- for table in tables.values() if not load_relation(table) -%}
        {{ return({}) }}
    {%- endfor -%}
    {%- set counts = run_query(
        'select (select count(distinct scenario_id) from ' ~ tables.simulation_config ~ '),'
        ~ ' (select count(*) from ' ~ tables.fct_workforce_snapshot ~ '),'
        ~ ' (select count(*) from ' ~ tables.fct_workforce_events ~ '),'
        ~ ' count(*), max(simulation_year), sum(closing_headcount) from ' ~ tables.fct_headcount_bridge
    ).rows[0] -%}
    {%- set census, assumptions = {}, {} -%}
    {%- for name, row_count, table_hash in run_query(
        "select input_name, row_count, ':' || table_hash from " ~ tables.int_input_hashes
    ).rows -%}
        {%- if name == 'employees' -%}
            {%- do census.update({'rows': row_count | int, 'hash': table_hash[1:]}) -%}
        {%- else -%}
            {%- do assumptions.update({name: table_hash[1:]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({
        'scenario_count': counts[0] | int,
        'snapshot_rows': counts[1] | int,
        'event_rows': counts[2] | int,
        'bridge_rows': counts[3] | int,
        'last_year': counts[4] | int if counts[4] is not none else none,
        'closing_headcounts': counts[5] | int if counts[5] is not none else none,
        'census_rows': census.rows,
        'census_hash': census.hash,
        'assumption_hashes': tojson(assumptions, sort_keys=true)
    }) }}
{%- endmacro %}
