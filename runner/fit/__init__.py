"""Before a plan is run: `fit` and `backtest` learn from past censuses, `calibrate` meets a target."""

from pathlib import Path
from typing import Any

import click
import yaml

from runner.config import SimulationConfig, load_config
from runner.config.parameters import json_value
from runner.errors import InputError
from runner.fit.calibration import calibrate
from runner.options import ParameterCommand, config_of, config_options, json_option, resource_options
from runner.projection import Scratch
from runner.publish import output_path, write_whole
from runner.read import read_sql
from runner.settings import Settings, duckdb_settings
from runner.show import document, headings, number, print_note, print_table, to_csv

__all__ = ["backtest", "calibrate", "fit"]
TABLES = ("hazards", "multipliers", "raises", "hire_profiles", "retirement_take_up")
# a run on fitted rates takes these, unless the configuration says otherwise
_WITH_FITTED = {"hazards_from": "fitted", "total_termination_rate": None, "new_hire_termination_rate": 0, "alignment": "random"}
_RATES = ("crude_rate", "crude_standard_error", "credibility", "fitted_value", "standard_error")


def fit_rates(config: SimulationConfig, settings: Settings) -> dict[str, Any]:
    """Fit to the censuses up to the baseline: the document of `--json`. Raises InputError for a file without past censuses."""
    columns = config.effective()["census_columns"]
    if "census_year" not in columns:
        message = f"`census_columns`: got {json_value(columns)}. Fitting needs a file (census_path) of several censuses"
        hint = "--set census_path=panel.csv --set census_columns.census_year=YEAR_COLUMN"
        raise InputError(f"{message}, and the column of their year as census_year.", hint)
    with Scratch(config, settings) as scratch:
        models = ("rpt_panel_quality", "rpt_panel_questions", "stg_census_rejects")
        wanted = config.to_vars() | {"hazards_from": "fitted"}  # so that dbt says whether there is something to fit to
        scratch.build(wanted, *models, *(f"fitted_{table}" for table in TABLES))
        quality = scratch.rows("select * from rpt_panel_quality order by census_year")
        estimates = scratch.rows("select * exclude (parameter_order) from rpt_fitted_parameters order by parameter_order")
        found = {row["parameter_name"]: row["estimate"] for row in estimates if row["estimate"] is not None}
        return {
            "questions": scratch.rows(read_sql(Path(__file__).parent / "queries" / "questions.sql")),
            "quality": quality,
            "rates": scratch.rows(read_sql(Path(__file__).parent / "queries" / "rates.sql")),
            "parameters": estimates,
            "tables": {name: to_csv(of) for name in TABLES if (of := scratch.rows(f"select * from fitted_{name} order by all"))},
            "configuration": _WITH_FITTED | found | config.model_dump(exclude_unset=True, warnings=False),
        }


def score_projection(
    config: SimulationConfig, settings: Settings, through: int | None = None, quiet: bool = True
) -> dict[str, Any]:
    """Fit to the censuses up to the baseline, project to the last one (or `through`), and score the projection."""
    found = fit_rates(config, settings)
    years = {row["census_year"]: row["role"] for row in found["quality"]}
    [baseline] = [year for year, role in years.items() if role == "baseline"]
    compared = [year for year, role in years.items() if role == "compared"]
    later = [year for year in compared if through is None or year <= through]
    if len(later) < min(2, max(1, len(compared))):  # two years are projected at least
        until = "" if through is None else f" and up to {through}"
        message = f"too few censuses after {baseline}{until}. The file has {', '.join(map(str, years))}."
        raise InputError(message, "Fit to fewer censuses with --baseline-census-year, or leave --through out.")
    replications = found["configuration"].get("replications", 200)
    years_of_plan = {"start_year": baseline + 1, "end_year": baseline + max(later[-1] - baseline, 2), "historical": True}
    scenarios = {"fitted": {}, "single_rate": {"hazards_from": "fitted_overall"}}
    counts = {"replications": replications, "detailed_replications": replications, "baseline_census_year": baseline}
    plan = load_config(overrides=found["configuration"] | years_of_plan | counts | {"scenarios": scenarios})
    with Scratch(plan, settings) as scratch:
        scratch.build(plan.to_vars(), "rpt_backtest_scores", quiet=quiet)
        scores = "select * exclude (scenario_id) from rpt_backtest_scores where scenario_id = 'fitted' order by all"
        cells = "select * from rpt_backtest order by scenario_id, measure, dimension, group_id, census_year"
        about = {"fit": found, "fitted_through": baseline, "projected": later, "replications": replications}
        return about | {"scores": scratch.rows(scores), "cells": scratch.rows(cells)}


