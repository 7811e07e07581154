"""What the run was told: parameters and assumption tables with units and sources, and the plan that repeats it."""

import json
from pathlib import Path
from typing import Any

import yaml

from runner.config.parameters import PROJECT_DIR, Parameter, parameters, read_yaml
from runner.errors import EnvironmentProblem
from runner.report.facts import LISTED, Facts

_TABLES = ["job_levels", "hazards", "multipliers", "retirement_rules", "raises", "hire_profiles", "level_targets", "unit_targets"]
_TABLES += ["calendar", "new_hire_hazards", "cost_items", "entry_ages"]
_FITTED = ("hazards", "multipliers", "raises", "hire_profiles")
_BLANKS = {"to_years": "no end", "hire_weight": "as in the baseline", "year": "every year"}  # what no value means
_ROWS = 200  # of an assumption table


def parameter_rows(facts: Facts) -> list[dict[str, Any]]:
    rows = []
    for name, declared in parameters().items():
        texts = _texts(facts, name)
        if not texts:
            continue
        own = texts[facts.names[0]]
        value, default = _parse(declared, own), False if declared.type == "years" else declared.default
        others = {key: texts[key] or "null" for key in facts.names[1:LISTED] if texts[key] != own}
        entries = value if isinstance(value, dict) and value != default else {}
        said = {
            "value": own or "null",
            "others": {key: _as_text(entry) for key, entry in entries.items()} | others,
            "is_changed": bool(others) or value != default,
            "default": _as_text(default),
            "has_entries": bool(entries),
        }
        rows.append(said | {"name": name, "unit": declared.unit, "description": declared.description})
    return rows


def assumption_tables(facts: Facts) -> list[dict[str, Any]]:
    """The tables behind the parameters that have rows. Ages on entry only where ages were drawn."""
    files = {"models": "models/inputs/assumptions/_assumptions__models.yml", "seeds": "seeds/_seeds.yml"}
    fitted = [row["scenario_id"] for row in facts.scenarios if row["hazards_from"] != "assumptions"]
    tables = []
    try:
        nodes = [node for section, file in files.items() for node in read_yaml(PROJECT_DIR / file, EnvironmentProblem)[section]]
        described = {node["name"].removeprefix("default_"): node for node in nodes}  # a seed rather than its model
        for key in _TABLES:
            rows = facts.rows[key] if key != "entry_ages" or run_value(facts, "impute_missing_age") else []
            is_shared = all(row.get("scenario", "all") == "all" for row in rows)
            tables.append(
                {
                    "key": key,
                    "description": described[key]["description"],
                    "columns": described[key]["columns"],
                    "own_file": (run_value(facts, "assumptions") or {}).get(key),
                    "fitted": fitted if key in _FITTED else [],
                    "names": [name for name in (rows[0] if rows else ()) if name != "scenario" or not is_shared],
                    "rows": [row | {name: _BLANKS[name] for name in _BLANKS if row.get(name, 0) is None} for row in rows[:_ROWS]],
                    "row_count": len(rows),
                }
            )
    except (KeyError, TypeError) as error:
        raise EnvironmentProblem(f"{' or '.join(files.values())}: cannot be read: {error!r}.", "Restore it.") from error
    return [table for table in tables if table["rows"]]


def list_entries(recorded: str | None) -> str:
    return ", ".join(f"{name} {value}" for name, value in json.loads(recorded or "{}").items())


def plan_text(facts: Facts) -> str:
    """The parameters of the run that differ from their defaults, as a file for `run --config`, beside its files."""
    plan = json.loads(facts.run.get("configuration") or "{}")
    if not plan:
        return "# every parameter has its default\n" if facts.run else "# this database does not record its run\n"
    for name in (name for name in plan if name in parameters() and parameters()[name].unit == "file"):
        paths = plan[name]  # without folders, which often have the name of a person
        plan[name] = {key: Path(path).name for key, path in paths.items()} if isinstance(paths, dict) else Path(paths).name
    return yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, default_flow_style=False, width=100)


def _texts(facts: Facts, name: str) -> dict[str, str | None]:
    return {row["scenario_id"]: row["parameter_value"] for row in facts.rows["parameters"] if row["parameter_name"] == name}


def run_value(facts: Facts, name: str) -> Any:
    return _parse(parameters()[name], next(iter(_texts(facts, name).values()), None))


def _parse(declared: Parameter, text: str | None) -> Any:
    return text if text is None or declared.type in ("text", "choice", "date") or " from " in text else json.loads(text)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
