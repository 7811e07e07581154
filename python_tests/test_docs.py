"""The docs site describes everything, and the pages made from the project say what the project says."""

from __future__ import annotations

import copy
import io
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from helpers import PROJECT, columns_of, tables_of

from runner.cli import main
from runner.declarations import declared_parameters

Capture = pytest.CaptureFixture[str]
Node = dict[str, Any]

HOSTILE = "</script><script>alert('run')</script>"
DECLARED: dict[str, Node] = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["parameters"]


@dataclass(frozen=True)
class Site:
    """What `docs` wrote and said, and the data in the page."""

    page: str
    said: dict[str, Any]
    manifest: dict[str, Any]
    catalog: dict[str, Any]


@contextmanager
def held(file: Path, read_only: bool) -> Iterator[int]:
    """Another process has the file open; gives its id."""
    opened = f"c = duckdb.connect({str(file)!r}, read_only={read_only})"
    code = f"import duckdb; {opened}; print('open', flush=True); input()"
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        assert process.stdout is not None and process.stdout.readline() == b"open\n"
        try:
            yield process.pid
        finally:
            process.communicate(b"\n")


@pytest.fixture(scope="module")
def site(default_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The page about the default run, made while somebody else reads the file."""
    folder = tmp_path_factory.mktemp("docs")
    before = default_file.read_bytes(), sorted(default_file.parent.iterdir())
    arguments = ["docs", "--json", "--output", f"{folder / 'site'}/", "--database", str(default_file)]
    with held(default_file, read_only=True), redirect_stdout(io.StringIO()) as said:
        assert main([*arguments, "--set", f"scenarios.{HOSTILE}.cola_rate=0"]) == 0
    assert (default_file.read_bytes(), sorted(default_file.parent.iterdir())) == before
    page = (folder / "site" / "planwise_docs.html").read_text("utf-8")
    manifest, catalog = (embedded(page, name) for name in ("manifest", "catalog"))
    return Site(page, json.loads(said.getvalue()), manifest, catalog)


def embedded(page: str, name: str) -> dict[str, Any]:
    """The data that the page's script begins with."""
    start = re.search(rf"[{{,]{name}:(?={{)", page)
    assert start is not None
    found: dict[str, Any] = json.JSONDecoder().raw_decode(page, start.end())[0]
    return found


@pytest.fixture(scope="module")
def manifest(site: Site) -> dict[str, Any]:
    return site.manifest


# --- the page -----------------------------------------------------------


def test_the_page_is_one_file_that_needs_nothing_else(site: Site) -> None:
    assert list(site.said) == ["schema", "file", "bytes", "database", "tables"]
    assert site.said["schema"] == "planwise.docs/1" and site.said["bytes"] == len(site.page.encode()) < 6e6
    assert site.said["tables"] == len(site.catalog["nodes"]) > 30
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", site.page) == []
    assert "INLINE DATA" not in site.page and "<title>PlanWise Navigator</title><style>" in site.page


def test_names_in_the_configuration_stay_names(site: Site) -> None:
    """The compiled SQL has a scenario whose name would end the script, and start another."""
    compiled = site.manifest["nodes"]["model.planwise.simulation_config"]["compiled_code"]
    assert HOSTILE.replace("'", "''") in compiled and HOSTILE not in site.page
    of_dbt = find_spec("dbt.task.docs")
    assert of_dbt is not None and of_dbt.origin is not None
    original = (Path(of_dbt.origin).parent / "index.html").read_text("utf-8")
    assert site.page.count("</script") == original.count("</script")


def test_lines_of_the_lineage_are_to_be_seen(site: Site) -> None:
    """Fails when another version of dbt draws them in other colours."""
    assert site.page.count('"line-color":"#8fc7d6"') == site.page.count('"target-arrow-color":"#8fc7d6"') == 2


def test_the_docs_need_a_finished_run(capsys: Capture, tmp_path: Path) -> None:
    code, out, err = call(capsys, "docs", "--database", tmp_path / "nowhere" / "none.duckdb")
    assert (code, out) == (3, "") and "there is no such database" in err and "python -m runner run" in err
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    code, _, err = call(capsys, "docs", "--database", other)
    assert code == 2 and "table `simulation_config` does not exist" in err and "python -m runner run" in err
    with held(other, read_only=False) as process:
        code, _, err = call(capsys, "docs", "--database", other)
    assert code == 3 and f"locked by process {process}" in err
    assert sorted(tmp_path.iterdir()) == [other]


def test_the_docs_go_where_they_can(capsys: Capture, default_file: Path, tmp_path: Path) -> None:
    before = default_file.read_bytes()
    code, _, err = call(capsys, "docs", "--database", default_file, "--output", default_file)
    assert code == 2 and "the database itself" in err and default_file.read_bytes() == before
    (tmp_path / "file").touch()
    code, _, err = call(capsys, "docs", "--database", default_file, "--output", tmp_path / "file" / "x.html")
    assert code == 3 and "cannot be written" in err and "--output" in err


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_overview_is_ours_and_its_links_lead_somewhere(manifest: dict[str, Any]) -> None:
    overview = manifest["docs"]["doc.planwise.__overview__"]["block_contents"]
    known = {
        unique_id
        for kind in ("nodes", "sources", "macros", "exposures")
        for unique_id in manifest[kind]
        if unique_id.split(".")[1] == "planwise"
    }
    links = re.findall(r"\(#!/(\w+)/([\w.]+)\)", overview)
    assert len(links) > 25
    assert [link for kind, link in links if link not in known or link.split(".")[0] != kind] == []
    results = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
    }
    linked = {link.rpartition(".")[2] for _, link in links}
    assert len(results) > 8 and results - linked == set()


