"""Headcount: the bridge from opening to closing, the scenarios over the years, and the levels."""

from __future__ import annotations

from typing import Any

from runner.html_report.bar_charts import Part, Step, stacked_bars, waterfall
from runner.html_report.facts import Facts, Row, Scenario
from runner.html_report.figures import Chart, DataTable, Figure, LegendEntry, line_legend
from runner.html_report.line_charts import Line, Point, line_chart
from runner.html_report.numbers import between, change, fixed, joined, span
from runner.html_report.theme import DOWN, LEVEL_COLOURS, PEOPLE, TOTAL, UP, level_shades

_FLOWS = (  # hires first: over many years more people leave than were there at the start
    ("hires", "Hires", 1),
    ("terminations", "Turnover", -1),
    ("layoffs", "Layoffs", -1),
    ("new_hire_terminations", "Left in year of hire", -1),
)


def bridge_figure(facts: Facts) -> Figure:
    """From opening to closing headcount over all years, one waterfall per scenario."""
    steps = {entry.name: _steps(facts, entry) for entry in facts.charted}
    widest = max(max(step.start, step.end) for found in steps.values() for step in found)
    charts = [
        Chart(
            f"bridge-{entry.place}",
            _bridge_alt(entry, steps[entry.name]),
            waterfall(steps[entry.name], _bridge_alt(entry, steps[entry.name]), widest),
            _heading(facts, entry),
        )
        for entry in facts.charted
    ]
    legend = [LegendEntry("Headcount", TOTAL), LegendEntry("Adds", UP), LegendEntry("Takes away", DOWN)]
    note = "Over all years together; the table has each year and its target."
    return Figure("bridge", "From opening to closing headcount", charts, _bridge_table(facts), note, legend)


def headcount_figure(facts: Facts) -> Figure:
    """Headcount over the years, all scenarios in one chart."""
    lines = [Line(entry.name, entry.place, _headcounts(facts, entry)) for entry in facts.charted]
    said = "; ".join(f"{line.name} from {line.points[0].text} to {line.points[-1].text}" for line in lines)
    alt_text = f"Line chart of headcount at the end of each year: {said}."
    rows = [
        [
            entry.name,
            str(point.year),
            fixed(point.value, facts.places),
            span(point.low, point.high, facts.places),
        ]
        for entry, line in zip(facts.charted, lines, strict=True)
        for point in line.points
    ]
    table = DataTable(
        "Headcount at the end of each year", ["Scenario", "Year", "Headcount", "5 to 95 %"], rows, headers=2
    )
    charts = [Chart("headcount", alt_text, line_chart(lines, alt_text, PEOPLE))]
    note = "Employees at the end of each year. The axis need not start at 0." + band_note(facts)
    return Figure("headcount", "Headcount over the years", charts, table, note, line_legend(facts.charted))


def levels_figure(facts: Facts) -> Figure:
    """Headcount by level, one chart per scenario, the opening as its first bar."""
    groups = level_groups(facts)
    shades = level_shades(len(groups))
    highest = max(
        max(row["mean"] for row in facts.measure(entry, "headcount").values()) for entry in facts.charted
    )
    highest = max(highest, facts.opening["headcount"])
    charts = []
    for entry in facts.charted:
        parts = _parts(facts, entry, groups)
        alt_text = _levels_alt(facts, entry)
        charts.append(
            Chart(
                f"levels-{entry.place}",
                alt_text,
                stacked_bars(parts, shades, alt_text, highest),
                _heading(facts, entry),
            )
        )
    legend = [
        LegendEntry(label, shade) for (label, _), shade in reversed(list(zip(groups, shades, strict=True)))
    ]
    note = (
        "Employees at the end of each year; the first bar is the opening. The lowest level is at the foot"
        " of each bar."
    )
    if len(groups) < len(facts.rows["opening_levels"]):
        note += " Neighbouring levels are drawn together; the table has each of them."
    return Figure("levels", "Headcount by level", charts, _levels_table(facts), note, legend)


