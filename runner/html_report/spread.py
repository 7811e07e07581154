"""How far the replications spread: a fan per scenario."""

from __future__ import annotations

from collections.abc import Sequence

from runner.html_report.facts import Facts, Row, Scenario
from runner.html_report.figures import Chart, DataTable, Figure, LegendEntry
from runner.html_report.line_charts import Line, Point, fan_chart
from runner.html_report.numbers import fixed, large
from runner.html_report.theme import MONEY, PEOPLE, SERIES

_MEASURES = ("headcount", "payroll")
_PERCENTILES = ("p5", "p25", "p50", "p75", "p95")
_NEEDED = 20  # replications from which the models give a band


def fan_figures(facts: Facts) -> list[Figure]:
    """Fans of headcount and payroll; none where there are too few replications, or nothing spreads."""
    shown = _shown(facts)
    return [_fan(facts, shown, measure) for measure in _MEASURES if _spreads(facts, shown, measure)]


def fan_intro(facts: Facts) -> str:
    """What the fans show, and which measure has none because all replications agree."""
    intro = "How far chance alone moves the results: the same plan, with other luck in each replication."
    shown = _shown(facts)
    for measure in _MEASURES:
        if not _spreads(facts, shown, measure):
            intro += f" The {measure} is the same in every replication"
            exact = measure == "headcount" and all(entry.alignment == "exact" for entry in shown)
            intro += ", as the alignment exact makes it meet its target." if exact else "."
    return intro


def _shown(facts: Facts) -> list[Scenario]:
    return [entry for entry in facts.charted if entry.replications >= _NEEDED]


def _spreads(facts: Facts, shown: Sequence[Scenario], measure: str) -> bool:
    rows = [row for entry in shown for row in facts.measure(entry, measure).values()]
    return any(row["p25"] < row["p75"] for row in rows)


def _fan(facts: Facts, shown: Sequence[Scenario], measure: str) -> Figure:
    labels = PEOPLE if measure == "headcount" else MONEY
    places = facts.places if measure == "headcount" else 0
    charts, rows = [], []
    for entry in shown:
        found = facts.measure(entry, measure)
        points = [_point(facts, measure, year, row) for year, row in found.items()]
        last = points[-1]
        if measure == "headcount":
            opening = float(facts.totals(entry)["opening_headcount"])
            text = f"Opening\t{fixed(opening)}"
            points.insert(0, Point(entry.opening_year, opening, text, *[opening] * 4))
        alt_text = (
            f"Fan chart of {measure} in the scenario {entry.name} over {entry.replications:,} replications;"
            f" in {last.year}: {last.text.replace(chr(9), ' ').replace(chr(10), ', ')}."
        )
        # all in one colour, as the legend says what is what
        spec = fan_chart(Line("", 0, points), alt_text, labels)
        heading = entry.name if len(shown) > 1 else ""
        charts.append(Chart(f"fan-{measure}-{entry.place}", alt_text, spec, heading))
        for year, row in found.items():
            cells = [fixed(row[name], places) for name in ("mean", *_PERCENTILES)]
            rows.append([entry.name, str(year), *cells])
    title = f"Range of {measure}"
    columns = ["Scenario", "Year", "Mean", "5 %", "25 %", "Median", "75 %", "95 %"]
    table = DataTable(f"{title} over the replications", columns, rows, headers=2)
    return Figure(f"fan-{measure}", title, charts, table, _note(facts, shown, measure), _legend(shown))


def _point(facts: Facts, measure: str, year: int, row: Row) -> Point:
    def written(name: str) -> str:
        return fixed(row[name], facts.places) if measure == "headcount" else large(row[name])

    lines = [f"Median\t{written('p50')}", f"25 to 75 %\t{written('p25')} to {written('p75')}"]
    if row["p5"] is not None:
        lines.append(f"5 to 95 %\t{written('p5')} to {written('p95')}")
    return Point(year, row["p50"], "\n".join(lines), row["p5"], row["p95"], row["p25"], row["p75"])


def _note(facts: Facts, shown: Sequence[Scenario], measure: str) -> str:
    what = "Employees at the end of each year" if measure == "headcount" else "Pay earned within each year"
    note = f"{what}. Each chart has an axis of its own, which need not start at 0."
    if any(row["p5"] is None for entry in shown for row in facts.measure(entry, measure).values()):
        note += " 5 and 95 % need 100 replications."
    return note


def _legend(shown: Sequence[Scenario]) -> list[LegendEntry]:
    entries = [LegendEntry("Median", SERIES[0], dash="1 0")]
    entries.append(LegendEntry("Middle half (25 to 75 %)", SERIES[0], opacity=0.5))
    if any(entry.replications >= 100 for entry in shown):
        entries.append(LegendEntry("Nine in ten (5 to 95 %)", SERIES[0], opacity=0.2))
    return entries
