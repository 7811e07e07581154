{% materialization yearly, adapter='default' %}
    {%- set building_relation = make_intermediate_relation(this.incorporate(type='table')) -%}
    {%- set totals_relation = source('simulation', 'batch_totals') -%}
    {%- set building_totals = make_intermediate_relation(totals_relation.incorporate(type='table')) -%}
    {%- set opening_relation = ref(config.require('opening')) -%}
    {%- set trial_years = ref(config.require('trial_years')) -%}
    {%- set totals = select_ephemeral(config.require('totals')) -%}
    {{ drop_relation_if_exists(load_cached_relation(building_relation)) }}
    {{ drop_relation_if_exists(load_cached_relation(building_totals)) }}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do set_compression(false) %}

    {%- set year = namespace(sql=sql, previous=none) -%}
    {%- for cte in totals.ctes -%}
        {%- set year.sql = year.sql.replace(cte ~ ',', '') -%}
    {%- endfor -%}
    {%- set batches = trial_batches(trial_years, opening_relation) -%}
    {%- set ranges = [] -%}
    {% for group in run_query(
        'select min(trial_id), max(trial_id) from ' ~ trial_years ~ ' where is_detailed group by scenario_id'
    ).rows if batches %}
        {% do ranges.append('trial_id between ' ~ group[0] ~ ' and ' ~ group[1]) %}
    {% endfor %}
    {%- set detailed = ' and (' ~ ranges | join(' or ') ~ ')' if ranges else '' -%}

    {#- the trials of which rows per employee are kept, all together #}
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
            {% do opening.append(
                'select * from ' ~ opening_relation ~ ' where simulation_year = ' ~ (simulation_year - 1) ~ detailed
            ) %}
        {% endif %}
        {% if not loop.first %}
            {% do opening.append(
                'select * from ' ~ rows_of_year(building_relation, simulation_year - 1) ~ ' where exit_code = 0'
            ) %}
        {% endif %}
        {% do add_year(building_relation, simulation_year, year.sql, {
            source('simulation', 'last_year') | string: '(' ~ opening | join(' union all ') ~ ')',
            source('simulation', 'this_year') | string:
                '(select * from ' ~ trial_years ~ ' where is_detailed and simulation_year = ' ~ simulation_year ~ ')'
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

    {#- the other trials, some at a time: of each year only its totals outlive the year after it -#}
    {%- set all_totals = add_totals(building_totals, replace_names(totals.sql, {
        source('simulation', 'workforce_years') | string:
            '(select * from ' ~ rows_of_year(building_relation, years_simulated[0]) ~ ' where exit_code < 0)'
    })) -%}
    {% if batches %}
        {{ adapter.commit() }}
    {% endif %}
    {% for batch in batches %}
        {% set started = modules.datetime.datetime.now() %}
        {% set rows = namespace(count=0) %}
        {% set year.previous = none %}
        {% for simulation_year in batch.years %}
            {% set of_year = ' where simulation_year = ' ~ (simulation_year - loop.first) ~ ' and ' ~ batch.trials %}
            {% set this_year =
                '(select * from ' ~ trial_years ~ ' where simulation_year = ' ~ simulation_year ~ ' and ' ~ batch.trials ~ ')'
            %}
            {% set rows_relation = add_batch_year(building_relation, simulation_year, year.sql, {
                source('simulation', 'last_year') | string:
                    '(select * from ' ~ opening_relation ~ of_year ~ ')' if loop.first
                    else '(select * from ' ~ year.previous ~ ' where exit_code = 0)',
                source('simulation', 'this_year') | string: this_year
            }) %}
            {% call statement('totals', auto_begin=False) -%}
                insert into {{ all_totals }}
                {{ replace_names(totals.sql, {
                    trial_years | string: this_year, source('simulation', 'workforce_years') | string: rows_relation | string
                }) }}
            {%- endcall %}
            {% set rows.count = rows.count + run_query('select count(*) from ' ~ rows_relation).rows[0][0] %}
            {% do run_query('drop table ' ~ year.previous) if year.previous %}
            {% set year.previous = rows_relation %}
        {% endfor %}
        {% do run_query('drop table ' ~ year.previous) %}
        {% set seconds = (modules.datetime.datetime.now() - started).total_seconds() %}
        {{ log(
            'simulated replications ' ~ batch.first_replication ~ ' to ' ~ batch.last_replication ~ ' of '
            ~ batch.scenario_id ~ ': ' ~ '{:,}'.format(rows.count | int) ~ ' rows, ' ~ '{:.2f}'.format(seconds) ~ ' s',
            info=true
        ) }}
    {% endfor %}

    {% do set_compression(true) %}
    {% set parts = [] %}
    {% for simulation_year in years_simulated %}
        {% do parts.append(rows_of_year(building_relation, simulation_year)) %}
    {% endfor %}
    {% set target_relation = publish_years(building_relation, this, parts) %}
    {% set finished_totals = publish_years(building_totals, totals_relation, [all_totals]) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {% do persist_docs(finished_totals, graph.sources['source.planwise.simulation.batch_totals']) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation, finished_totals]}) }}
{% endmaterialization %}
