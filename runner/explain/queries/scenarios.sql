-- One row per scenario, in order: its name and description, what its alignment means, whether ages are drawn, and how many replications have rows per employee.
select
    scenarios.scenario_id,
    scenarios.scenario_id || coalesce(' (' || scenarios.description || ')', '') as described,
    least(scenarios.replications, cast(kept.parameter_value as bigint)) as detailed_replications,
    case scenarios.alignment
        when 'exact'
            then 'alignment exact: the plan fixes how many leave and how many are promoted, and takes those whose draws are'
                || ' lowest for their chances. In brackets stands the draw below which this employee is among them.'
        else 'alignment random: it happens if the draw is below the chance. Layoffs and promotions that need room take the lowest'
            || ' draws.'
    end || case
        when quality.value > 0 then ' The census has no age for ' || quality.value || ' employees: theirs are drawn.' else ''
    end as about_alignment
from int_scenario_parameters as scenarios
inner join simulation_config as kept
    on scenarios.scenario_id = kept.scenario_id and kept.parameter_name = 'detailed_replications'
inner join rpt_data_quality as quality
    on quality.metric = 'ages_imputed'
order by scenarios.scenario_order
