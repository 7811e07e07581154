"""Fits to the first censuses of a panel, projects the rest and compares; by the project's models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.declarations import declared_parameters
from runner.errors import InputError
from runner.fit import Fit, baseline_year, fit
from runner.scratch import Scratch

if TYPE_CHECKING:
    from runner.config import SimulationConfig
    from runner.settings import Settings

FITTED, YARDSTICK = "fitted", "single_rate"
_SCORES = (
    f"select * exclude (scenario_id) from rpt_backtest_scores where scenario_id = '{FITTED}' order by all"
)
_CELLS = "select * from rpt_backtest order by scenario_id, measure, dimension, group_id, census_year"


@dataclass(frozen=True)
class Backtest:
    """How a projection from past censuses met the later ones; plain data."""

    fit: Fit
    fitted_through: int
    projected: list[int]
    replications: int
    scores: list[dict[str, Any]]
    cells: list[dict[str, Any]]


def backtest(
    config: SimulationConfig, settings: Settings, through: int | None = None, quiet: bool = True
) -> Backtest:
    """Fit to the censuses up to the baseline's, project to the last one, score against what happened.

    `through` is the last census compared. What the configuration gives stands; the rest of the parameters
    is as fitted, with 200 replications. Raises InputError when there is nothing to fit or to compare.
    """
    from runner.config import load_config

    found = fit(config, settings)
    baseline = baseline_year(config)
    years = [row["census_year"] for row in found.quality]
    later = [year for year in years if baseline < year <= (through or years[-1])]
    if not later:
        raise InputError(
            f"no census after {baseline}{f' and up to {through}' if through else ''} to compare with;"
            f" the file has {', '.join(map(str, years))}",
            hint="fit to fewer censuses: --baseline-census-year YEAR",
        )
    if through is not None and len(later) < min(2, sum(year > baseline for year in years)):
        raise InputError(
            f"`--through`: got {through}; it must be {baseline + 2} or later, for two projected years",
            hint="--through YEAR, or leave it out",
        )
    given = found.configuration
    count = given.get("replications", 200)
    start = _first_year(config, baseline)
    plan = load_config(
        overrides={name: value for name, value in given.items() if name != "scenarios"}
        | {
            "baseline_census_year": baseline,
            "start_year": start,
            "end_year": start + max(later[-1] - baseline, 2) - 1,
            "replications": count,
            "detailed_replications": count,
            "scenarios": {FITTED: {}, YARDSTICK: {"hazards_from": "fitted_overall"}},
        }
    )
    with Scratch(plan, settings) as scratch:
        scratch.build(plan.to_vars(), "rpt_backtest_scores", quiet=quiet)
        return Backtest(
            fit=found,
            fitted_through=baseline,
            projected=later,
            replications=count,
            scores=scratch.rows(_SCORES),
            cells=scratch.rows(_CELLS),
        )


def _first_year(config: SimulationConfig, baseline: int) -> int:
    """The year after the baseline, or, where the simulation does not go back so far, the plan's own start."""
    years = declared_parameters()["start_year"]
    assert years.min is not None
    return baseline + 1 if baseline + 1 >= years.min else int(config.effective()["start_year"])
