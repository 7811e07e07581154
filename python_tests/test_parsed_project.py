"""dbt's parse is kept between runs, and made anew only when something it depends on changes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from helpers import Patch, dbt

from runner.config.parameters import parameters
from runner.projection import parse_cache
from runner.projection.parse_cache import ParseCache
from runner.settings import duckdb_settings

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


def plain(manifest: Any) -> Any:
    """A parse without the moments at which it was made."""
    derived = {"metadata", "parent_map", "child_map"}  # the maps follow from the nodes, in no fixed order
    document = {name: part for name, part in manifest.to_dict().items() if name not in derived}
    text = json.dumps(document, default=str, sort_keys=True)
    return json.loads(text, object_hook=lambda entry: {key: entry[key] for key in entry if key != "created_at"})


def test_only_the_parameters_in_its_name_change_the_parse(tmp_path: Path) -> None:
    """The parse kept by whichever run came first is that of other parameters, parsed from nothing."""
    database = tmp_path / "parsed.duckdb"  # runs with `dimensions` name the same tables more often, and keep theirs as planwise
    assert dbt(["ls", "--select", "simulation_config"], database, CENSUS).success
    with duckdb_settings(database).applied():
        manifest = ParseCache(CENSUS, "duckdb").load()
    others = json.dumps(CHANGED | {"census_path": "/else.parquet"})
    anew = dbt(["parse", "--no-partial-parse", "--vars", others], database).result
    assert manifest is not None and manifest.nodes and plain(manifest.writable_manifest()) == plain(anew.writable_manifest())


def test_its_name_follows_what_it_depends_on(monkeypatch: Patch, tmp_path: Path) -> None:
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


def test_a_damaged_parse_is_never_used(tmp_path: Path) -> None:
    """That of another state of the project has another name, as the test before shows."""
    cache = ParseCache({}, "duckdb")
    cache._file = tmp_path / "parsed.msgpack"
    assert cache.load() is None
    cache._file.write_bytes(os.urandom(1000))
    assert cache.load() is None
