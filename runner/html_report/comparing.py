"""What each scenario changes against the first one, and how sure that is."""

from __future__ import annotations

from runner.html_report.facts import Facts, Row, Scenario
from runner.html_report.figures import Chart, DataTable, Figure, Number, NumbersTable, line_legend
from runner.html_report.line_charts import Line, Point, line_chart
from runner.html_report.numbers import NONE, change, fixed, joined, large_change
from runner.html_report.theme import MONEY, PEOPLE
from runner.options import MEASURES

_TITLES = {
    "headcount": "Headcount",
    "hires": "Hires",
    "exits": "Exits",
    "promotions": "Promotions",
    "payroll": "Payroll",
    "average_pay": "Average pay",
}
_MONEY = ("payroll", "average_pay")


def comparison_table(facts: Facts) -> NumbersTable:
    """The differences of all scenarios in the last year that they have in common with the first."""
    rows = []
    for entry in facts.listed[1:]:
        found = facts.of("comparison", entry)
        last = max((row["simulation_year"] for row in found), default=None)
        of_year = {row["measure"]: row for row in found if row["simulation_year"] == last}
        numbers = [_number(facts, of_year.get(measure), measure) for measure in MEASURES]
        rows.append((entry.name, [Number("Year", NONE if last is None else str(last)), *numbers]))
    caption = f"Difference to {facts.reference.name} in the last year that both have"
    return NumbersTable(caption, ["Year", *_TITLES.values()], rows)


def comparison_figures(facts: Facts) -> list[Figure]:
    """The differences in headcount and payroll over the years; none where nothing can be compared."""
    compared = [entry for entry in facts.charted if facts.of("comparison", entry)]
    return [_figure(facts, compared, measure) for measure in ("headcount", "payroll")] if compared else []


def _figure(facts: Facts, compared: list[Scenario], measure: str) -> Figure:
    lines, rows = [], []
    for entry in compared:
        found = [row for row in facts.of("comparison", entry) if row["measure"] == measure]
        points = [_point(facts, row) for row in found]
        lines.append(Line(entry.name, entry.place, points))
        rows += [_row(facts, row) for row in found]
    said = joined([f"{line.name} {line.points[-1].text} in {line.points[-1].year}" for line in lines])
    against = facts.reference.name
    alt_text = f"Line chart of the difference in {measure} to the scenario {against}: {said}."
    columns = ["Scenario", "Year", against, "Scenario's own", "Difference", "90 % interval"]
    title = f"Difference in {measure} to {against}"
    note = "Mean of the scenario less that of the first one, year by year."
    if facts.replications > 1:
        note += " The band is the 90 % interval of the mean difference, often too narrow to be seen."
    labels = MONEY if measure in _MONEY else PEOPLE
    charts = [Chart(f"difference-{measure}", alt_text, line_chart(lines, alt_text, labels, from_zero=True))]
    table = DataTable(title, columns, rows, headers=2)
    return Figure(f"difference-{measure}", title, charts, table, note, line_legend(compared))


def _point(facts: Facts, row: Row) -> Point:
    number = _number(facts, row, row["measure"])
    return Point(
        row["simulation_year"],
        row["mean_difference"],
        f"{number.value} ({number.interval})" if number.interval else number.value,
        row["interval_low"],
        row["interval_high"],
    )


def _row(facts: Facts, row: Row) -> list[str]:
    places = _places(facts, row["measure"])
    means = [fixed(row["reference_mean"], places), fixed(row["scenario_mean"], places)]
    interval = NONE
    if row["interval_low"] is not None:
        interval = f"{change(row['interval_low'], places)} to {change(row['interval_high'], places)}"
    difference = change(row["mean_difference"], places)
    return [row["scenario_id"], str(row["simulation_year"]), *means, difference, interval]


def _number(facts: Facts, row: Row | None, measure: str) -> Number:
    """The difference, and its interval where there is one."""
    label = _TITLES[measure]
    if row is None:
        return Number(label, NONE)
    places = _places(facts, measure)

    def written(value: float) -> str:
        return large_change(value) if measure in _MONEY else change(value, places)

    text = written(row["mean_difference"])
    if row["interval_low"] is None or row["interval_low"] == row["interval_high"]:
        return Number(label, text)
    return Number(label, text, "", f"{written(row['interval_low'])} to {written(row['interval_high'])}")


def _places(facts: Facts, measure: str) -> int:
    return 0 if measure in _MONEY else facts.places
