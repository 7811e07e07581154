"""The documents of `--json`, as docs/json.md has them; test_fit and others compare those of a dbt build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers import PROJECT, SAMPLE, write_lines
from json_shapes import assert_as_documented, documented

from runner import RunResult
from runner.cli import cli, main
from runner.printing import print_failure, print_success
from runner.settings import read_settings

Capture = pytest.CaptureFixture[str]

ALSO_PRINTED_BY = {"planwise.summary/1": "results", "planwise.questions/1": "ask"}
COMMANDS = {
    "planwise.validate/1": ["validate", "--set", "scenarios.freeze.target_growth_rate=0"],
    "planwise.results/1": ["results", "run_history"],
    "planwise.summary/1": ["results"],
    "planwise.fan/1": ["fan", "--level", "Senior", "--year", "2026"],
    "planwise.inspect/1": ["inspect", "stg_census_data"],
    "planwise.export/1": ["export", "--format", "parquet", "--to"],
    "planwise.doctor/1": ["doctor"],
    "planwise.report/1": ["report", "--force", "--output"],
    "planwise.docs/1": ["docs", "--output"],
    "planwise.explain/1": ["explain", "E00002"],
    "planwise.history/1": ["history"],
    "planwise.verify/1": ["verify"],
    "planwise.ask/1": ["ask", "who_leaves"],
    "planwise.questions/1": ["ask"],
    "planwise.init/1": ["init", "--census", str(SAMPLE), "--output"],
}


def test_every_command_with_json_is_on_the_page() -> None:
    with_json = {
        f"planwise.{name}/1"
        for name, command in cli.commands.items()
        if any("--json" in option.opts for option in command.params)
    }
    assert with_json == set(documented()) - set(ALSO_PRINTED_BY)
    page = (PROJECT / "docs" / "json.md").read_text()
    for schema in documented():
        assert f"`python -m runner {ALSO_PRINTED_BY.get(schema, schema[9:-2])}" in page


@pytest.mark.parametrize("schema", COMMANDS)
def test_documents_are_as_the_page_says(
    schema: str, default_file: Path, tmp_path: Path, capsys: Capture
) -> None:
    arguments = [*COMMANDS[schema]]
    if arguments[-1] in ("--to", "--output"):
        arguments.append(str(tmp_path / "output"))
    arguments.append("--json")
    if arguments[0] not in ("validate", "init"):
        arguments += ["--database", str(default_file)]
    code = main(arguments)
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert assert_as_documented(out)["schema"] == schema


def test_the_document_of_a_run(default_run: RunResult, default_file: Path, capsys: Capture) -> None:
    print_success(default_run, read_settings(default_file), as_json=True, quiet=False)
    assert_as_documented(capsys.readouterr().out)
    print_failure(RunResult(False, True, 1.0, 2, None, "p.duckdb", errors=["it broke"]), as_json=True)
    failed = json.loads(capsys.readouterr().out)
    assert (failed["schema"], failed["errors"]) == ("planwise.run/1", ["it broke"])
    assert failed.keys() <= documented()["planwise.run/1"].keys()


def test_rows_for_other_programs_are_a_bare_array(default_file: Path, capsys: Capture) -> None:
    options = ["results", "run_history", "--database", str(default_file)]
    assert main([*options, "--format", "json"]) == 0
    bare = json.loads(capsys.readouterr().out)
    assert main([*options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == bare and len(bare) == 1
    assert main([*options, "--json", "--format", "csv"]) == 2
    assert "not both" in capsys.readouterr().err


def test_a_document_that_differs_from_the_page_is_noticed() -> None:
    """The comparison itself: a key too many, one too few, another type."""
    good = {"schema": "planwise.validate/1", "parameters": {"any": 1}, "given": ["any"]}
    assert_as_documented(json.dumps(good))
    for changed in ({**good, "more": 1}, {"schema": good["schema"], "given": []}, {**good, "given": [1]}):
        with pytest.raises(AssertionError, match="validate"):
            assert_as_documented(json.dumps(changed))


def test_a_failing_command_prints_no_document(tmp_path: Path, capsys: Capture) -> None:
    plan = write_lines(tmp_path / "plan.yml", "cola_rate: 7")
    assert main(["validate", "--config", plan, "--json"]) == 2
    assert capsys.readouterr().out == ""
