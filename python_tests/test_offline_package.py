"""The stand-in for dbt_utils has what the project uses; parameters and tables say what they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import PROJECT, rows

STAND_IN = PROJECT / "offline_packages" / "dbt_utils"
OURS = ("models", "macros", "tests", "seeds", "analyses")


def sources() -> list[Path]:
    return [
        file
        for folder in OURS
        for file in (PROJECT / folder).rglob("*")
        if file.suffix in (".sql", ".yml", ".yaml", ".md")
    ]


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


def test_every_column_of_every_table_has_a_comment_in_the_file(default_file: Path) -> None:
    uncommented = rows(
        default_file,
        "select table_name, column_name from duckdb_columns() where not internal and comment is null"
        " and table_name in (select table_name from duckdb_tables())",
    )
    assert uncommented == []
