"""The report: one HTML file with the results of a run, complete in itself.

`queries/` reads the marts, `sections` and `charts` say what is shown, `page` puts it into `templates/`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from runner.errors import EnvironmentProblem, InputError
from runner.options import Command, json_option, settings_of, settings_options
from runner.publish import output_path, write_whole
from runner.read import Results
from runner.report.assumptions import assumption_tables, parameter_rows, plan_text, run_facts
from runner.report.charts import chart_library
from runner.report.facts import LISTED, Facts, count, join_words
from runner.report.sections import build_sections, headline_numbers, headline_table
from runner.show import document, number, to_json

GENERATOR = "planwise.report/1"  # what a report says it was made by
_TEMPLATES = Path(__file__).parent / "templates"


def report_html(results: Results, title: str | None = None, scenarios: Sequence[str] = ()) -> str:
    """The report on the last run. `scenarios` are those to draw, else the first six of the plan."""
    facts = Facts(results, scenarios)
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.policies |= {"json.dumps_function": to_json, "json.dumps_kwargs": {"indent": None}}
    sections = build_sections(facts)
    specs = {figure.key: figure.chart for section in sections for figure in section.figures}
    first = min(row["start_year"] for row in facts.scenarios)
    last = max(row["end_year"] for row in facts.scenarios)
    plan = plan_text(facts)
    return environment.get_template("report.html.j2").render(
        generator=GENERATOR,
        title=title or f"Workforce projection {first} to {last}",
        lead=_lead(facts),
        notes=_notes(facts),
        reference=facts.names[0],
        numbers=headline_numbers(facts, facts.scenarios[0]),
        all_numbers=headline_table(facts),
        sections=sections,
        parameters=parameter_rows(facts),
        assumptions=assumption_tables(facts),
        plan=plan,
        plan_link="data:text/yaml;charset=utf-8," + quote(plan),
        run_facts=run_facts(facts),
        charts={"config": json.loads(_read("charts.json")), "specs": specs},
        style=Markup(_read("report.css")),
        library=chart_library(),
        drawing=Markup(_read("draw.js")),
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _lead(facts: Facts) -> str:
    [census] = facts.rows["census"]
    years = sorted({str(row["opening_year"]) for row in facts.scenarios})
    taken = f" (census of {census['census_date']:%d %B %Y})" if census["census_date"] else ""
    started = facts.run.get("started_at")
    when = f" Run of {started:%d %B %Y, %H:%M} UTC." if started else ""
    return (
        f"From {count(census['employees'], 'employee')} at the end of {join_words(years, 'or')}{taken},"
        f" {count(len(facts.scenarios), 'scenario')}, {count(facts.replications, 'replication')}.{when}"
    )


def _notes(facts: Facts) -> list[str]:
    notes = []
    if facts.runs > 1:
        notes.append(
            f"Take care: the tables come from {facts.runs} runs, so these numbers may not fit together."
            " Run again to have them from one."
        )
    if facts.replications >= 100:
        notes.append("Numbers are means over the replications, with the range that holds nine in ten (5 to 95 %).")
    elif facts.replications > 1:
        notes.append("Numbers are means over the replications. A range of 5 to 95 % needs 100 of them.")
    else:
        notes.append("One replication: the numbers show one course of chance. A range needs --set replications=100.")
    total = number(len(facts.names))
    if left := [name for name in facts.names if name not in facts.drawn]:
        more = [f"{number(len(left) - LISTED)} more"] if len(left) > LISTED else []
        notes.append(
            f"Charts show {len(facts.drawn)} of {total} scenarios, without {join_words(left[:LISTED] + more)}."
            " The option --scenario draws others."
        )
    if len(facts.names) > LISTED:
        notes.append(f"Tables list the first {LISTED} of {total} scenarios.")
    return notes


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
