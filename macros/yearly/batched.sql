{% materialization batched, adapter='default' %}
    {%- set building = make_intermediate_relation(this.incorporate(type='table')) -%}
    {%- set baseline = ref('int_workforce_opening').render() -%}
    {%- set trial_years = ref('int_trial_years').render() -%}
    {%- set counts = 'select * from ' ~ ref('int_level_counts').render() -%}
    {{ drop_relation_if_exists(load_cached_relation(building)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set batches = trial_batches(trial_years, baseline) -%}
    {% do set_compression(not batches) %}
    {%- set totals = add_totals(building, counts) -%}
    {% if batches %}
        {{ adapter.commit() }}
    {% endif %}

    {%- for batch in batches -%}
        {%- set started = modules.datetime.datetime.now() -%}
        {%- set year = namespace(previous=none, count=0) -%}
        {%- for simulation_year in batch.years -%}
            {%- set plan = 'select * from ' ~ trial_years ~ ' where simulation_year = ' ~ simulation_year ~ ' and ' ~ batch.trials -%}
            {% do move_view(
                ref('last_year'),
                'select * from ' ~ baseline ~ ' where simulation_year = ' ~ (simulation_year - 1) ~ ' and ' ~ batch.trials if loop.first
                else 'select * from ' ~ year.previous ~ ' where exit_code = ' ~ exit_code('active')
            ) %}
            {% do move_view(ref('this_year'), plan) %}
            {%- set simulated = add_batch_year(building, simulation_year, sql) -%}
            {#- views move and rest within one transaction, so that whatever fails in between leaves them where they were -#}
            {% do rest_years() %}
            {{ adapter.commit() }}
            {% do move_view(ref('counted_years'), 'select * from ' ~ simulated) %}
            {% do move_view(ref('counted_trial_years'), plan) %}
            {% call statement('totals') -%}
                insert into {{ totals }}
                {{ counts }}
            {%- endcall %}
            {%- set year.count = year.count + run_query('select count(*) from ' ~ simulated).rows[0][0] -%}
            {% do rest_counted_years() %}
            {{ adapter.commit() }}
            {% do run_query('drop table ' ~ year.previous) if year.previous %}
            {%- set year.previous = simulated -%}
        {%- endfor -%}
        {% do run_query('drop table ' ~ year.previous) %}
        {{ log(
            'simulated replications ' ~ batch.first_replication ~ ' to ' ~ batch.last_replication ~ ' of ' ~ batch.scenario_id ~ ': '
            ~ thousands(year.count) ~ ' rows, ' ~ seconds_since(started) ~ ' s', info=true
        ) }}
    {%- endfor -%}

    {%- for name in ['last_year', 'this_year', 'counted_years', 'counted_trial_years'] if batches -%}
        {% do describe_view(name) %}
    {%- endfor -%}
    {% do set_compression(true) %}
    {% set finished = publish_years(building, this, [totals]) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(finished, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [finished]}) }}
{% endmaterialization %}
