"""The stand-in for dbt_utils has what the project uses, and everything in the project says what it is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import PROJECT, columns_of, dbt, rows, tables_of

STAND_IN = PROJECT / "offline_packages" / "dbt_utils"
OURS = ("models", "macros", "tests", "seeds", "analyses")


def sources() -> list[Path]:
    return [
        file
        for folder in OURS
        for file in (PROJECT / folder).rglob("*")
        if file.suffix in (".sql", ".yml", ".yaml", ".md")
    ]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("parse")
    result = dbt(["parse"], folder / "planwise.duckdb")
    assert result.success, result.exception
    found: dict[str, Any] = json.loads((folder / ".dbt" / "target" / "manifest.json").read_text())
    return found


def test_every_dbt_utils_macro_in_use_is_in_the_stand_in() -> None:
    used = {name for file in sources() for name in re.findall(r"\bdbt_utils\.(\w+)", file.read_text("utf-8"))}
    offered = {
        name
        for file in (STAND_IN / "macros").rglob("*.sql")
        for name in re.findall(r"{%-?\s*(?:macro|test)\s+(\w+)\s*\(", file.read_text("utf-8"))
    }
    assert used and used <= {name.removeprefix("test_") for name in offered}
    assert yaml.safe_load((STAND_IN / "dbt_project.yml").read_text())["name"] == "dbt_utils"


@pytest.mark.parametrize(
    ("name", "entry"),
    yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["parameters"].items(),
)
def test_every_parameter_is_declared_completely(name: str, entry: dict[str, Any]) -> None:
    assert {"description", "unit", "type", "default", "scope"} <= entry.keys()
    assert len(entry["description"]) > 20 and entry["unit"] and entry["scope"] in ("scenario", "run")
    needs = {"integer": {"min", "max"}, "number": {"min", "max"}, "choice": {"choices"}}
    assert needs.get(entry["type"], set()) <= entry.keys()
    assert entry["default"] is not None or entry.get("nullable")
    assert name == name.lower()


def test_models_seeds_and_their_columns_are_described(manifest: dict[str, Any]) -> None:
    missing = []
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["package_name"] != "planwise" or node["resource_type"] not in ("model", "seed", "source"):
            continue
        if not node["description"].strip():
            missing.append(node["name"])
        missing += [
            f"{node['name']}.{column['name']}"
            for column in node["columns"].values()
            if not column["description"].strip()
        ]
    assert missing == []


def test_macros_and_their_arguments_are_described(manifest: dict[str, Any]) -> None:
    missing = []
    for macro in manifest["macros"].values():
        name = macro["name"]
        if macro["package_name"] != "planwise" or re.match(r"(default|duckdb|spark)__", name):
            continue
        if not macro["description"].strip():
            missing.append(name)
        missing += [
            f"{name}({argument['name']})"
            for argument in macro["arguments"]
            if not argument["description"].strip()
            and argument["name"] != "supported_languages"  # dbt gives it to every materialization
        ]
    assert missing == []


def test_singular_tests_and_analyses_are_described(manifest: dict[str, Any]) -> None:
    nodes = [
        node
        for node in manifest["nodes"].values()
        if node["package_name"] == "planwise"
        and (
            node["resource_type"] == "analysis"
            or (node["resource_type"] == "test" and "test_metadata" not in node)
        )
    ]
    assert nodes and [node["name"] for node in nodes if not node["description"].strip()] == []


def test_the_columns_of_the_tables_are_those_described(default_file: Path, manifest: dict[str, Any]) -> None:
    """No column without a description and no description without a column, in all that outlives the run."""
    built = set(tables_of(default_file))
    differences = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] in ("model", "seed") and node["name"] in built:
            difference = set(node["columns"]) ^ set(columns_of(default_file, node["name"]))
            if difference:
                differences[node["name"]] = sorted(difference)
    assert differences == {}


def test_every_column_of_every_table_has_a_comment_in_the_file(default_file: Path) -> None:
    uncommented = rows(
        default_file,
        "select table_name, column_name from duckdb_columns() where not internal and comment is null"
        " and table_name in (select table_name from duckdb_tables())",
    )
    assert uncommented == []
