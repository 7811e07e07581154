"""The documents of `--json`, as docs/json.md has them. Other files compare those that take a dbt build."""

from pathlib import Path

import click
import pytest
from helpers import PROJECT, SAMPLE, Capture, call
from json_shapes import assert_as_documented, documented

from runner.cli import cli

ALSO_PRINTED_BY = {"planwise.summary/1": "results", "planwise.questions/1": "ask"}
COMMANDS = {
    "planwise.validate/1": ["validate", "--set", "scenarios.freeze.target_growth_rate=0"],
    "planwise.results/1": ["results", "run_history"],
    "planwise.summary/1": ["results"],
    "planwise.fan/1": ["fan", "--level", "Senior", "--year", "2026"],
    "planwise.risk/1": ["risk"],
    "planwise.inspect/1": ["inspect", "stg_census_data"],
    "planwise.export/1": ["export", "--format", "parquet", "--to"],
    "planwise.report/1": ["report", "--force", "--output"],
    "planwise.explain/1": ["explain", "E00002"],
    "planwise.history/1": ["history"],
    "planwise.ask/1": ["ask", "who_leaves"],
    "planwise.questions/1": ["ask"],
    "planwise.init/1": ["init", "--census", str(SAMPLE), "--output"],
}


def test_every_command_with_json_is_on_the_page() -> None:
    context, page = click.Context(cli), (PROJECT / "docs" / "json.md").read_text()
    with_json = {
        f"planwise.{name}/1"
        for name in cli.list_commands(context)
        if (command := cli.get_command(context, name)) and any("--json" in option.opts for option in command.params)
    }
    assert with_json == set(documented()) - set(ALSO_PRINTED_BY)
    for schema in documented():
        assert f"`planwise {ALSO_PRINTED_BY.get(schema, schema[9:-2])}" in page


@pytest.mark.parametrize("schema", COMMANDS)
def test_documents_are_as_the_page_says(schema: str, default_file: Path, tmp_path: Path, capsys: Capture) -> None:
    name, *arguments = COMMANDS[schema]
    place = [tmp_path / "output"] if arguments and arguments[-1] in ("--to", "--output") else []
    database = [] if name in ("validate", "init") else [f"--database={default_file}"]
    code, out, err = call(capsys, name, *arguments, *place, "--json", *database)
    assert (code, err, assert_as_documented(out)["schema"]) == (0, "", schema)
