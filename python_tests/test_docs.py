"""Everything is described, and the pages made from the project say what the project says."""

import json
import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import click
import duckdb
import pytest
import yaml
from helpers import PROJECT, columns_of, dbt, rows, tables_of

from runner.cli import cli
from runner.config.parameters import parameters

Node = dict[str, Any]
DECLARED: dict[str, Node] = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["parameters"]


@pytest.fixture(scope="module")
def manifest(default_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `dbt docs generate --static` knows of every model, those for past censuses too."""
    file = Path(shutil.copy(default_file, tmp_path_factory.mktemp("docs")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANWISE_ALL_MODELS", "1")
        assert dbt(["docs", "generate", "--static", "--empty-catalog"], file).success
    assert (file.parent / ".dbt" / "target" / "static_index.html").stat().st_size > 1e6
    found: dict[str, Any] = json.loads((file.parent / ".dbt" / "target" / "manifest.json").read_text("utf-8"))
    return found


def test_everything_has_a_description_in_sentences_that_end_with_a_full_stop(manifest: dict[str, Any]) -> None:
    """Three words or more, which say more than the name. Few semicolons, on pages and in help too: 3 per 1,000 words."""
    parts: list[Node] = [{"name": name, **entry} for name, entry in DECLARED.items()]
    for kind in ("nodes", "sources", "macros", "exposures", "unit_tests", "groups"):
        for node in manifest[kind].values():
            if node["package_name"] == "planwise" and node["resource_type"] != "operation":
                parts += [node, *node.get("columns", {}).values(), *node.get("arguments", [])]
    found = [(part["name"], (part["description"] or "").strip()) for part in parts if part["name"] != "supported_languages"]
    for name, text in found:
        words = re.findall(r"\w+", text.lower())
        assert len(words) >= 3 and text.endswith((".", "?")) and words != name.lower().split("_"), name
    pages = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"), *(PROJECT / "models").rglob("*.md")]
    texts = {file.name: re.sub(r"```.*?```|`[^`]*`", "", file.read_text("utf-8"), flags=re.DOTALL) for file in pages}
    texts["descriptions"] = "\n".join(text for _, text in found)
    commands = [cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))]
    texts["help"] = "\n".join(command.get_help(click.Context(command)) for command in commands if command)
    assert len(found) > 300 and texts["help"].count("Example") > 10
    for name, text in texts.items():
        assert text.count(";") <= 3 * max(len(text.split()), 1000) / 1000, name


def test_the_columns_are_those_described(manifest: dict[str, Any], default_file: Path, tmp_path: Path) -> None:
    """Of all tables, and of the steps of a year, which are ephemeral."""
    built, steps, differences = set(tables_of(default_file)), 0, {}
    with duckdb.connect(shutil.copy(default_file, tmp_path)) as connection:
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
            name = node.get("identifier") or node["name"]
            ephemeral = node["config"].get("materialized") == "ephemeral" and node["fqn"][1] != "fit"
            if ephemeral:  # one that passes on the columns of another model describes those that it adds
                found = {row[0] for row in connection.execute(f"describe {node['compiled_code']}").fetchall()}
                described = found & set(node["columns"])
                steps += 1
            elif node["resource_type"] in ("model", "seed", "source") and name in built and node["columns"]:
                described = set(columns_of(default_file, name))
                built -= {name}
            else:
                continue
            if difference := set(node["columns"]) ^ described:
                differences[node["unique_id"]] = sorted(difference)
    assert (differences, built) == ({}, set()) and steps > 8
    uncommented = "select table_name, column_name from duckdb_columns() where not internal and comment is null"
    tables = "select table_name from duckdb_tables() where table_name not like 'int_%'"  # those are on dbt's pages
    assert rows(default_file, f"{uncommented} and table_name in ({tables})") == []


def test_the_overview_and_the_exposures_name_what_there_is(manifest: dict[str, Any]) -> None:
    overview = manifest["docs"]["doc.planwise.__overview__"]["block_contents"]
    kinds = ("nodes", "sources", "macros", "exposures")
    known = {unique_id for kind in kinds for unique_id in manifest[kind] if unique_id.split(".")[1] == "planwise"}
    links = re.findall(r"\(#!/(\w+)/([\w.]+)\)", overview)
    assert [link for kind, link in links if link not in known or link.split(".")[0] != kind] == []
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    results = {node["name"] for node in models if node["access"] == "public"}
    assert len(results) > 8 and results <= {link.rpartition(".")[2] for _, link in links}

    exposed = {node.rpartition(".")[2] for each in manifest["exposures"].values() for node in each["depends_on"]["nodes"]}
    sources = [file for file in (PROJECT / "runner").rglob("*") if file.suffix in (".py", ".sql")]
    code = "\n".join(file.read_text("utf-8") for file in sources)
    assumptions = set(DECLARED["assumptions"]["names"]) | {"employees", "last_year", "int_census_texts"}  # only names there
    read = {node["name"] for node in models if re.search(rf"\b{node['name']}\b", code)} - assumptions
    assert len(read) > 10 and read <= exposed


def test_the_pages_say_what_there_is() -> None:
    page = runpy.run_path(str(PROJECT / "docs" / "make_parameters.py"))["page"]()
    assert (PROJECT / "docs" / "parameters.md").read_text() == page, "run `python docs/make_parameters.py`"
    text = (PROJECT / "README.md").read_text()
    flags = {flag.replace("-", "_") for flag in re.findall(r"--((?:census|impute|end|start)-[a-z-]+)", text)}
    settings = set(re.findall(r"--set (\w+)", text))
    assert flags and settings and flags | settings <= set(parameters())


def test_the_tests_that_a_page_cites_exist() -> None:
    """A promise is worth what shows it. `test_x...` is the beginning of a name, and `test_success` a key of JSON."""
    files = (PROJECT / "python_tests").rglob("*.py")
    known = "".join(f"{file.name} {file.stem} " + file.read_text("utf-8").replace("def ", "") for file in files)
    pages = "\n".join(file.read_text("utf-8") for file in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")])
    cited = set(re.findall(r"\btest_\w+", pages)) - {"test_success"}
    assert len(cited) > 30 and [name for name in sorted(cited) if name not in known] == []
