"""The page: everything that was read, drawn and written, put into the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from runner.html_report import (
    GENERATOR,
    assumptions,
    comparing,
    drawing,
    headcount,
    headline,
    levels,
    people,
    quality,
    reproduce,
    spread,
    theme,
)
from runner.html_report.facts import LISTED, Facts
from runner.html_report.figures import DataTable, Figure, NumbersTable
from runner.html_report.numbers import fixed, joined
from runner.html_report.pay import average_pay_figure, payroll_figure


@dataclass(frozen=True)
class Section:
    """A heading with a table, figures (`pairs` stand side by side) and a table that sums them up below."""

    key: str
    title: str
    figures: list[Figure]
    intro: str = ""
    table: NumbersTable | None = None
    pairs: bool = False
    summary: DataTable | None = None


def page(facts: Facts, title: str | None = None) -> str:
    """The whole report as HTML."""
    environment = Environment(
        loader=PackageLoader("runner.html_report"), autoescape=True, undefined=StrictUndefined
    )
    sections = _sections(facts)
    figures = [figure for section in sections for figure in section.figures]
    charts = [chart for figure in figures for chart in figure.charts]
    configuration = reproduce.configuration_text(facts)
    rejects = quality.rejects_table(facts)
    tables = [quality.counts_table(facts), *([rejects] if rejects else []), quality.nulls_table(facts)]
    return environment.get_template("report.html.j2").render(
        generator=GENERATOR,
        title=title or _title(facts),
        lead=_lead(facts),
        notes=_notes(facts),
        sections=[
            ("numbers", "Headline numbers"),
            *((section.key, section.title) for section in sections),
            ("quality", "Data quality"),
            ("assumptions", "Assumptions"),
            ("reproduce", "Reproduce this run"),
        ],
        scenarios_shown=len(facts.scenarios),
        reference=facts.reference.name,
        numbers=headline.numbers_of(facts, facts.reference),
        all_numbers=headline.numbers_table(facts),
        figure_sections=sections,
        quality={"intro": _quality_intro(facts), "tables": tables},
        parameters=assumptions.parameter_rows(facts),
        assumptions=assumptions.assumption_tables(facts),
        configuration=configuration,
        configuration_link="data:text/yaml;charset=utf-8," + quote(configuration),
        run_facts=reproduce.run_facts(facts),
        charts={"config": theme.config(), "specs": {chart.key: chart.spec for chart in charts}},
        style=_style(),
        library=drawing.library(),
        stills=drawing.stills(charts),
        drawing=Markup(_text("draw.js")),
    )


def _sections(facts: Facts) -> list[Section]:
    bridge = [headcount.bridge_figure(facts)]
    if len(facts.charted) > 1:
        bridge.insert(0, headcount.headcount_figure(facts))
    by_level = [headcount.levels_figure(facts)]
    sections = [
        Section("headcount", "Headcount", bridge),
        Section("levels", "Job levels", by_level, summary=levels.levels_table(facts)),
    ]
    fans = spread.fan_figures(facts)
    if fans:
        sections.append(Section("range", "Range of outcomes", fans, spread.fan_intro(facts)))
    sections.append(Section("pay", "Pay", [payroll_figure(facts), average_pay_figure(facts)], pairs=True))
    pyramids = [people.pyramid_figure(facts, dimension) for dimension in ("age", "tenure")]
    sections.append(Section("people", "Age and tenure", pyramids, pairs=len(facts.charted) == 1))
    if len(facts.scenarios) > 1:
        sections.append(_comparison(facts))
    return sections


def _comparison(facts: Facts) -> Section:
    intro = f"What each scenario changes against {facts.reference.name}."
    if facts.replications > 1:
        intro += (
            " Scenarios share their luck, so that differences are surer than either number; below each is the"
            " 90 % interval of the mean difference."
        )
    else:
        intro += " One replication gives no interval: run with --set replications=100."
    table = comparing.comparison_table(facts)
    figures = comparing.comparison_figures(facts)
    return Section("comparison", "Scenarios compared", figures, intro, table, pairs=True)


def _title(facts: Facts) -> str:
    first = min(entry.start_year for entry in facts.scenarios)
    last = max(entry.end_year for entry in facts.scenarios)
    return f"Workforce projection {first} to {last}"


def _lead(facts: Facts) -> str:
    years = [str(year) for year in sorted({entry.opening_year for entry in facts.scenarios})]
    people = f"From {fixed(facts.opening['headcount'])} employees"
    said = [
        f"{people} at the end of {joined(years, 'or')}{_census(facts)}",
        _count(len(facts.scenarios), "scenario"),
        _count(facts.replications, "replication"),
    ]
    started = facts.run.get("started_at")
    when = f" Run of {started:%d %B %Y, %H:%M} UTC." if started is not None else ""
    return f"{', '.join(said)}.{when}"


def _census(facts: Facts) -> str:
    """When the census was taken, where that is not the day from which the projection starts."""
    for row in facts.rows["quality"]:
        if row["metric"] == "census_days_before_start" and row["value"]:
            return f" (census of {date.fromisoformat(row['detail']):%d %B %Y})"
    return ""


def _notes(facts: Facts) -> list[str]:
    notes = []
    if facts.runs > 1:
        notes.append(
            f"Take care: the tables are of {facts.runs} runs, so that these numbers need not fit together."
            " Run again to have them of one."
        )
    if facts.replications >= 100:
        notes.append(
            "Numbers are means over the replications; below them the range that holds nine in ten"
            " replications (5 to 95 %)."
        )
    elif facts.replications > 1:
        notes.append("Numbers are means over the replications; a range of 5 to 95 % needs 100 of them.")
    else:
        notes.append(
            "One replication: the numbers show one course of chance. A range needs --set replications=100."
        )
    left = [entry.name for entry in facts.scenarios if entry not in facts.charted]
    if left:
        notes.append(
            f"Charts show {len(facts.charted)} of {len(facts.scenarios)} scenarios; not drawn:"
            f" {joined(left)}. The option --scenario draws others."
        )
    if len(facts.scenarios) > LISTED:
        notes.append(f"Tables list the first {LISTED} of {len(facts.scenarios)} scenarios.")
    return notes


def _quality_intro(facts: Facts) -> str:
    found = {row["metric"]: row["value"] for row in facts.rows["quality"] if row["detail"] is None}
    intro = (
        f"Of {_count(found['rows_read'], 'row')} of the census, {fixed(found['rows_rejected'])} were"
        f" rejected; the projection starts from {_count(found['baseline_count'], 'active employee')}."
    )
    return intro + ("" if quality.is_clean(facts) else " The checks of the baseline did not pass.")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _text(name: str) -> str:
    """A file of this package, as it is."""
    return (files("runner.html_report") / "templates" / name).read_text()


def _style() -> Markup:
    """The style sheet; each colour of the charts gets its dark counterpart."""
    pairs = [
        f".chart [{kind}='{light}'], .sample [{kind}='{light}'] {{ {kind}: {dark}; }}"
        for light, dark in theme.shades()
        for kind in ("fill", "stroke")
    ]
    return Markup(_text("report.css").replace("/* dark charts */", "\n  ".join(pairs)))
