-- One row per dot: the value of a replication, or of each hundredth of them where there are more than 100, for the first twelve thresholds and
-- years. Dots that are close stand above one another. The threshold, in words, is in place of the scenario that other charts are divided by.
with

risks as (
    select
        report.*,
        regexp_extract(report.sentence, '^(.*) in [0-9,]+ of [0-9,]+ replications: ', 1)
        || case when count(distinct report.scenario_id) over () > 1 then ' (' || report.scenario_id || ')' else '' end as label,
        row_number() over (
            order by
                scenarios.scenario_order,
                case report.dimension when 'all' then 0 when 'level' then 1 else 2 end,
                report.dimension,
                report.value, report.measure, report.threshold, report.simulation_year
        ) as place
    from rpt_threshold_risk as report
    inner join int_scenario_parameters as scenarios
        on report.scenario_id = scenarios.scenario_id
    qualify place <= 12
),

ranked as (
    select
        risks.label,
        risks.place as place_of_label,
        risks.side,
        risks.threshold::double as threshold,
        amounts.hundredths / 100 as amount,
        row_number() over (partition by risks.label order by amounts.hundredths) as place_in_order,
        count(*) over (partition by risks.label) as replications
    from risks
    inner join int_trial_measures as amounts
        on risks.scenario_id = amounts.scenario_id
        and risks.simulation_year = amounts.simulation_year
        and risks.dimension = amounts.dimension
        and risks.value = amounts.value
        and risks.measure = amounts.measure
),

dots as (
    select
        label,
        place_of_label,
        side,
        threshold,
        quantile_disc(amount, 0.5) as amount,
        (place_in_order - 1) * least(replications, 100) // replications as dot
    from ranked
    group by label, place_of_label, side, threshold, dot
),

scaled as (
    -- heaps of a fortieth of the width stand side by side, and one ends at the threshold
    select
        *,
        case when side = 'above' then amount > threshold else amount < threshold end as is_beyond,
        (greatest(max(amount) over of_label, threshold) - least(min(amount) over of_label, threshold)) / 40 as width
    from dots
    window of_label as (partition by label)
),

heaped as (
    select
        *,
        case
            when width = 0 then threshold
            when side = 'above' then threshold + width * (ceil((amount - threshold) / width) - 0.5)
            else threshold + width * (floor((amount - threshold) / width) + 0.5)
        end as middle
    from scaled
)

select
    label as scenario_id,
    threshold,
    amount,
    middle,
    case when is_beyond then 'Beyond' else 'Within' end as side,
    row_number() over (partition by label, middle order by amount) as place
from heaped
order by place_of_label, amount
