"""The command `report`."""

from __future__ import annotations

from typing import Any

import click

from runner.options import as_json_option, debug_option, settings_options


@click.command()
@click.option(
    "--output",
    metavar="FILE.html",
    default="report.html",
    show_default=True,
    help="Where to write the report; only another report is replaced.",
)
@click.option("--force", is_flag=True, help="Replace a file that is not a report.")
@click.option(
    "--title", metavar="TEXT", help="Title of the report [default: Workforce projection and the years]."
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="Draw this scenario; may be repeated, up to 6 times [default: the first 6]. Tables list all.",
)
@settings_options
@as_json_option
@debug_option
def report(
    output: str, force: bool, title: str | None, scenarios: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Write the results of the last run as one HTML file to hand on; it opens offline.

    Headline numbers, headcount bridge, levels, ranges over the replications, pay, age and tenure, scenarios
    compared, data quality, assumptions with units and sources, and what is needed to reproduce the run.

    \b
    Example:
      python -m runner report
      python -m runner report --output board.html --title "Headcount plan, March"
      python -m runner report --scenario baseline --scenario hiring_freeze
    """
    import logging

    from runner.file_problems import output_path
    from runner.html_report import report_html
    from runner.html_report.output import check_output, write_output
    from runner.json_text import document
    from runner.reading import Results
    from runner.target import read_target

    logging.basicConfig(level=logging.ERROR, format="%(message)s")  # tables may be empty here
    path = output_path(output)
    check_output(path, force)
    with Results(settings=read_target(**options)) as results:
        size = write_output(path, report_html(results, title, scenarios))
    if as_json:
        click.echo(document("report", {"path": str(path), "bytes": size}))
        return
    click.echo(f"report: {path} ({size / 1e6:.1f} MB)")
