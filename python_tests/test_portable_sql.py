"""SQL is the same for every engine. test_engines proves equal results, and this finds a slip in a second.

What has to differ is in macros/engine, one dispatched macro per file.
"""

import re
from pathlib import Path

import pytest
from helpers import PROJECT

ENGINE = PROJECT / "macros" / "engine"
OF_ONE_ENGINE = re.compile(
    r"[a-z_)]::[a-z]|\bqualify\b|\bread_csv|\blist_|\bunnest\(|(?<!\.)\bstrftime|\bepoch|\brandom\(\)|\bhash\("
    r"|\binterval '|\b(?:group|order) by all\b|\*\s*exclude|\bregexp_|adapter\.dispatch|target\.(?:type|name)"
    r"|\b(?:duckdb|spark)__\w",
    re.IGNORECASE,
)
DISPATCHES = {"macros/inputs/parameters/sql_text.sql"}  # to macros/engine/text_literal.sql
FILES = [
    file
    for folder in ("models", "macros", "tests", "offline_packages/dbt_utils/macros")
    for file in sorted((PROJECT / folder).rglob("*.sql"))
    if ENGINE not in file.parents and file.relative_to(PROJECT).as_posix() not in DISPATCHES
]


def without_comments(sql: str) -> str:
    return re.sub(r"\{#.*?#\}|/\*.*?\*/|--[^\n]*", "", sql, flags=re.DOTALL)


def test_sql_outside_macros_engine_is_of_no_engine() -> None:
    found = {file.name: OF_ONE_ENGINE.findall(without_comments(file.read_text("utf-8"))) for file in FILES}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("file", sorted(ENGINE.glob("*.sql")), ids=lambda file: file.name)
def test_macros_engine_has_one_macro_per_file_with_a_reason(file: Path) -> None:
    text = file.read_text("utf-8")
    macros = re.findall(r"\{%-?\s*(?:macro|materialization)\s+(?:default__|duckdb__|spark__)?(\w+)\s*[(,]", text)
    assert re.match(r"\{#-?\s*\w", text) and set(macros) == {file.stem}
