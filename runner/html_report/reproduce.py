"""What is needed to make the run again: its configuration as a file, its seed, versions and hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import yaml

from runner.declarations import Parameter, declared_parameters
from runner.html_report.facts import Facts, Row

_PACKAGES = ("planwise-navigator", "dbt-core", "dbt-duckdb", "duckdb")


def configuration(facts: Facts) -> dict[str, Any]:
    """The parameters of the run that differ from their defaults, as `run --config` takes them."""
    values: dict[str, dict[str, str | None]] = {}
    for row in facts.rows["parameters"]:
        values.setdefault(row["parameter_name"], {})[row["scenario_id"]] = row["parameter_value"]
    declared = {name: entry for name, entry in declared_parameters().items() if name in values}
    plan = {name: _top(name, entry, values, facts) for name, entry in declared.items()}
    return {name: value for name, value in plan.items() if value != declared[name].default}


def configuration_text(facts: Facts) -> str:
    """The same as YAML; a comment where every parameter has its default."""
    plan = configuration(facts)
    if not plan:
        return "# every parameter has its default\n"
    return yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, default_flow_style=False, width=100)


def typed(declared: Parameter, text: str | None) -> Any:
    """The value of a parameter from the text that `simulation_config` has."""
    if text is None:
        return None
    if declared.type in ("map", "list", "boolean"):
        return json.loads(text)
    if declared.type == "integer":
        return int(text)
    if declared.type == "number":
        return float(text)
    return text


def run_facts(facts: Facts) -> list[tuple[str, str]]:
    """What the run says of itself: when, in which version, from which inputs."""
    run = facts.run
    seeds = sorted({scenario.random_seed for scenario in facts.scenarios})
    listed = [
        ("Run", str(run.get("run_id", "not recorded"))),
        ("Started", _moment(run.get("started_at"))),
        ("Finished", _moment(run.get("finished_at"))),
        ("Status", str(run.get("status") or "")),
        ("Random seed", ", ".join(map(str, seeds))),
        ("Configuration (md5)", str(run.get("configuration_hash", "not recorded"))),
        ("Census as read (hash)", str(run.get("census_hash") or "not recorded by this run")),
        ("Assumption tables as read (hashes)", _named(run.get("assumption_hashes"))),
        ("Code", str(run.get("code_version") or "")),
        *_versions(run),
    ]
    return [(label, said) for label, said in listed if said]


def _top(name: str, declared: Parameter, values: Mapping[str, Mapping[str, str | None]], facts: Facts) -> Any:
    """The value at the top level: that of a scenario which does not set its own."""
    plans = typed(declared_parameters()["scenarios"], next(iter(values["scenarios"].values())))
    for scenario in facts.scenarios:
        if name == "scenarios" or name not in (plans.get(scenario.name) or {}):
            return typed(declared, values[name][scenario.name])
    return declared.default


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if hasattr(value, "strftime") else ""


def _named(recorded: str | None) -> str:
    """The entries of a map, which is stored as JSON text."""
    return ", ".join(f"{name} {entry}" for name, entry in json.loads(recorded or "{}").items())


def _versions(run: Row) -> list[tuple[str, str]]:
    """Those of the run, else those of the installation that writes the report."""
    recorded = run.get("package_versions")
    if recorded:
        return [("Versions", _named(recorded))]
    installed = []
    for name in _PACKAGES:
        try:
            installed.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return [("Versions (of the report's writer)", ", ".join(installed))]
