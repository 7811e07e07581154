"""Age and tenure: pyramids of the opening against the closing workforce."""

from __future__ import annotations

from runner.html_report.bar_charts import pyramid
from runner.html_report.facts import Facts, Scenario
from runner.html_report.figures import Chart, DataTable, Figure, LegendEntry
from runner.html_report.numbers import fixed
from runner.html_report.theme import BASE, SERIES

_NAMES = {"age": "Age", "tenure": "Tenure"}
_AGES = (0, *range(20, 75, 5))
_TENURES = (0, 1, 3, 5, 10, 15, 20, 25, 30)
_UNKNOWN = -1


def pyramid_figure(facts: Facts, dimension: str) -> Figure:
    """Opening against closing in bands of years, one pyramid per scenario."""
    before = {
        row["band"]: row["people"] for row in facts.rows["opening_bands"] if row["dimension"] == dimension
    }
    after = {entry.name: _closing(facts, entry, dimension) for entry in facts.charted}
    starts = _bands(dimension, [before, *after.values()])
    labels = [_label(dimension, start) for start in starts]
    widest = max(max(found.values(), default=0) for found in (before, *after.values()))
    charts, rows = [], []
    for entry in facts.charted:
        closing = after[entry.name]
        bands = [
            (label, before.get(start, 0), closing.get(start, 0.0))
            for label, start in zip(labels, starts, strict=True)
        ]
        alt_text = _alt(facts, entry, dimension)
        chart = pyramid(bands, alt_text, widest, SERIES[0], facts.places)
        heading = entry.name if len(facts.charted) > 1 else ""
        charts.append(Chart(f"{dimension}-{entry.place}", alt_text, chart, heading))
        rows += [[entry.name, label, fixed(count), fixed(end, facts.places)] for label, count, end in bands]
        mean_before, mean_after = _means(facts, entry, dimension)
        rows.append([entry.name, f"Mean {dimension}", fixed(mean_before, 1), fixed(mean_after, 1)])
    name = _NAMES[dimension]
    columns = ["Scenario", f"{name} in completed years", "Opening", "Closing"]
    table = DataTable(f"Employees by {dimension}, opening and closing", columns, rows, headers=2)
    first = facts.charted[0]
    years = (
        (f", end of {first.opening_year}", f", end of {first.end_year}") if _same_years(facts) else ("", "")
    )
    legend = [LegendEntry(f"Opening{years[0]}", BASE), LegendEntry(f"Closing{years[1]}", SERIES[0])]
    note = _mean_note(facts, dimension)
    if dimension == "tenure":
        note += " Bands differ in width."
    return Figure(dimension, name, charts, table, note, legend)


def _closing(facts: Facts, scenario: Scenario, dimension: str) -> dict[int, float]:
    found = facts.of("closing_bands", scenario)
    return {row["band"]: row["people"] for row in found if row["dimension"] == dimension}


def _means(facts: Facts, scenario: Scenario, dimension: str) -> tuple[float | None, float | None]:
    found = [row for row in facts.of("closing_bands", scenario) if row["dimension"] == dimension]
    people = sum(row["people"] for row in found)
    closing = sum(row["years"] or 0.0 for row in found) / people if people else None
    return facts.opening[f"average_{dimension}"], closing


def _mean_note(facts: Facts, dimension: str) -> str:
    means = [_means(facts, entry, dimension) for entry in facts.charted]
    if len(means) == 1:
        return f"Completed years; the mean goes from {fixed(means[0][0], 1)} to {fixed(means[0][1], 1)}."
    said = ", ".join(
        f"{entry.name} {fixed(mean[1], 1)}" for entry, mean in zip(facts.charted, means, strict=True)
    )
    return f"Completed years; the mean goes from {fixed(means[0][0], 1)} to: {said}."


def _bands(dimension: str, found: list[dict[int, float]]) -> list[int]:
    """The bands between the first and the last that anybody is in, and `not known` where it is needed."""
    used = {start for counts in found for start, count in counts.items() if count}
    known = [start for start in used if start != _UNKNOWN]
    listed = _AGES if dimension == "age" else _TENURES
    bands = [start for start in listed if known and min(known) <= start <= max(known)] or [0]
    return ([_UNKNOWN] if _UNKNOWN in used else []) + bands


def _label(dimension: str, start: int) -> str:
    listed = _AGES if dimension == "age" else _TENURES
    if start == _UNKNOWN:
        return "not known"
    if start == listed[-1]:
        return f"{start} and over"
    end = listed[listed.index(start) + 1]
    if start == 0:
        return f"under {end}"
    return f"{start} to {end - 1}"


def _same_years(facts: Facts) -> bool:
    return len({(entry.opening_year, entry.end_year) for entry in facts.charted}) == 1


def _alt(facts: Facts, scenario: Scenario, dimension: str) -> str:
    before, after = _means(facts, scenario, dimension)
    return (
        f"Pyramid of {dimension} in the scenario {scenario.name}: employees by band at the end of"
        f" {scenario.opening_year} to the left, mean {dimension} {fixed(before, 1)}, and at the end of"
        f" {scenario.end_year} to the right, mean {fixed(after, 1)}."
    )