def test_every_folder_has_a_colour_in_the_lineage(manifest: dict[str, Any]) -> None:
    colours = {
        (node["fqn"][1], node["docs"]["node_color"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["package_name"] == "planwise"
    }
    folders = {path.name for path in (PROJECT / "models").iterdir() if path.is_dir()}
    assert {folder for folder, colour in colours if colour} == folders
    assert len(colours) == len(folders)


def test_exposures_name_what_the_report_and_the_runner_read(manifest: dict[str, Any]) -> None:
    """Every model that stands in the code; other commands name the assumption tables as parameters only."""
    exposed = {
        exposure["name"]: {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    models = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    code, queries = (
        "\n".join(file.read_text("utf-8") for file in (PROJECT / "runner").glob(pattern))
        for pattern in ("*.py", "html_report/queries/*.sql")
    )
    of_report = {name for name in models if re.search(rf"\b(?:from|join) {name}\b", queries)}
    assert of_report == exposed.pop("html_report") and len(of_report) > 10
    assumptions = set(DECLARED["assumptions"]["keys"]) | {"employees"}
    read = {name for name in models - assumptions if re.search(rf"\b{name}\b", code)}
    assert len(read) > 10 and read - set().union(*exposed.values()) == set()


# --- descriptions -------------------------------------------------------


def undescribed(manifest: dict[str, Any], declared: dict[str, Node]) -> list[str]:
    """Everything of the project without a sentence of its own."""
    found = []
    for kind in ("nodes", "sources", "macros", "exposures", "unit_tests", "groups"):
        for unique_id, node in manifest[kind].items():
            if node["package_name"] != "planwise" or node["resource_type"] == "operation":
                continue
            if not is_sentence(node["description"], node["name"]):
                found.append(unique_id)
            parts = [*node.get("columns", {}).values(), *node.get("arguments", [])]
            found += [
                f"{unique_id}.{part['name']}"
                for part in parts
                if part["name"] != "supported_languages"  # dbt gives it to every materialization
                and not is_sentence(part["description"], part["name"])
            ]
    found += [
        f"parameter.{name}" for name, entry in declared.items() if not is_sentence(entry["description"], name)
    ]
    return found


def is_sentence(text: str | None, name: str) -> bool:
    """Whether a text has four words or more, ends as sentences do, and says more than the name."""
    words = re.findall(r"\w+", (text or "").lower())
    return len(words) >= 4 and (text or "").strip().endswith((".", "?")) and words != name.lower().split("_")


def test_everything_has_a_description(manifest: dict[str, Any]) -> None:
    assert undescribed(manifest, DECLARED) == []


SINGULAR = "test.planwise.assert_levels_sum_to_totals"
GENERIC = r"test\.planwise\.fct_headcount_bridge__adds_up\."
PARTS: dict[str, Callable[[dict[str, Any]], Node]] = {
    "model": lambda found: found["nodes"]["model.planwise.int_hires"],
    "column": lambda found: found["nodes"]["model.planwise.rpt_pay_by_year"]["columns"]["payroll_paid"],
    "column of a fitted model": lambda found: found["nodes"]["model.planwise.rpt_backtest"]["columns"]["p50"],
    "seed": lambda found: found["nodes"]["seed.planwise.default_raises"],
    "column of a seed": lambda found: found["nodes"]["seed.planwise.default_raises"]["columns"]["merit_rate"],
    "source": lambda found: found["sources"]["source.planwise.simulation.last_year"],
    "column of a source": lambda found: found["sources"]["source.planwise.simulation.last_year"]["columns"][
        "age"
    ],
    "singular test": lambda found: found["nodes"][SINGULAR],
    "generic test": lambda found: next(
        node for unique_id, node in found["nodes"].items() if re.match(GENERIC, unique_id)
    ),
    "unit test": lambda found: next(iter(found["unit_tests"].values())),
    "macro": lambda found: found["macros"]["macro.planwise.uniform_draw"],
    "argument": lambda found: found["macros"]["macro.planwise.uniform_draw"]["arguments"][0],
    "macro of an engine": lambda found: found["macros"]["macro.planwise.spark__series"],
    "exposure": lambda found: found["exposures"]["exposure.planwise.command_line"],
    "analysis": lambda found: found["nodes"]["analysis.planwise.who_leaves"],
    "column of an analysis": lambda found: found["nodes"]["analysis.planwise.who_leaves"]["columns"][
        "exit_rate"
    ],
    "group": lambda found: found["groups"]["group.planwise.results"],
    "parameter": lambda found: found["parameters"]["cola_rate"],
}


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("text", ["", "Three words only.", "not a sentence that ends", None])
def test_what_is_not_described_is_found(manifest: dict[str, Any], kind: str, text: str | None) -> None:
    changed = shallow(manifest) | {"parameters": copy.deepcopy(DECLARED)}
    PARTS[kind](changed)["description"] = text
    assert len(undescribed(changed, changed["parameters"])) == 1


def shallow(manifest: dict[str, Any]) -> dict[str, Any]:
    """A copy whose descriptions can be changed, without the code of everything."""
    kept = ("package_name", "resource_type", "name", "description", "columns", "arguments")
    return {
        kind: {
            unique_id: copy.deepcopy({name: node[name] for name in kept if name in node})
            for unique_id, node in manifest[kind].items()
            if node["package_name"] == "planwise"
        }
        for kind in ("nodes", "sources", "macros", "exposures", "unit_tests", "groups")
    }


def test_a_name_is_no_description() -> None:
    assert not is_sentence("Share of hires left.", "share_of_hires_left")
    assert is_sentence("Share of the hires that left.", "share_of_hires_left")


def test_the_columns_of_the_tables_are_those_described(site: Site, default_file: Path) -> None:
    """No column without a description and no description without a column, in all that outlives the run."""
    built = set(tables_of(default_file))
    assert built == {node["metadata"]["name"] for node in site.catalog["nodes"].values()} | {
        node["metadata"]["name"] for node in site.catalog["sources"].values()
    }
    differences = {}
    for node in [*site.manifest["nodes"].values(), *site.manifest["sources"].values()]:
        name = node.get("identifier") or node["name"]
        if node["resource_type"] in ("model", "seed", "source") and name in built and node["columns"]:
            difference = set(node["columns"]) ^ set(columns_of(default_file, name))
            if difference:
                differences[node["unique_id"]] = sorted(difference)
            built -= {name}
    assert (differences, built) == ({}, set())


def test_the_columns_of_the_steps_of_a_year_are_those_described(
    manifest: dict[str, Any], default_file: Path, tmp_path: Path
) -> None:
    """The ephemeral models, whose columns are in no table, with a first year in the places of the sources."""
    file = tmp_path / "planwise.duckdb"
    shutil.copyfile(default_file, file)
    differences, seen = {}, 0
    with duckdb.connect(str(file)) as connection:
        connection.execute("create view last_year as from int_workforce_opening")
        connection.execute("create view this_year as from int_trial_years where simulation_year = 2025")
        for node in manifest["nodes"].values():
            if node["config"].get("materialized") != "ephemeral" or node["fqn"][1] == "fit":
                continue
            described = connection.execute(f"describe {node['compiled_code']}").fetchall()
            difference = set(node["columns"]) ^ {name for name, *_ in described}
            if difference:
                differences[node["name"]] = sorted(difference)
            seen += 1
    assert seen > 8 and differences == {}


# --- pages made from the project ----------------------------------------


def test_the_parameter_page_is_up_to_date() -> None:
    page = runpy.run_path(str(PROJECT / "docs" / "make_parameters.py"))["page"]()
    written = (PROJECT / "docs" / "parameters.md").read_text()
    assert written == page, "run `python docs/make_parameters.py`"


def test_the_readme_names_flags_and_parameters_that_exist() -> None:
    text = (PROJECT / "README.md").read_text()
    names = set(declared_parameters())
    flags = {flag.replace("-", "_") for flag in re.findall(r"--((?:census|impute|end|start)-[a-z-]+)", text)}
    settings = set(re.findall(r"--set (\w+)", text))
    assert flags and settings and flags | settings <= names
