{% materialization yearly, adapter='default' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set building_relation = make_intermediate_relation(target_relation) -%}
    {%- set backup_relation = make_backup_relation(target_relation, existing_relation.type or 'table') -%}
    {{ drop_relation_if_exists(load_cached_relation(building_relation)) }}
    {{ drop_relation_if_exists(load_cached_relation(backup_relation)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set opening_relation = ref(config.require('opening')) -%}
    {%- set last_year = source('simulation', 'last_year') | string -%}
    {%- set this_year = source('simulation', 'this_year') | string -%}
    {%- set trial_years = ref(config.require('trial_years')) -%}
    {% call statement('main') -%}
        {{ create_table_as(False, building_relation, 'select * from ' ~ opening_relation) }}
    {%- endcall %}

    {%- set years = namespace(first=9999, last=0) -%}
    {% for scenario in scenario_parameters() %}
        {% set years.first = [years.first, scenario['values'].start_year] | min %}
        {% set years.last = [years.last, scenario['values'].end_year] | max %}
    {% endfor %}
    {% for simulation_year in range(years.first, years.last + 1) %}
        {% set started = modules.datetime.datetime.now() %}
        {% set year_sql = sql
            .replace(this_year, '(select * from ' ~ trial_years ~ ' where simulation_year = ' ~ simulation_year ~ ')')
            .replace(last_year, '(select * from ' ~ building_relation ~ ' where simulation_year = '
                ~ (simulation_year - 1) ~ ' and exit_code = 0)') %}
        {% call statement('year', auto_begin=True) -%}
            insert into {{ building_relation }}
            {{ year_sql }}
        {%- endcall %}
        {% set counts = run_query(
            'select count(*), coalesce(sum(case when exit_code = 0 then 1 else 0 end), 0) from '
            ~ building_relation ~ ' where simulation_year = ' ~ simulation_year
        ).rows[0] %}
        {% set seconds = (modules.datetime.datetime.now() - started).total_seconds() %}
        {{ log(
            'simulated year ' ~ simulation_year ~ ': ' ~ '{:,}'.format(counts[1] | int) ~ ' active, '
            ~ '{:,}'.format(counts[0] | int) ~ ' rows, ' ~ '{:.2f}'.format(seconds) ~ ' s', info=true
        ) }}
    {% endfor %}

    {% if existing_relation is not none %}
        {{ adapter.rename_relation(existing_relation, backup_relation) }}
    {% endif %}
    {{ adapter.rename_relation(building_relation, target_relation) }}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ drop_relation_if_exists(backup_relation) }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
