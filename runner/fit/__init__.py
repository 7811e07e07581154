"""Before a plan is run: `fit` and `backtest` learn from past censuses, `calibrate` meets a target."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import click

from runner.config import SimulationConfig, load_config
from runner.config.parameters import parameters
from runner.errors import InputError
from runner.fit.calibration import calibrate
from runner.fit.estimates import Fit, baseline_year, csv_text, fit, fit_rates, print_fit
from runner.options import ParameterCommand, config_of, config_options, json_option, resource_options
from runner.projection import Scratch
from runner.publish import output_path, write_whole
from runner.settings import Settings, duckdb_settings
from runner.show import document, number, print_table

FITTED, YARDSTICK = "fitted", "single_rate"  # the two scenarios of a backtest


@dataclass(frozen=True)
class Backtest:
    """How a projection from past censuses met the later ones, as plain data."""

    fit: Fit
    fitted_through: int
    projected: list[int]
    replications: int
    scores: list[dict[str, Any]]
    cells: list[dict[str, Any]]


def score_projection(config: SimulationConfig, settings: Settings, through: int | None = None, quiet: bool = True) -> Backtest:
    """Fit to the censuses up to the baseline, project to the last one (or `through`), and score the projection.

    Values of the configuration stand. Raises InputError when there is nothing to fit or to compare.
    """
    found = fit_rates(config, settings)
    baseline = baseline_year(config)
    years = [row["census_year"] for row in found.quality]
    later = [year for year in years if baseline < year <= (through or years[-1])]
    if len(later) < min(2, max(1, sum(year > baseline for year in years))):  # two years are projected at least
        until = "" if through is None else f" and up to {through}"
        message = f"too few censuses after {baseline}{until}. The file has {', '.join(map(str, years))}."
        raise InputError(message, "Fit to fewer censuses with --baseline-census-year, or leave --through out.")
    replications = found.configuration.get("replications", 200)
    # the simulation does not go back as far as some panels: such a projection starts in the plan's own year
    start = baseline + 1 if baseline + 1 >= (parameters()["start_year"].min or 0) else int(config.start_year)
    years_of_plan = {"start_year": start, "end_year": start + max(later[-1] - baseline, 2) - 1}
    scenarios = {FITTED: {}, YARDSTICK: {"hazards_from": "fitted_overall"}}
    counts = {"replications": replications, "detailed_replications": replications, "baseline_census_year": baseline}
    plan = load_config(overrides=found.configuration | years_of_plan | counts | {"scenarios": scenarios})
    with Scratch(plan, settings) as scratch:
        scratch.build(plan.to_vars(), "rpt_backtest_scores", quiet=quiet)
        scores = "select * exclude (scenario_id) from rpt_backtest_scores where scenario_id = 'fitted' order by all"
        cells = "select * from rpt_backtest order by scenario_id, measure, dimension, group_id, census_year"
        return Backtest(found, baseline, later, replications, scratch.rows(scores), scratch.rows(cells))


@click.command(cls=ParameterCommand)
@click.option("--through", type=int, metavar="YEAR", help="Last census to compare [default: the last].")
@click.option("--cells", metavar="FILE.csv", help="Write each compared cell: actual, mean and quantiles.")
@config_options
@resource_options
@json_option
def backtest(through: int | None, cells: str | None, as_json: bool, **options: Any) -> None:
    """Fit to the first censuses of a panel, project the rest and compare with what happened.

    The fit uses the censuses up to baseline_census_year. The projection goes to the last census, with 200
    replications unless the configuration says otherwise. There are two yardsticks: one termination rate for
    everybody, and the last year repeated.

    \b
    Example:
      planwise backtest --config panel.yml --baseline-census-year 2014
    """
    file = None if cells is None else output_path(cells)
    config, settings = config_of(options), duckdb_settings(target="duckdb", **options)
    found = score_projection(config, settings, through, quiet=as_json)
    if file is not None:
        write_whole(file, csv_text(found.cells))
    if as_json:
        print(document("backtest", asdict(found)))
        return
    print_fit(found.fit)
    first, last = found.projected[0], found.projected[-1]
    print(f"Fitted through {found.fitted_through}, projected {first} to {last}, {found.replications:,} replications")
    labels = {name: name.replace("_", "\n") for name in found.scores[0]}
    labels |= {"dimension": "by", "coverage_50": "in\n50 %", "coverage_90": "in\n90 %"}
    labels |= {"single_rate_error": "one\nrate's\nerror", "last_year_repeated_error": "last\nyear's\nerror"}
    formats = {name: "share" for name in labels if name.startswith(("coverage", "skill"))}
    title = "Scorecard (error: mean absolute, of the mean over replications)"
    print_table(title, found.scores, list(labels), labels, formats, short=True)
    counted = [cell for cell in found.cells if cell["scenario_id"] == FITTED]
    for width, low, high in ((50, "p25", "p75"), (90, "p5", "p95")):
        inside = sum(cell[low] <= cell["actual"] <= cell[high] for cell in counted)
        print(f"{width} % bands cover {inside} of {len(counted)} cells ({number(inside / len(counted), 'share')})")
    if file is not None:
        print(f"written: {file}")


__all__ = ["backtest", "calibrate", "fit"]
