"""The assumptions of the run: parameters and tables, each with unit and source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from runner.declarations import Parameter, declared_parameters
from runner.errors import EnvironmentProblem
from runner.html_report.facts import Facts
from runner.html_report.figures import DataTable
from runner.html_report.numbers import NONE, fixed, joined, plain
from runner.html_report.reproduce import typed
from runner.project import PROJECT_DIR
from runner.yaml_text import read_yaml

_TITLES = {
    "job_levels": "Job levels",
    "hazards": "Base rates of leaving and promotion",
    "multipliers": "Factors for age and tenure",
    "raises": "Merit raises",
    "hire_profiles": "Hire profiles",
    "entry_ages": "Ages on entry",
}
_FITTED = ("hazards", "multipliers", "raises", "hire_profiles")
_LONG = 12  # rows from which a table is folded
_ROWS = 200


@dataclass(frozen=True)
class ColumnSource:
    """What a column of an assumption table means, its unit, where it is from and the date it stands for."""

    column: str
    description: str
    unit: str
    source: str
    as_of: str


@dataclass(frozen=True)
class AssumptionTable:
    """An assumption table as the run used it."""

    key: str
    title: str
    description: str
    origin: str
    sources: list[ColumnSource]
    table: DataTable
    is_long: bool


def parameter_rows(facts: Facts) -> list[dict[str, Any]]:
    """Every parameter: value, where it differs by scenario, default, unit and meaning."""
    values: dict[str, dict[str, str | None]] = {}
    for row in facts.rows["parameters"]:
        values.setdefault(row["parameter_name"], {})[row["scenario_id"]] = row["parameter_value"]
    rows = []
    for name, declared in declared_parameters().items():
        if name not in values:
            continue
        found = values[name]
        own = found.get(facts.reference.name)
        others = [
            (entry.name, _written(found[entry.name]))
            for entry in facts.listed[1:]
            if entry.name in found and found[entry.name] != own
        ]
        rows.append(
            {
                "name": name,
                "value": _written(own),
                "entries": _entries(declared, own),
                "others": others,
                "is_changed": bool(others) or not _is_default(declared, own),
                "default": _written(_default_text(declared)),
                "unit": "" if declared.unit == "none" else declared.unit,
                "description": " ".join(declared.description.split()),
            }
        )
    return rows


def assumption_tables(facts: Facts) -> list[AssumptionTable]:
    """The tables behind the parameters; ages on entry only where ages were drawn from them."""
    given = _run_value(facts, "assumptions") or {}
    seeds = _seeds()
    names = {level["level_id"]: level["level_name"] for level in facts.rows["job_levels"]}
    tables = []
    for key, title in _TITLES.items():
        if key == "entry_ages" and not _run_value(facts, "impute_missing_age"):
            continue
        seed = seeds[f"default_{key}"]
        table = _data_table(facts, key, title, names)
        tables.append(
            AssumptionTable(
                key=key,
                title=title,
                description="" if key in given else " ".join(seed["description"].split()),
                origin=_origin(facts, key, given),
                sources=_sources(seed, key in given),
                table=table,
                is_long=len(table.rows) > _LONG,
            )
        )
    return tables


def _origin(facts: Facts, key: str, given: dict[str, str]) -> str:
    fitted = [entry.name for entry in facts.listed if entry.hazards_from != "assumptions"]
    origin = f"your file {given[key]}" if key in given else "the bundled table"
    if key not in _FITTED or not fitted:
        return origin
    if len(fitted) == len(facts.listed):
        return "fitted to past censuses (hazards_from)"
    return f"{origin}; fitted to past censuses in {joined(fitted)}"


def _data_table(facts: Facts, key: str, title: str, names: dict[int, str]) -> DataTable:
    """The rows, once where all scenarios share them; scenarios that have rows of their own are named."""
    merged: dict[tuple[Any, ...], list[str]] = {}
    found = facts.rows[key]
    columns = [name for name in (found[0] if found else {}) if name != "scenario_id"]
    for row in found:
        merged.setdefault(tuple(row[name] for name in columns), []).append(row.get("scenario_id", ""))
    everywhere = all(len(set(owners)) >= len(facts.scenarios) for owners in merged.values())
    shared = everywhere or not any(any(owners) for owners in merged.values())
    rows = []
    for values, owners in list(merged.items())[:_ROWS]:
        cells = [_assumed(key, name, value, names) for name, value in zip(columns, values, strict=True)]
        everyone = len(set(owners)) >= len(facts.scenarios)
        rows.append(cells if shared else [*cells, "all" if everyone else joined(sorted(set(owners)))])
    heads = [*map(_heading, columns), *([] if shared else ["Scenario"])]
    note = f"The first {_ROWS} of {len(merged):,} rows." if len(merged) > _ROWS else ""
    words = frozenset(
        place
        for place, name in enumerate(columns)
        if name in ("decision", "dimension", "level_id", "level_name")
    ) | ({len(columns)} if not shared else frozenset())
    return DataTable(title, heads, rows, headers=0, texts=words, note=note)


def _assumed(key: str, column: str, value: Any, names: dict[int, str]) -> str:
    if column == "level_id" and value in names and key != "job_levels":
        return f"{value} {names[value]}"
    if column in ("min_salary", "max_salary"):
        return fixed(value)
    if column == "to_years" and value is None:
        return "no end"
    if column == "hire_weight" and value is None:
        return "as in the baseline"
    return plain(value)


def _heading(column: str) -> str:
    return {"level_id": "Level", "level_name": "Name"}.get(column, column.replace("_", " ").capitalize())


def _sources(seed: dict[str, Any], is_own: bool) -> list[ColumnSource]:
    sources = []
    for column in seed["columns"]:
        meta = column.get("config", {}).get("meta")
        if meta is None:
            continue
        sources.append(
            ColumnSource(
                column=_heading(column["name"]),
                description=" ".join(column["description"].split()),
                unit=meta["unit"],
                source="your file" if is_own else " ".join(str(meta["source"]).split()),
                as_of=NONE if is_own else str(meta["as_of"]),
            )
        )
    return sources


def _seeds() -> dict[str, dict[str, Any]]:
    path = PROJECT_DIR / "seeds" / "_seeds.yml"
    try:
        return {seed["name"]: seed for seed in read_yaml(path, EnvironmentProblem)["seeds"]}
    except (KeyError, TypeError) as error:
        raise EnvironmentProblem(
            f"{path}: `seeds` cannot be read: {error!r}", hint="restore the file"
        ) from error


def _run_value(facts: Facts, name: str) -> Any:
    """A parameter that is the same for all scenarios."""
    found = [row["parameter_value"] for row in facts.rows["parameters"] if row["parameter_name"] == name]
    return typed(declared_parameters()[name], found[0]) if found else None


def _is_default(declared: Parameter, text: str | None) -> bool:
    return bool(typed(declared, text) == declared.default)


def _default_text(declared: Parameter) -> str | None:
    return _json(declared.default)


def _json(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _entries(declared: Parameter, text: str | None) -> list[tuple[str, str]]:
    """The entries of a map, one by one; what a scenario changes is listed behind its name."""
    value = typed(declared, text) if declared.type == "map" else None
    if not value or _is_default(declared, text):
        return []
    return [
        (name, ", ".join(f"{key} {_written(_json(part))}" for key, part in entry.items()) or "as above")
        if isinstance(entry, dict)
        else (name, str(entry))
        for name, entry in value.items()
    ]


def _written(text: str | None) -> str:
    return "null" if text is None else text
