"""`fit`: the project's models estimate rates and parameters from past censuses, in a scratch file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from runner.config import SimulationConfig
from runner.config.parameters import json_value, problem
from runner.errors import InputError
from runner.options import ParameterCommand, config_of, config_options, json_option, resource_options
from runner.projection import Scratch
from runner.publish import output_path, write_whole
from runner.read import read_sql
from runner.settings import Settings, duckdb_settings
from runner.show import document, number, print_table

TABLES = ("hazards", "multipliers", "raises", "hire_profiles")
# a run on fitted rates takes these, unless the configuration says otherwise
_WITH_FITTED = {"hazards_from": "fitted", "total_termination_rate": None, "new_hire_termination_rate": 0, "alignment": "random"}
_LARGE_SPREAD = 0.1  # no employer plans a yearly growth that varies by more
_QUALITY = (
    {"census_year": "year", "census_date": "date", "headcount": "heads", "entries": "en-\ntries"}
    | {"entries_back_after_a_gap": "back\nafter\ngap", "entries_hired_before_previous_census": "hired\nbefore\nlast"}
    | {"exits": "exits", "likely_rekeyed": "new\nid", "seen_once_and_gone": "seen\nonce"}
    | {"titles_renamed": "re-\ntitled", "moves_up": "up", "moves_down": "down"}
)
_RATES = ("crude_rate", "crude_standard_error", "credibility", "fitted_value", "standard_error")


@dataclass(frozen=True)
class Fit:
    """Estimates from past censuses, as plain data."""

    quality: list[dict[str, Any]]
    rates: list[dict[str, Any]]
    parameters: list[dict[str, Any]]
    tables: dict[str, str]  # assumption table -> the text of a CSV file
    configuration: dict[str, Any]  # that of the fit, with the estimates


def fit_rates(config: SimulationConfig, settings: Settings) -> Fit:
    """Fit to the censuses up to the baseline. Raises InputError for a file without past censuses."""
    columns, baseline = config.effective()["census_columns"], baseline_year(config)
    if "census_year" not in columns:
        message = f"`census_columns`: got {json_value(columns)}. Fitting needs a file (census_path) of several censuses"
        hint = "--set census_path=panel.csv --set census_columns.census_year=YEAR_COLUMN"
        raise InputError(f"{message}, and the column of their year as census_year.", hint)
    with Scratch(config, settings) as scratch:
        models = ("rpt_panel_quality", "rpt_fitted_parameters", "stg_census_rejects")
        scratch.build(config.to_vars(), *models, *(f"fitted_{table}" for table in TABLES))
        quality = scratch.rows("select * from rpt_panel_quality order by census_year")
        years = [row["census_year"] for row in quality]
        if baseline not in years[1:]:
            message = problem("baseline_census_year", baseline, "a census with at least one before it")
            message += f" The file has {', '.join(map(str, years)) or 'no usable rows'}."
            raise InputError(message, "--baseline-census-year YEAR")
        parameters = scratch.rows("select * exclude (parameter_order) from rpt_fitted_parameters order by parameter_order")
        found = {row["parameter_name"]: row["estimate"] for row in parameters if row["estimate"] is not None}
        return Fit(
            quality=quality,
            rates=scratch.rows(read_sql(Path(__file__).parent / "queries" / "rates.sql")),
            parameters=parameters,
            tables={table: csv_text(scratch.rows(f"select * from fitted_{table} order by all")) for table in TABLES},
            configuration=_WITH_FITTED | found | config.model_dump(exclude_unset=True),
        )


def baseline_year(config: SimulationConfig) -> int:
    return int(config.baseline_census_year or config.start_year - 1)


def csv_text(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([list(row) for row in rows[:1]] + [list(row.values()) for row in rows])
    return text.getvalue()


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
      planwise fit --config panel.yml
      planwise fit --config panel.yml --output fitted.yml
      planwise run --config fitted.yml
    """
    config = config_of(options)
    plan = None if output is None else output_path(output)
    places = {} if tables is None else {table: output_path(Path(tables) / f"{table}.csv") for table in TABLES}
    found = fit_rates(config, duckdb_settings(target="duckdb", **options))
    files = {file: found.tables[table] for table, file in places.items() if found.tables[table]}
    if plan is not None:
        files[plan] = "# Made by `planwise fit`: the configuration given, with estimates from past censuses.\n"
        files[plan] += yaml.safe_dump(found.configuration, sort_keys=False, allow_unicode=True)
    for file, text in files.items():
        write_whole(file, text)
    if as_json:
        print(document("fit", asdict(found)))
        return
    print_fit(found)
    if (spread := found.configuration.get("growth_volatility", 0)) > _LARGE_SPREAD:
        print(f"Note: growth_volatility {number(spread, 'rate')} is large. Does the file cover others than before, or seasons?")
    if config.replications == 1:
        print("Note: years differ by these volatilities. Set replications, for example to 100, to see by how much.")
    for file in files:
        print(f"written: {file}")


def print_fit(found: Fit) -> None:
    print_table("Censuses", found.quality, list(_QUALITY), _QUALITY)
    if rejected := [f"{row['rows_rejected']:,} in {row['census_year']}" for row in found.quality if row["rows_rejected"]]:
        print(f"rows rejected: {', '.join(rejected)}. The stg_census_rejects of a run say why.\n")
    labels = {name: name.replace("_", "\n") for name in ("group", "exposure_years", "events", *_RATES)}
    formats = dict.fromkeys(_RATES, "rate") | {"exposure_years": "count"}
    for decision in ("termination", "promotion", "raise"):
        rates = [row | {"group": _name_group(row)} for row in found.rates if row["decision"] == decision]
        if rates:
            more = "" if decision == "raise" else ", multipliers of ages and tenures"
            print_table(f"Fitted to {decision}s: rates of levels{more}", rates, list(labels), labels, formats)
    labels = {"parameter_name": "parameter", "estimate": "estimate", "observations": "n", "basis": "basis"}
    print_table("Fitted parameters", found.parameters, list(labels), labels, {"estimate": "rate"})


def _name_group(row: dict[str, Any]) -> str:
    first, last = row["from_years"] if row["level_id"] is None else row["level_id"], row["to_years"]
    end = "" if last == first or row["dimension"] == "level" else "+" if last is None else f"-{last}"
    return f"{row['dimension']} {first}{end}"  # level 1, age 25-29 or tenure 30+
