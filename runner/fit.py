"""Fits rates and parameters to past censuses, by the project's models in a scratch file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.errors import InputError
from runner.messages import shown
from runner.scratch import Scratch

if TYPE_CHECKING:
    from runner.config import SimulationConfig
    from runner.settings import Settings

RATES = (
    "select decision, dimension, level_id, from_years, to_years, exposure_years, events, crude_rate, "
    "crude_standard_error, credibility, fitted_value, standard_error from rpt_fitted_rates "
    "where base_rate is not null order by decision, dimension, level_id, from_years"
)
PARAMETERS = (
    "select parameter_name, estimate, observations, basis from rpt_fitted_parameters order by parameter_order"
)
QUALITY = "select * from rpt_panel_quality order by census_year"
TABLES = ("hazards", "multipliers", "raises", "hire_profiles")

# what a run on fitted rates takes unless the configuration says otherwise
WITH_FITTED = {
    "hazards_from": "fitted",
    "total_termination_rate": None,
    "new_hire_termination_rate": 0,
    "alignment": "random",
}


@dataclass(frozen=True)
class Fit:
    """What past censuses say; plain data."""

    quality: list[dict[str, Any]]
    rates: list[dict[str, Any]]
    parameters: list[dict[str, Any]]
    tables: dict[str, str]  # assumption table -> the text of a CSV file
    configuration: dict[str, Any]  # that of the fit, with what was found


def check_panel(config: SimulationConfig) -> None:
    """Raise InputError when the configuration names no column of the census year."""
    given = config.effective()
    if "census_year" not in given["census_columns"] or given["census_path"] is None:
        raise InputError(
            f"`census_columns`: got {shown(given['census_columns'])}; fitting needs a file (census_path) with"
            " several censuses, the column of their year named as census_year",
            hint="--set census_path=panel.csv --set census_columns.census_year=YEAR_COLUMN",
        )


def fit(config: SimulationConfig, settings: Settings) -> Fit:
    """Fit to the censuses up to the baseline's year. Raises InputError for a file without past censuses."""
    check_panel(config)
    with Scratch(config, settings) as scratch:
        scratch.build(
            config.to_vars(),
            *("rpt_panel_quality", "rpt_fitted_parameters", "stg_census_rejects"),
            *(f"fitted_{table}" for table in TABLES),
        )
        quality = scratch.rows(QUALITY)
        _check_years(config, quality)
        parameters = scratch.rows(PARAMETERS)
        return Fit(
            quality=quality,
            rates=scratch.rows(RATES),
            parameters=parameters,
            tables={
                table: _csv(scratch.rows(f"select * from fitted_{table} order by all")) for table in TABLES
            },
            configuration=_with_estimates(config, parameters),
        )


def baseline_year(config: SimulationConfig) -> int:
    """The census that the projection starts from."""
    given = config.effective()
    return int(given["baseline_census_year"] or given["start_year"] - 1)


def _check_years(config: SimulationConfig, quality: list[dict[str, Any]]) -> None:
    baseline = baseline_year(config)
    years = [row["census_year"] for row in quality]
    if baseline not in years or years.index(baseline) == 0:
        raise InputError(
            f"`baseline_census_year`: got {baseline}; must be a census with at least one before it;"
            f" the file has {', '.join(map(str, years)) or 'no usable rows'}",
            hint="--baseline-census-year YEAR",
        )


def _with_estimates(config: SimulationConfig, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    given = config.model_dump(exclude_unset=True)
    found = {row["parameter_name"]: row["estimate"] for row in parameters if row["estimate"] is not None}
    return given | {name: value for name, value in (WITH_FITTED | found).items() if name not in given}


def _csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def write_tables(found: Fit, folder: Path) -> list[Path]:
    """The fitted assumption tables as CSV files in the shape of the seeds; tables without rows are left."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table, text in found.tables.items():
        if text:
            file = folder / f"{table}.csv"
            file.write_text(text, encoding="utf-8")
            written.append(file)
    return written
