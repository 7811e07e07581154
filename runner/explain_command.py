"""The command `explain`, and how a timeline is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from runner.options import as_json_option, debug_option, settings_options

if TYPE_CHECKING:
    from runner.explain import Timeline


@click.command()
@click.argument("employee")
@click.option("--year", type=int, metavar="YEAR", help="This calendar year only [default: all of them].")
@click.option("--scenario", metavar="NAME", help="A scenario, or all [default: the first of the run].")
@click.option(
    "--replication",
    type=int,
    default=1,
    metavar="NUMBER",
    help="Number of the replication, from 1 [default: 1].",
)
@settings_options
@as_json_option
@debug_option
def explain(
    employee: str, year: int | None, scenario: str | None, replication: int, as_json: bool, **place: Any
) -> None:
    """Tell what became of an employee: each decision with its chance, its draw and how it ended.

    EMPLOYEE is an id of the census, or NH-YEAR-NUMBER for a hire. Chances are shares of 100 % per year, draws
    random numbers from 0 to 1, pay is in currency units per year.

    \b
    Example:
      python -m runner explain E00002
      python -m runner explain NH-2026-7 --scenario all --year 2027
      python -m runner explain E00002 --json
    """
    from runner.explain import Question, timelines
    from runner.reading import Results
    from runner.target import read_target

    with Results(settings=read_target(**place)) as results:
        found = timelines(results, Question(employee, scenario, replication, year))
    if as_json:
        _print_json(found)
    else:
        for number, timeline in enumerate(found):
            if number:
                print()
            _print_timeline(timeline)


def _print_json(found: list[Timeline]) -> None:
    from runner.explain_words import because, in_words
    from runner.json_text import document

    rows = [
        row | {"in_words": in_words(row), "because": because(row)}
        for timeline in found
        for row in timeline.rows
    ]
    print(document("explain", rows))


def _print_timeline(timeline: Timeline) -> None:
    from runner.explain_words import ALIGNMENTS, because, in_words

    place = f"scenario {timeline.scenario_id}, replication {timeline.replication_id}"
    _print(f"{timeline.employee_id}, {place}", style="bold")
    year = None
    for row in timeline.rows:
        happened = row["probability"] is not None and row["event_date"] is not None
        label = "" if row["simulation_year"] == year else str(row["simulation_year"])
        _print(in_words(row), f"{label:5}", style="bold" if happened else "")
        reason = because(row)
        if reason:
            _print(reason, " " * 7, style="dim")
        year = row["simulation_year"]
    _print(ALIGNMENTS[timeline.alignment], style="dim")


def _print(text: str, margin: str = "", style: str = "") -> None:
    """A paragraph behind a margin; its later lines hang two further to the right."""
    from textwrap import fill

    from rich.text import Text

    from runner.tables import console

    told = console()
    hanging = " " * (len(margin) + 2) if margin else ""
    lines = fill(text, told.width, initial_indent=margin, subsequent_indent=hanging)
    told.print(Text(lines, style=style), soft_wrap=True)
