{% materialization yearly, adapter='default' %}
    {%- set building_relation = make_intermediate_relation(this.incorporate(type='table')) -%}
    {%- set opening_relation = ref(config.require('opening')) -%}
    {%- set trial_years = ref(config.require('trial_years')) -%}
    {{ drop_relation_if_exists(load_cached_relation(building_relation)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set years = namespace(starts=[], last=0) -%}
    {% for scenario in scenario_parameters() %}
        {% do years.starts.append(scenario['values'].start_year) %}
        {% set years.last = [years.last, scenario['values'].end_year] | max %}
    {% endfor %}
    {%- set years_simulated = range(years.starts | min, years.last + 1) -%}
    {% for simulation_year in years_simulated %}
        {% set started = modules.datetime.datetime.now() %}
        {#- who is there when the year begins: those that the year before left, and the baseline where it is the first #}
        {% set opening = [] %}
        {% if simulation_year in years.starts %}
            {% do opening.append('select * from ' ~ opening_relation ~ ' where simulation_year = ' ~ (simulation_year - 1)) %}
        {% endif %}
        {% if not loop.first %}
            {% do opening.append(
                'select * from ' ~ rows_of_year(building_relation, simulation_year - 1) ~ ' where exit_code = 0'
            ) %}
        {% endif %}
        {% do add_year(building_relation, simulation_year, sql, {
            source('simulation', 'last_year') | string: '(' ~ opening | join(' union all ') ~ ')',
            source('simulation', 'this_year') | string:
                '(select * from ' ~ trial_years ~ ' where simulation_year = ' ~ simulation_year ~ ')'
        }, is_first=loop.first) %}
        {% set counts = run_query(
            'select count(*), coalesce(sum(case when exit_code = 0 then 1 else 0 end), 0) from '
            ~ rows_of_year(building_relation, simulation_year)
        ).rows[0] %}
        {% set seconds = (modules.datetime.datetime.now() - started).total_seconds() %}
        {{ log(
            'simulated year ' ~ simulation_year ~ ': ' ~ '{:,}'.format(counts[1] | int) ~ ' active, '
            ~ '{:,}'.format(counts[0] | int) ~ ' rows, ' ~ '{:.2f}'.format(seconds) ~ ' s', info=true
        ) }}
    {% endfor %}

    {% set target_relation = publish_years(building_relation, this, years_simulated) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
