"""dbt's parse is kept between runs, and made anew only when something it depends on changes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers import PROJECT, copy_project, dbt

from runner.config.parameters import parameters
from runner.projection import parse_cache
from runner.projection.parse_cache import ParseCache

pytestmark = pytest.mark.slow
CENSUS, FITTED = {"census_path": "/some/where.csv"}, {"hazards_from": "fitted"}
PANEL = CENSUS | {"census_columns": {"census_year": "year"}}
CHANGED: dict[str, Any] = {  # other values for every parameter that leaves the graph as it is
    **{name: entry.min for name, entry in parameters().items() if entry.scope == "scenario" and entry.min is not None},
    **{"start_year": 2031, "end_year": 2032, "alignment": "random", "surplus_policy": "attrition_only"},
    **{"total_termination_rate": None, "promotion_policy": "vacancies", "hire_levels": "deficits"},
    **{"scenarios": {"one": {}, "two {{ 1 }}": {"random_seed": 7}}, "census_columns": {"age": "alter"}},
    **{"census_pay_period": "weekly", "assumptions": {"raises": "/some/raises.csv"}, "impute_missing_age": True},
}


def parse(dbt_vars: dict[str, Any], folder: Path) -> Any:
    """What dbt makes of the project, parsed from nothing, without the moments at which it did so."""
    result = dbt(["parse", "--no-partial-parse", "--vars", json.dumps(dbt_vars)], folder / "planwise.duckdb")
    derived = {"metadata", "parent_map", "child_map"}  # the maps follow from the nodes, in no fixed order
    document = {name: part for name, part in result.result.writable_manifest().to_dict().items() if name not in derived}
    text = json.dumps(document, default=str, sort_keys=True)
    return json.loads(text, object_hook=lambda entry: {key: entry[key] for key in entry if key != "created_at"})


def test_only_the_parameters_in_its_name_change_the_parse(tmp_path: Path) -> None:
    first = parse(CENSUS, tmp_path / "a")
    assert first["nodes"] and first == parse(CHANGED | {"census_path": "/else.parquet"}, tmp_path / "b")


def test_its_name_follows_what_it_depends_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def name(dbt_vars: dict[str, Any] | None = None, target: str = "duckdb") -> Path:
        return ParseCache(dbt_vars or {}, target)._file

    for file in ("dbt_project.yml", "models/a.sql"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("select 1")
    monkeypatch.setattr(parse_cache, "PROJECT_DIR", tmp_path)
    monkeypatch.setenv("PLANWISE_DATABASE", "/a/plan.duckdb")
    names = [name(), name(CENSUS), name(PANEL), name(FITTED), name({"scenarios": {"a": None, "b": FITTED}} | PANEL)]
    monkeypatch.setenv("PLANWISE_DATABASE", "/b/plan.duckdb")
    assert name() == name(CHANGED) == names[0]
    for variable, value in (("PLANWISE_DATABASE", "/b/other.duckdb"), ("PLANWISE_ALL_MODELS", "1")):
        monkeypatch.setenv(variable, value)
        names.append(name())
    for file in ("models/a.sql", "models/b.sql"):
        (tmp_path / file).write_text("select 2")
        names.append(name())
    assert len({*names, name({}, "spark")}) == len(names) + 1


def test_a_damaged_parse_or_that_of_another_state_is_never_used(default_file: Path, tmp_path: Path) -> None:
    """In a copy of the project with a broken model, where dbt left its parse of a former run."""
    kept = max((PROJECT / "target" / "parsed").glob("*.msgpack"), key=lambda file: file.stat().st_mtime)
    cache = ParseCache({}, "duckdb")
    cache._file = tmp_path / kept.name
    assert cache.load() is None
    cache._file.write_bytes(kept.read_bytes())
    manifest = cache.load()
    assert manifest is not None and manifest.nodes  # a run leaves it for runs with other parameters
    cache._file.write_bytes(os.urandom(1000))
    assert cache.load() is None
    project, target = copy_project(tmp_path), tmp_path / "run" / default_file.name
    with (project / "models" / "reports" / "rpt_pay_by_year.sql").open("a") as model:
        model.write("{% if %}")
    left = target.parent / ".run" / target.name / "target" / "partial_parse.msgpack"
    left.parent.mkdir(parents=True)
    shutil.copy(kept, left)
    command = [sys.executable, "-m", "runner", "run", "--quiet", "--database", str(target)]
    for _ in range(2):
        done = subprocess.run(command, cwd=project, env=os.environ | {"PYTHONPATH": str(project)}, capture_output=True, text=True)
        assert done.returncode == 1 and "rpt_pay_by_year" in done.stderr, done.stderr