def level_groups(facts: Facts) -> list[tuple[str, list[int]]]:
    """The levels, from the lowest; neighbours together where there are more than colours."""
    levels = facts.rows["opening_levels"]
    count = min(len(levels), LEVEL_COLOURS)
    groups: list[list[Row]] = [[] for _ in range(count)]
    for place, level in enumerate(levels):
        groups[place * count // len(levels)].append(level)
    return [
        (
            group[0]["level_name"]
            if len(group) == 1
            else f"{group[0]['level_name']} to {group[-1]['level_name']}",
            [level["level_id"] for level in group],
        )
        for group in groups
    ]


def band_note(facts: Facts) -> str:
    """What the band around a line is, where there is one."""
    if facts.replications >= 100:
        return " The band holds nine in ten replications (5 to 95 %)."
    return ""


def headcounts_by_level(facts: Facts, scenario: Scenario) -> dict[int, dict[int, float]]:
    """Mean headcount by level and year, the opening included."""
    found = {
        level["level_id"]: {scenario.opening_year: float(level["headcount"])}
        for level in facts.rows["opening_levels"]
    }
    for level_id, years in found.items():
        rows = facts.measure(scenario, "headcount", level_id)
        for year in scenario.years[1:]:
            years[year] = rows[year]["mean"] if year in rows else 0.0
    return found


def _steps(facts: Facts, scenario: Scenario) -> list[Step]:
    totals = facts.totals(scenario)
    opening, closing = totals["opening_headcount"], totals["closing_headcount"]
    steps = [Step(f"End of {scenario.opening_year}", 0, opening, fixed(opening), is_total=True)]
    reached = opening
    for flow, label, sign in _FLOWS:
        if flow == "layoffs" and not totals[flow]:
            continue
        step = Step(label, reached, reached + sign * totals[flow], change(sign * totals[flow]))
        steps.append(step)
        reached = step.end
    steps.append(Step(f"End of {scenario.end_year}", 0, closing, fixed(closing), is_total=True))
    return steps


def _bridge_alt(scenario: Scenario, steps: list[Step]) -> str:
    said = joined([f"{step.label} {step.text}" for step in steps])
    return f"Waterfall of headcount in the scenario {scenario.name}: {said}."


def _bridge_table(facts: Facts) -> DataTable:
    columns = ["Opening", *(label for _, label, _ in _FLOWS), "Closing", "Target", "Off target"]
    names = ["opening_headcount", *(flow for flow, _, _ in _FLOWS), "closing_headcount", "target_headcount"]
    rows = []
    for entry in facts.charted:
        for row in facts.of("bridge_years", entry):
            cells = [fixed(row[name], facts.places) for name in names]
            off = change(row["variance_to_target"], facts.places)
            rows.append([entry.name, str(row["simulation_year"]), *cells, off])
        totals = facts.totals(entry)
        cells = [fixed(totals.get(name), facts.places) for name in names]
        rows.append([entry.name, "All years", *cells, change(totals["variance_to_target"], facts.places)])
    return DataTable("Headcount bridge by year", ["Scenario", "Year", *columns], rows, headers=2)


def _headcounts(facts: Facts, scenario: Scenario) -> list[Point]:
    opening = facts.totals(scenario)["opening_headcount"]
    points = [Point(scenario.opening_year, opening, fixed(opening))]
    for year, row in facts.measure(scenario, "headcount").items():
        points.append(spread_point(year, row, facts.places))
    return points


def spread_point(year: int, row: dict[str, Any], places: int) -> Point:
    """A mean and the spread of its replications."""
    text = fixed(row["mean"], places)
    spread = between(row["p5"], row["p95"], places)
    return Point(year, row["mean"], f"{text} ({spread})" if spread else text, row["p5"], row["p95"])


def _parts(facts: Facts, scenario: Scenario, groups: list[tuple[str, list[int]]]) -> list[Part]:
    by_level = headcounts_by_level(facts, scenario)
    parts = []
    for order, (label, level_ids) in enumerate(groups):
        for year in scenario.years:
            value = sum(by_level[level_id][year] for level_id in level_ids)
            parts.append(Part(year, order, label, value, fixed(value, facts.places)))
    return parts


def _levels_alt(facts: Facts, scenario: Scenario) -> str:
    by_level = headcounts_by_level(facts, scenario)
    said = [
        f"{level['level_name']} {fixed(by_level[level['level_id']][scenario.opening_year])}"
        f" to {fixed(by_level[level['level_id']][scenario.end_year], facts.places)}"
        for level in facts.rows["opening_levels"][:LEVEL_COLOURS]
    ]
    return (
        f"Stacked bars of headcount by level in the scenario {scenario.name}, from the end of"
        f" {scenario.opening_year} to the end of {scenario.end_year}: {joined(said)}."
    )


def _levels_table(facts: Facts) -> DataTable:
    years = sorted({year for entry in facts.charted for year in entry.years})
    rows = []
    for entry in facts.charted:
        by_level = headcounts_by_level(facts, entry)
        for level in facts.rows["opening_levels"]:
            counts = by_level[level["level_id"]]
            cells = [fixed(counts.get(year), facts.places) for year in years]
            rows.append([entry.name, level["level_name"], *cells])
    columns = ["Scenario", "Level", *map(str, years)]
    return DataTable("Headcount by level at the end of each year", columns, rows, headers=2)


def _heading(facts: Facts, scenario: Scenario) -> str:
    return scenario.name if len(facts.charted) > 1 else ""
