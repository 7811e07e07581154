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
    file = tmp_path_factory.mktemp("docs") / "planwise.duckdb"
    shutil.copyfile(default_file, file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANWISE_ALL_MODELS", "1")
        result = dbt(["docs", "generate", "--static"], file)
    assert result.success, result.exception
    folder = file.parent / ".dbt" / "target"
    assert (folder / "static_index.html").stat().st_size > 1e6
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def descriptions(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """The name and the description of everything of the project that has one."""
    parts: list[Node] = [{"name": name, **entry} for name, entry in DECLARED.items()]
    for kind in ("nodes", "sources", "macros", "exposures", "unit_tests", "groups"):
        for node in manifest[kind].values():
            if node["package_name"] == "planwise" and node["resource_type"] != "operation":
                parts += [node, *node.get("columns", {}).values(), *node.get("arguments", [])]
    return [(part["name"], (part["description"] or "").strip()) for part in parts if part["name"] != "supported_languages"]


@pytest.mark.slow
def test_everything_has_a_description(manifest: dict[str, Any]) -> None:
    """A sentence of three words or more, which ends as sentences do and says more than the name."""
    assert len(descriptions(manifest)) > 300
    for name, text in descriptions(manifest):
        words = re.findall(r"\w+", text.lower())
        assert len(words) >= 3 and text.endswith((".", "?")) and words != name.lower().split("_"), name


@pytest.mark.slow
def test_sentences_end_with_a_full_stop(manifest: dict[str, Any]) -> None:
    """At most three semicolons per 1,000 words, in pages, descriptions and help."""
    pages = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"), *(PROJECT / "models").rglob("*.md")]
    texts = {file.name: re.sub(r"```.*?```|`[^`]*`", "", file.read_text("utf-8"), flags=re.DOTALL) for file in pages}
    texts["descriptions"] = "\n".join(text for _, text in descriptions(manifest))
    commands = [cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))]
    texts["help"] = "\n".join(command.get_help(click.Context(command)) for command in commands if command)
    assert texts["help"].count("Example") > 10
    for name, text in texts.items():
        assert text.count(";") <= 3 * max(len(text.split()), 1000) / 1000, name


@pytest.mark.slow
def test_the_columns_are_those_described(manifest: dict[str, Any], default_file: Path, tmp_path: Path) -> None:
    """Of all tables, and of the steps of a year, which are ephemeral."""
    file = tmp_path / "planwise.duckdb"
    shutil.copyfile(default_file, file)
    built, steps, differences = set(tables_of(default_file)), 0, {}
    with duckdb.connect(str(file)) as connection:
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
    tables = "select table_name from duckdb_tables()"
    assert rows(default_file, f"{uncommented} and table_name in ({tables})") == []


@pytest.mark.slow
def test_the_overview_and_the_exposures_name_what_there_is(manifest: dict[str, Any]) -> None:
    overview = manifest["docs"]["doc.planwise.__overview__"]["block_contents"]
    kinds = ("nodes", "sources", "macros", "exposures")
    known = {unique_id for kind in kinds for unique_id in manifest[kind] if unique_id.split(".")[1] == "planwise"}
    links = re.findall(r"\(#!/(\w+)/([\w.]+)\)", overview)
    assert [link for kind, link in links if link not in known or link.split(".")[0] != kind] == []
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    results = {node["name"] for node in models if node["access"] == "public"}
    assert len(results) > 8 and results <= {link.rpartition(".")[2] for _, link in links}

    exposed = {
        exposure["name"]: {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    sources = [file for file in (PROJECT / "runner").rglob("*") if file.suffix in (".py", ".sql")]
    code = "\n".join(file.read_text("utf-8") for file in sources)
    of_report = "\n".join(file.read_text("utf-8") for file in sources if "report" in file.parts)
    in_report = {node["name"] for node in models if re.search(rf"\b(?:from|join) {node['name']}\b", of_report)}
    assert in_report == exposed["html_report"]
    assumptions = set(DECLARED["assumptions"]["names"]) | {"employees", "last_year"}  # names of parameters and columns
    read = {node["name"] for node in models if re.search(rf"\b{node['name']}\b", code)} - assumptions
    assert len(read) > 10 and read - set().union(*exposed.values()) == set()


def test_the_pages_say_what_there_is() -> None:
    page = runpy.run_path(str(PROJECT / "docs" / "make_parameters.py"))["page"]()
    assert (PROJECT / "docs" / "parameters.md").read_text() == page, "run `python docs/make_parameters.py`"
    text = (PROJECT / "README.md").read_text()
    flags = {flag.replace("-", "_") for flag in re.findall(r"--((?:census|impute|end|start)-[a-z-]+)", text)}
    settings = set(re.findall(r"--set (\w+)", text))
    assert flags and settings and flags | settings <= set(parameters())


def test_the_tests_that_a_page_cites_exist() -> None:
    """A promise is worth what shows it. `test_x...` is the beginning of a name, and `test_success` a key of JSON."""
    files = list((PROJECT / "python_tests").rglob("*.py"))
    known = "".join(f"{file.name} {file.stem} " + file.read_text("utf-8").replace("def ", "") for file in files)
    pages = "\n".join(file.read_text("utf-8") for file in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")])
    cited = set(re.findall(r"\btest_\w+", pages)) - {"test_success"}
    assert len(cited) > 30 and [name for name in sorted(cited) if name not in known] == []


def test_every_dbt_utils_macro_in_use_is_in_the_stand_in() -> None:
    stand_in = PROJECT / "offline_packages" / "dbt_utils"
    folders = ("models", "macros", "tests", "seeds", "analyses")
    files = [file for folder in folders for file in (PROJECT / folder).rglob("*") if file.suffix in (".sql", ".yml", ".md")]
    used = {name for file in files for name in re.findall(r"\bdbt_utils\.(\w+)", file.read_text("utf-8"))}
    macros = "\n".join(file.read_text("utf-8") for file in (stand_in / "macros").rglob("*.sql"))
    offered = set(re.findall(r"{%-?\s*(?:macro|test)\s+(?:test_)?(\w+)\s*\(", macros))
    assert used and used <= offered
