"""Payroll and average pay over the years."""

from __future__ import annotations

from runner.html_report.facts import Facts, Scenario
from runner.html_report.figures import Chart, DataTable, Figure, line_legend
from runner.html_report.headcount import band_note
from runner.html_report.line_charts import Line, Point, line_chart
from runner.html_report.numbers import (
    NONE,
    fixed,
    joined,
    large,
    large_between,
    percent_change,
    relative,
    span,
)
from runner.html_report.theme import MONEY


def payroll_figure(facts: Facts) -> Figure:
    """Pay earned within each year."""
    lines = [Line(entry.name, entry.place, _points(facts, entry, "payroll")) for entry in facts.charted]
    rows = []
    for entry in facts.charted:
        before = None
        for year, row in facts.measure(entry, "payroll").items():
            cells = [fixed(row["mean"]), percent_change(relative(row["mean"], before))]
            rows.append([entry.name, str(year), *cells, span(row["p5"], row["p95"])])
            before = row["mean"]
    columns = ["Scenario", "Year", "Payroll", "Change", "5 to 95 %"]
    table = DataTable("Pay earned within each year", columns, rows, headers=2)
    note = "Pay earned within each year, joiners and leavers included. The axis need not start at 0."
    return _figure(facts, "payroll", "Payroll", lines, table, note)


def average_pay_figure(facts: Facts) -> Figure:
    """Mean salary of those who are there at the end of each year."""
    opening = facts.opening["average_pay"]
    lines, rows = [], []
    for entry in facts.charted:
        points = _points(facts, entry, "average_pay")
        if opening is not None:
            points.insert(0, Point(entry.opening_year, opening, fixed(opening)))
        lines.append(Line(entry.name, entry.place, points))
        growth = {row["simulation_year"]: row["avg_pay_growth"] for row in facts.of("pay_growth", entry)}
        found = facts.measure(entry, "average_pay")
        rows.append([entry.name, str(entry.opening_year), fixed(opening), NONE, NONE])
        for year in entry.years[1:]:
            row = found.get(year, {})
            cells = [fixed(row.get("mean")), percent_change(growth.get(year))]
            rows.append([entry.name, str(year), *cells, span(row.get("p5"), row.get("p95"))])
    columns = ["Scenario", "Year", "Average pay", "Growth a year since the opening", "5 to 95 %"]
    table = DataTable("Average annual salary at the end of each year", columns, rows, headers=2)
    note = "Annual salary of those employed at the end of each year. The axis need not start at 0."
    return _figure(facts, "average_pay", "Average pay", lines, table, note)


def _figure(facts: Facts, key: str, title: str, lines: list[Line], table: DataTable, note: str) -> Figure:
    said = [
        f"{line.name} from {large(line.points[0].value)} in {line.points[0].year}"
        f" to {large(line.points[-1].value)} in {line.points[-1].year}"
        for line in lines
        if line.points
    ]
    alt_text = f"Line chart of {title.lower()}: {joined(said) or 'nobody is paid'}."
    charts = [Chart(key, alt_text, line_chart(lines, alt_text, MONEY))]
    note += band_note(facts)
    return Figure(key, title, charts, table, note, line_legend(facts.charted))


def _points(facts: Facts, scenario: Scenario, measure: str) -> list[Point]:
    points = []
    for year, row in facts.measure(scenario, measure).items():
        spread = large_between(row["p5"], row["p95"])
        text = large(row["mean"]) + (f" ({spread})" if spread else "")
        points.append(Point(year, row["mean"], text, row["p5"], row["p95"]))
    return points
