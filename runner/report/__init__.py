"""The report: one HTML file with the results of a run, complete in itself.

`queries/` reads the marts, `sections` and `charts` say what is shown, `page` puts it into `templates/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from runner.errors import EnvironmentProblem, InputError
from runner.options import Command, json_option, settings_of, settings_options
from runner.publish import output_path, write_whole
from runner.read import Results
from runner.report.page import GENERATOR, report_html
from runner.show import document

__all__ = ["report", "report_html"]


@click.command(cls=Command)
@click.option(
    "--output",
    metavar="FILE.html",
    default="report.html",
    show_default=True,
    help="Where to write the report. Only another report is replaced.",
)
@click.option("--force", is_flag=True, help="Replace a file that is not a report.")
@click.option("--title", metavar="TEXT", help="Title of the report. [default: Workforce projection and the years]")
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="Draw this scenario. May be repeated, up to 6 times. Tables list all. [default: the first 6]",
)
@settings_options
@json_option
def report(output: str, force: bool, title: str | None, scenarios: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Write the results of the last run as one HTML file that opens offline.

    Headline numbers, headcount bridge, levels, ranges over the replications, pay, age and tenure, scenarios
    compared, data quality, assumptions with units and sources, and the plan that makes the run again.

    \b
    Example:
      planwise report
      planwise report --output board.html --title "Headcount plan, March"
      planwise report --scenario baseline --scenario hiring_freeze
    """
    path = output_path(output)
    if path.exists() and not force and not _is_report(path):
        raise InputError(f"--output: {path} exists and is not a report.", "Give another --output, or --force to replace it.")
    with Results(settings=settings_of(options)) as results:
        content = report_html(results, title, scenarios).encode()
    write_whole(path, content)
    if as_json:
        click.echo(document("report", {"path": str(path), "bytes": len(content)}))
    else:
        click.echo(f"report: {path} ({len(content) / 1e6:.1f} MB)")


def _is_report(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise EnvironmentProblem(f"{path}: cannot be read ({error.strerror}).") from error
    return f'<meta name="generator" content="{GENERATOR.partition("/")[0]}'.encode() in head
