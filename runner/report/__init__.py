"""The report: one HTML file with the results of a run, complete in itself.

`queries/` reads the marts, `charts` draws them, `templates/` says which chart and table stands where, and the words around them.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from runner.errors import InputError
from runner.options import Command, json_option, settings_of, settings_options
from runner.publish import output_path, write_whole
from runner.read import Results
from runner.report.assumptions import assumption_tables, list_entries, parameter_rows, plan_text, run_value
from runner.report.charts import LEVELS, chart_library, draw_charts
from runner.report.facts import LISTED, Facts, describe_columns, join_words, write
from runner.show import document, to_json

GENERATOR = "planwise.report/1"  # what a report says it was made by
_TEMPLATES = Path(__file__).parent / "templates"
_OUTPUT = "Where to write the report. Only another report is replaced."
_SCENARIO = "Draw this scenario. May be repeated, up to 6 times. Tables list all. [default: the first 6]"


def report_html(results: Results, title: str | None = None, scenarios: Sequence[str] = ()) -> str:
    """The report on the last run. `scenarios` are those to draw, else the first six of the plan."""
    facts = Facts(results, scenarios)
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.policies |= {"json.dumps_function": to_json, "json.dumps_kwargs": {"indent": None}}
    environment.filters |= {"write": write, "join_words": join_words, "list_entries": list_entries}
    environment.globals |= {"describe_columns": describe_columns, "write": write, "facts": facts, "of": facts.of}
    environment.globals |= {"charts": draw_charts(facts), "listed": LISTED, "most_shades": LEVELS}
    told = {"parameters": parameter_rows(facts), "assumptions": assumption_tables(facts), "plan": plan_text(facts)}
    about = {"generator": GENERATOR, "title": title, "currency": run_value(facts, "currency") or "", "library": chart_library()}
    return environment.get_template("report.html.j2").render(about | told)


@click.command(cls=Command)
@click.option("--output", metavar="FILE.html", default="report.html", show_default=True, help=_OUTPUT)
@click.option("--force", is_flag=True, help="Replace a file that is not a report.")
@click.option("--title", metavar="TEXT", help="Title of the report. [default: Workforce projection and the years]")
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME", help=_SCENARIO)
@settings_options
@json_option
def report(output: str, force: bool, title: str | None, scenarios: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Write the results of the last run as one HTML file that opens offline.

    Headline numbers, headcount bridge, levels, ranges over the replications, pay, age and tenure, scenarios
    compared, data quality, assumptions with units and sources, and the plan that makes the run again.

    \b
    Example:
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
    with suppress(OSError), path.open("rb") as file:
        return f'<meta name="generator" content="{GENERATOR.partition("/")[0]}'.encode() in file.read(1024)
    return False
