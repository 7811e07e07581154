{% materialization yearly, adapter='default' %}
    {%- set building = make_intermediate_relation(this.incorporate(type='table')) -%}
    {%- set baseline = ref('int_workforce_opening').render() -%}
    {%- set trial_years = ref('int_trial_years').render() -%}
    {{ drop_relation_if_exists(load_cached_relation(building)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do set_compression(false) %}

    {%- set trials = detailed_trials(trial_years) -%}
    {%- for simulation_year in trials.years -%}
        {%- set started = modules.datetime.datetime.now() -%}
        {#- who is there when the year begins: those whom the year before left, and the baseline where a scenario begins -#}
        {%- set opening = [] -%}
        {%- if simulation_year in trials.first_years -%}
            {%- do opening.append(
                'select * from ' ~ baseline ~ ' where simulation_year = ' ~ (simulation_year - 1) ~ ' and ' ~ trials.condition
            ) -%}
        {%- endif -%}
        {%- if not loop.first -%}
            {%- do opening.append(
                'select * from ' ~ rows_of_year(building, simulation_year - 1) ~ ' where exit_code = ' ~ exit_code('active')
            ) -%}
        {%- endif -%}
        {% do move_view(ref('last_year'), opening | join(' union all ')) %}
        {% do move_view(
            ref('this_year'), 'select * from ' ~ trial_years ~ ' where is_detailed and simulation_year = ' ~ simulation_year
        ) %}
        {% do add_year(building, simulation_year, sql, is_first=loop.first) %}
        {%- set rows, active = run_query(
            'select count(*), coalesce(sum(case when exit_code = ' ~ exit_code('active') ~ ' then 1 else 0 end), 0) from '
            ~ rows_of_year(building, simulation_year)
        ).rows[0] -%}
        {{ log(
            'simulated year ' ~ simulation_year ~ ': ' ~ thousands(active) ~ ' active, ' ~ thousands(rows) ~ ' rows, '
            ~ seconds_since(started) ~ ' s', info=true
        ) }}
    {%- endfor -%}

    {% do rest_years() %}
    {% do describe_view('last_year') %}
    {% do describe_view('this_year') %}
    {% do set_compression(true) %}
    {%- set parts = [] -%}
    {%- for simulation_year in trials.years -%}
        {%- do parts.append(rows_of_year(building, simulation_year)) -%}
    {%- endfor -%}
    {% set finished = publish_years(building, this, parts) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(finished, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [finished]}) }}
{% endmaterialization %}
