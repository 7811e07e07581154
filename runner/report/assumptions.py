"""What the run was told: parameters and assumption tables with units and sources, and the plan that repeats it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from runner.config.parameters import PROJECT_DIR, Parameter, parameters, read_yaml
from runner.errors import EnvironmentProblem
from runner.report.facts import LISTED, Facts, Row, Table, join_words
from runner.show import number

_TITLES = {
    "job_levels": "Job levels",
    "hazards": "Base rates of leaving and promotion",
    "multipliers": "Factors for age and tenure",
    "raises": "Merit raises",
    "hire_profiles": "Hire profiles",
    "entry_ages": "Ages on entry",
}
_FITTED = ("hazards", "multipliers", "raises", "hire_profiles")
_BLANKS = {"to_years": "no end", "hire_weight": "as in the baseline"}  # what no value means
_LABELS = {"level_id": "Level", "level_name": "Name"}
_ROWS = 200  # of an assumption table


def parameter_rows(facts: Facts) -> list[dict[str, Any]]:
    rows = []
    for name, declared in parameters().items():
        found = _texts(facts, name)
        if not found:
            continue
        own = found[facts.names[0]]
        value, default = _as_value(declared, own), declared.default
        others = {key: found[key] or "null" for key in facts.names[1:LISTED] if found[key] != own}
        entries = value if isinstance(value, dict) and value != default else {}
        rows.append(
            {
                "name": name,
                "value": own or "null",
                "others": {key: _as_text(entry) for key, entry in entries.items()} | others,
                "is_changed": bool(others) or value != default,
                "default": _as_text(default),
                "has_entries": bool(entries),
                "unit": "" if declared.unit == "none" else declared.unit,
                "description": declared.description,
            }
        )
    return rows


def assumption_tables(facts: Facts) -> list[dict[str, Any]]:
    """The tables behind the parameters. Ages on entry only where ages were drawn from them."""
    file = PROJECT_DIR / "seeds" / "_seeds.yml"
    try:
        seeds = {seed["name"].removeprefix("default_"): seed for seed in read_yaml(file, EnvironmentProblem)["seeds"]}
        drawn = _run_value(facts, "impute_missing_age")
        return [_describe(facts, key, seeds[key]) for key in _TITLES if drawn or key != "entry_ages"]
    except (KeyError, TypeError) as error:
        raise EnvironmentProblem(f"{file}: `seeds` cannot be read: {error!r}.", "Restore the file.") from error


def _describe(facts: Facts, key: str, seed: Mapping[str, Any]) -> dict[str, Any]:
    own_file = (_run_value(facts, "assumptions") or {}).get(key)
    origin = f"your file {own_file}" if own_file else "the bundled table"
    fitted = [row["scenario_id"] for row in facts.scenarios if row["hazards_from"] != "assumptions"]
    if key in _FITTED and fitted:
        everywhere = len(fitted) == len(facts.scenarios)
        origin = "" if everywhere else f"{origin}, and in {join_words(fitted[:LISTED])} "
        origin += "fitted to past censuses (hazards_from)"
    found = facts.rows[key]
    shared = all(row.get("scenario", "all") == "all" for row in found)
    columns = [name for name in (found[0] if found else ()) if name != "scenario" or not shared]
    rows = [{name: _BLANKS.get(name) if row[name] is None else row[name] for name in columns} for row in found[:_ROWS]]
    note = f"The first {_ROWS} of {number(len(found))} rows." if len(found) > _ROWS else ""
    sources = [
        {
            "column": _LABELS.get(column["name"], column["name"].replace("_", " ").capitalize()),
            "unit": meta["unit"],
            "source": "your file" if own_file else str(meta["source"]),
            "as_of": "-" if own_file else str(meta["as_of"]),
            "meaning": column["description"],
        }
        for column in seed["columns"]
        if (meta := column.get("config", {}).get("meta"))
    ]
    about = ["column", "unit", "source", "as_of", "meaning"]
    return {
        "description": "" if own_file else seed["description"],
        "origin": origin,
        "sources": Table(f"Units and sources: {_TITLES[key]}", about, sources),
        "table": Table(_TITLES[key], columns, rows, note, labels=_LABELS, exact=True),
    }


def _texts(facts: Facts, name: str) -> dict[str, str | None]:
    """The values of a parameter by scenario, as the text that `simulation_config` has."""
    return {row["scenario_id"]: row["parameter_value"] for row in facts.rows["parameters"] if row["parameter_name"] == name}


def _run_value(facts: Facts, name: str) -> Any:
    return _as_value(parameters()[name], next(iter(_texts(facts, name).values()), None))


def _as_value(declared: Parameter, text: str | None) -> Any:
    return text if text is None or declared.type in ("text", "choice", "date") else json.loads(text)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


# --- to make the run again ----------------------------------------


def plan_text(facts: Facts) -> str:
    """The parameters of the run that differ from their defaults, as a file for `run --config`."""
    recorded = facts.run.get("configuration")
    if recorded is None:
        return "# this database does not record the configuration of its run\n"
    plan = json.loads(recorded)
    if not plan:
        return "# every parameter has its default\n"
    return yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, default_flow_style=False, width=100)


def run_facts(facts: Facts) -> dict[str, str]:
    run = facts.run
    seeds = sorted({row["random_seed"] for row in facts.scenarios})
    listed = {
        "Run": run.get("run_id"),
        "Started": _moment(run, "started_at"),
        "Finished": _moment(run, "finished_at"),
        "Status": run.get("status"),
        "Random seed": ", ".join(map(str, seeds)),
        "Configuration (md5)": run.get("configuration_hash"),
        "Census as read (hash)": run.get("census_hash"),
        "Assumption tables as read (hashes)": _list_entries(run, "assumption_hashes"),
        "Code": run.get("code_version"),
        "Versions": _list_entries(run, "package_versions"),
    }
    return {label: str(value or "not recorded") for label, value in listed.items()}


def _moment(run: Row, name: str) -> str:
    return f"{run[name]:%Y-%m-%d %H:%M:%S} UTC" if run.get(name) else ""


def _list_entries(run: Row, name: str) -> str:
    return ", ".join(f"{part} {value}" for part, value in json.loads(run.get(name) or "{}").items())
