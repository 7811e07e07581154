"""dbt's parse is kept between runs: made anew only when something it depends on changes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import PROJECT, dbt

from runner import RunResult
from runner.declarations import scenario_parameters
from runner.parsed_project import PARSED, ParsedProject

FITTED = {"hazards_from": "fitted"}
CENSUS = {"census_path": "/some/where.csv"}
PANEL = CENSUS | {"census_columns": {"census_year": "year"}}


def everything_changed() -> dict[str, Any]:
    """Other values for every parameter that leaves the graph as it is."""
    numbers = {
        name: entry.min if name not in ("start_year", "end_year") else 2031 + (name == "end_year")
        for name, entry in scenario_parameters().items()
        if entry.min is not None
    }
    return {
        **numbers,
        "alignment": "random",
        "surplus_policy": "attrition_only",
        "scenarios": {"one": {}, "two {{ 1 }}": {"random_seed": 7}},
        "census_columns": {"age": "alter"},
        "census_pay_period": "weekly",
        "assumptions": {"raises": "/some/raises.csv"},
        "impute_missing_age": True,
    }


def parsed(dbt_vars: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What dbt makes of the project, parsed from nothing, without the moments at which it did so."""
    result = dbt(["parse", "--no-partial-parse", "--vars", json.dumps(dbt_vars)], folder / "planwise.duckdb")
    assert result.success
    document = result.result.writable_manifest().to_dict()
    for derived in (
        "metadata",
        "parent_map",
        "child_map",
    ):  # the maps follow from the nodes, in no fixed order
        document.pop(derived)
    return {kind: without_moments(entries) for kind, entries in document.items()}


def without_moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_moments(entry) for key, entry in value.items() if key != "created_at"}
    return [without_moments(entry) for entry in value] if isinstance(value, list) else value


def test_no_parameter_changes_the_parse_but_those_in_its_name(tmp_path: Path) -> None:
    first = parsed({}, tmp_path / "a")
    assert first["nodes"]
    assert parsed(everything_changed(), tmp_path / "b") == first
    own = parsed(CENSUS, tmp_path / "c")
    assert first != own == parsed(everything_changed() | {"census_path": "/else.parquet"}, tmp_path / "d")


def test_a_run_leaves_a_parse_for_runs_with_other_parameters(default_run: RunResult) -> None:
    assert default_run.run_success
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANWISE_DATABASE", default_run.database)
        patch.setenv("PLANWISE_THREADS", "1")
        manifest = ParsedProject(everything_changed(), "duckdb").load()
    assert manifest is not None and manifest.nodes


def test_what_the_parse_depends_on_gives_it_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def name(dbt_vars: dict[str, Any] | None = None, target: str = "duckdb") -> Path:
        return ParsedProject(dbt_vars or {}, target)._file

    monkeypatch.setenv("PLANWISE_DATABASE", "/a/plan.duckdb")
    plain = name()
    names = {
        plain,
        name(CENSUS),
        name(PANEL),
        name(FITTED),
        name({"scenarios": {"a": None, "b": FITTED}} | PANEL),
        name({}, "spark"),
    }
    monkeypatch.setenv("PLANWISE_DATABASE", "/b/plan.duckdb")
    assert name() == plain
    for variable, value in (("PLANWISE_DATABASE", "/b/other.duckdb"), ("PLANWISE_ALL_MODELS", "1")):
        monkeypatch.setenv(variable, value)
        names.add(name())
    assert len(names) == 8


def test_a_changed_file_of_the_project_is_parsed_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for file in ("dbt_project.yml", "profiles.yml", "packages.yml", "models/a.sql"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("select 1")
    monkeypatch.setattr("runner.parsed_project.PROJECT_DIR", tmp_path)
    before = ParsedProject({}, "duckdb")._file
    (tmp_path / "models" / "a.sql").write_text("select 2")
    changed = ParsedProject({}, "duckdb")._file
    (tmp_path / "models" / "b.sql").write_text("")
    assert len({before, changed, ParsedProject({}, "duckdb")._file}) == 3


def test_a_damaged_parse_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("runner.parsed_project.PARSED", tmp_path / "parsed")
    project = ParsedProject({}, "duckdb")
    assert project.load() is None
    (tmp_path / "partial_parse.msgpack").write_bytes(os.urandom(1000))
    project.keep(tmp_path)
    assert project._file.exists() and project.load() is None
    assert project._file.parent != PARSED


def test_a_project_that_cannot_be_parsed_never_runs_with_the_parse_of_another_state(
    default_file: Path, tmp_path: Path
) -> None:
    """In a copy of the project with a broken model, where dbt left its parse of a former run."""
    project = tmp_path / "project"
    skipped = shutil.ignore_patterns(
        *(".*", "data", "logs", "target", "tmp", "benchmarks", "docs", "python_tests", "*.egg-info")
    )
    shutil.copytree(PROJECT, project, ignore=skipped)
    with (project / "models" / "reports" / "rpt_pay_by_year.sql").open("a") as model:
        model.write("{% if %}")
    target = tmp_path / "run" / default_file.name
    left = target.parent / ".run" / target.stem / "target" / "partial_parse.msgpack"
    left.parent.mkdir(parents=True)
    shutil.copy(max(PARSED.glob("*.msgpack"), key=lambda file: file.stat().st_mtime), left)
    command = ["run", "--quiet", "--database", str(target)]
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "runner", *command],
            cwd=project,
            env=os.environ | {"PYTHONPATH": str(project)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1 and "rpt_pay_by_year" in done.stderr, done.stderr