@click.command(cls=ParameterCommand)
@click.option("--output", metavar="FILE.yml", help="Write the configuration with the estimates in it.")
@click.option("--tables", metavar="DIR", help="Write the fitted assumption tables as CSV files into this folder.")
@config_options
@resource_options
@json_option
def fit(output: str | None, tables: str | None, as_json: bool, **options: Any) -> None:
    """Fit termination, promotion and raise rates, hires and volatilities to past censuses.

    The census file has several years (census_columns.census_year) and stable ids. `fit` uses those up to
    baseline_census_year. It runs on DuckDB in a scratch file.

    \b
    Example:
      planwise fit --config panel.yml --output fitted.yml
      planwise run --config fitted.yml
    """
    config = config_of(options)
    plan = None if output is None else output_path(output)
    places = {} if tables is None else {table: output_path(Path(tables) / f"{table}.csv") for table in TABLES}
    found = fit_rates(config, duckdb_settings(target="duckdb", **options))
    files = {file: found["tables"][table] for table, file in places.items() if table in found["tables"]}
    if plan is not None:
        named = found["configuration"] | ({"database": f"{plan.stem}.duckdb"} if config._database else {})
        comment = "# Made by `planwise fit`: the configuration given, with estimates from past censuses.\n"
        files[plan] = comment + yaml.safe_dump(named, sort_keys=False, allow_unicode=True)
    for file, text in files.items():
        write_whole(file, text)
    if as_json:
        print(document("fit", found))
        return
    _print_fit(found)
    if config.replications == 1:
        print("Note: years differ by these volatilities. Set replications, for example to 100, to see by how much.")
    print(*(f"written: {file}\n" for file in files), sep="", end="")


@click.command(cls=ParameterCommand)
@click.option("--through", type=int, metavar="YEAR", help="Last census to compare [default: the last].")
@click.option("--cells", metavar="FILE.csv", help="Write each compared cell: actual, mean and quantiles.")
@config_options
@resource_options
@json_option
def backtest(through: int | None, cells: str | None, as_json: bool, **options: Any) -> None:
    """Fit to the first censuses of a panel, project the rest and compare with what happened.

    The fit uses the censuses up to baseline_census_year. The projection goes to the last census, with 200
    replications unless the configuration says otherwise. There are two yardsticks: one rate of each kind for
    everybody, and the last year repeated.

    \b
    Example:
      planwise backtest --config panel.yml --baseline-census-year 2014
    """
    file = None if cells is None else output_path(cells)
    config, settings = config_of(options), duckdb_settings(target="duckdb", **options)
    found = score_projection(config, settings, through, quiet=as_json)
    if file is not None:
        write_whole(file, to_csv(found["cells"]))
    if as_json:
        print(document("backtest", found))
        return
    _print_fit(found["fit"])
    years = f"Fitted through {found['fitted_through']}, projected {found['projected'][0]} to {found['projected'][-1]}"
    print(f"{years}, {found['replications']:,} replications")
    labels = {name: name.replace("_", "\n") for name in found["scores"][0]}
    formats = {name: "share" for name in labels if name.startswith("coverage") or "skill" in name}
    title = "Scorecard (error: mean absolute, of the mean over replications)"
    print_table(title, found["scores"], list(labels), labels, formats, short=True)
    counted = sum(row["cells"] for row in found["scores"])
    for width in (50, 90):
        inside = round(sum(row["cells"] * row[f"coverage_{width}"] for row in found["scores"]))
        print(f"{width} % bands cover {inside} of {counted} cells ({number(inside / counted, 'share')})")
    if file is not None:
        print(f"written: {file}")


def _print_fit(found: dict[str, Any]) -> None:
    print_table("Censuses", found["quality"], list(headings("censuses")), headings("censuses"))
    if rejected := [f"{row['rows_rejected']:,} in {row['census_year']}" for row in found["quality"] if row["rows_rejected"]]:
        print(f"rows rejected: {', '.join(rejected)}. The stg_census_rejects of a run say why.\n")
    labels = {name: name.replace("_", "\n") for name in ("group_name", "exposure_years", "events", *_RATES)}
    formats = dict.fromkeys(_RATES, "rate") | {"exposure_years": "count"}
    for decision, title in headings("fitted_to").items():
        if rates := [row for row in found["rates"] if row["decision"] == decision]:
            print_table(title, rates, list(labels), labels, formats)
    labels = headings("fitted")
    print_table("Fitted parameters", found["parameters"], list(labels), labels, {"estimate": "rate"})
    for row in found["questions"]:
        print_note(f"{row['severity']}: {row['sentence']}")
