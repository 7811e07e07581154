"""The sections with figures: which rows stand in which chart and table, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from runner.report.charts import LEVELS, draw_bridge, draw_fans, draw_levels, draw_lines, draw_pyramid
from runner.report.facts import LISTED, Facts, Figure, Number, NumbersTable, Row, Section, Table, join_words, write, write_range

_MEASURES = {  # of rpt_scenario_comparison, with the kind of their numbers
    "headcount": ("Headcount", None),
    "hires": ("Hires", None),
    "exits": ("Exits", None),
    "promotions": ("Promotions", None),
    "payroll": ("Payroll", "money"),
    "average_pay": ("Average pay", "money"),
}


def build_sections(facts: Facts) -> list[Section]:
    at_end, pay = "Employees at the end of each year.", "Pay earned within each year, joiners and leavers included."
    salary = "Annual salary of those employed at the end of each year."
    headcount = _show_years(facts, "headcount", "Headcount over the years", ["headcount"], at_end)
    payroll = _show_years(facts, "payroll", "Payroll", ["payroll", "payroll_growth"], pay, "money")
    average = _show_years(facts, "average_pay", "Average pay", ["average_pay", "avg_pay_growth"], salary, "money")
    pyramids = [_show_pyramid(facts, dimension) for dimension in ("age", "tenure")]
    sections = [
        Section("headcount", "Headcount", [headcount, _show_bridge(facts)][len(facts.drawn) == 1 :]),
        Section("levels", "Job levels", [_show_levels(facts)], [_sum_up_levels(facts)]),
        *_show_ranges(facts),
        Section("pay", "Pay", [payroll, average], side_by_side=True),
        Section("people", "Age and tenure", pyramids, side_by_side=len(facts.drawn) == 1),
    ]
    return [*sections, *([_compare(facts)] if len(facts.names) > 1 else []), _describe_census(facts)]


def headline_numbers(facts: Facts, scenario: Row) -> list[Number]:
    [row] = facts.of("headline", scenario["scenario_id"])
    start, end = scenario["start_year"], scenario["end_year"]

    def tell(label: str, value: str, kind: str = "count", change: str = "") -> Number:
        interval = write_range(row.get(f"{value}_low"), row.get(f"{value}_high"), kind)
        return Number(label, write(row[value], kind), change, interval)

    def change(name: str, words: str) -> str:
        return "" if row[name] is None else words.format(write(row[name], "share", is_change=True))

    more = write(row["headcount_change"], "count", is_change=True)
    return [
        tell(f"Headcount, end of {scenario['opening_year']}", "opening_headcount"),
        tell(f"Headcount, end of {end}", "closing_headcount", change=change("headcount_growth", more + " ({})")),
        tell(f"Hires, {start} to {end}", "hires", change=f"{write(row['hires_a_year'], 'count')} a year"),
        tell(f"Exits, {start} to {end}", "exits", change=f"{write(row['exits_a_year'], 'count')} a year"),
        tell(f"Payroll of {end}", "payroll", "money", change("payroll_growth", f"{{}} since {start}")),
        tell(f"Average pay, end of {end}", "average_pay", "money", change("avg_pay_growth", "{} a year")),
    ]


def headline_table(facts: Facts) -> NumbersTable | None:
    listed = facts.scenarios[:LISTED]
    rows = [(entry["scenario_id"], headline_numbers(facts, entry)) for entry in listed]
    labels = [number.label for number in rows[0][1]]
    if len({(entry["start_year"], entry["end_year"]) for entry in listed}) > 1:
        labels = ["Opening headcount", "Closing headcount", "Hires", "Exits", "Payroll of the last year"]
        labels.append("Average pay at the end")
    return NumbersTable("All scenarios", labels, rows) if len(rows) > 1 else None


def _show_years(facts: Facts, query: str, title: str, columns: Sequence[str], note: str, kind: str | None = None) -> Figure:
    band = " The band holds nine in ten replications (5 to 95 %)." if facts.replications >= 100 else ""
    table = Table(title, [*columns, "low", "high"], facts.of(query, *facts.drawn), kind=kind)
    return _show_lines(facts, query, columns[0], table, f"{note} The axis need not start at 0.{band}")


def _show_lines(facts: Facts, key: str, value: str, table: Table, note: str) -> Figure:
    rows = [row for row in table.rows if row[value] is not None]
    places = {name: place for place, name in enumerate(facts.drawn) if any(row["scenario_id"] == name for row in rows)}
    return Figure(
        key,
        table.caption,
        f"Line chart. {table.caption}: {_tell(rows, value, table.kind)}.",
        draw_lines(rows, value, table.label(value), places, table.kind),
        replace(table, columns=["scenario_id", "simulation_year", *table.columns]),
        note,
    )


def _show_bridge(facts: Facts) -> Figure:
    columns = ["opening_headcount", "hires", "terminations", "layoffs", "new_hire_terminations"]
    columns += ["closing_headcount", "target_headcount", "variance_to_target"]
    labels = {name: name.partition("_")[0].capitalize() for name in columns if name.endswith("_headcount")}
    rows = [row | {"year": str(row["simulation_year"] or "All years")} for row in facts.of("bridge", *facts.drawn)]
    said = [
        f"{name}: " + join_words([f"{row['step']} {write(row['change'])}" for row in facts.of("bridge_steps", name)])
        for name in facts.drawn
    ]
    return Figure(
        "bridge",
        "From opening to closing headcount",
        f"Waterfall of headcount over all years. {', '.join(said)}.",
        draw_bridge(facts.of("bridge_steps", *facts.drawn), facts.drawn),
        Table("Headcount bridge by year", ["scenario_id", "year", *columns], rows, labels=labels),
        "All years together. The table has each year and its target.",
    )


def _show_levels(facts: Facts) -> Figure:
    rows = facts.of("level_headcount", *facts.drawn)
    years = sorted({str(row["simulation_year"]) for row in rows})
    by_level: dict[tuple[str, int], Row] = {}
    for row in rows:
        entry = by_level.setdefault((row["scenario_id"], row["level_id"]), row | dict.fromkeys(years))
        entry[str(row["simulation_year"])] = row["headcount"]
    note = "Employees at the end of each year. The first bar is the opening, the lowest level is at the foot."
    if len(facts.rows["job_levels"]) > LEVELS:
        note += " Neighboring levels are drawn together. The table has each of them."
    return Figure(
        "levels",
        "Headcount by level",
        f"Stacked bars of headcount by level: {_tell(facts.of('headcount', *facts.drawn), 'headcount')}.",
        draw_levels(rows, facts.drawn),
        Table("Headcount by level at the end of each year", ["scenario_id", "level_name", *years], [*by_level.values()]),
        note,
    )


def _sum_up_levels(facts: Facts) -> Table:
    flows = ["opening_headcount", "hires", "exits", "promotions_in", "promotions_out", "closing_headcount"]
    note = (
        "Opening + hires - exits + promoted in - promoted out = closing, over all years."
        " Average pay, age and tenure are those of the closing headcount."
    )
    return Table(
        "Levels from the opening to the end",
        ["scenario_id", "level_name", *flows, "avg_compensation", "avg_age", "avg_tenure"],
        facts.of("levels", *facts.drawn),
        note,
        labels={"opening_headcount": "Opening", "closing_headcount": "Closing"},
    )


def _show_ranges(facts: Facts) -> list[Section]:
    intro = "How far chance alone moves the results: the same plan, with other luck in each replication."
    exact = all(row["alignment"] == "exact" for row in facts.of("scenarios", *facts.drawn))
    figures = []
    for measure, what, kind in (
        ("headcount", "Employees at the end of each year", None),
        ("payroll", "Pay earned within each year", "money"),
    ):
        rows = facts.of("fans", *facts.drawn, measure=measure)
        if not any(row["has_spread"] for row in rows):
            because = ", because the alignment exact makes it meet its target"
            intro += f" The {measure} is the same in every replication{because if exact else ''}."
            continue
        note = f"{what}, the line is the median. Each chart has an axis of its own, which need not start at 0."
        if any(row["p5"] is None for row in rows):
            note += " A range of 5 to 95 % needs 100 replications."
        columns = ["scenario_id", "simulation_year", "mean", "p5", "p25", "p50", "p75", "p95"]
        figures.append(
            Figure(
                f"fan-{measure}",
                f"Range of {measure}",
                f"Fan chart of {measure} over the replications, median: {_tell(rows, 'p50', kind)}.",
                draw_fans(rows, [name for name in facts.drawn if facts.of("fans", name)], kind),
                Table(f"Range of {measure} over the replications", columns, rows, kind=kind),
                note,
            )
        )
    return [Section("range", "Range of outcomes", figures, intro=intro)] if figures else []


def _show_pyramid(facts: Facts, dimension: str) -> Figure:
    rows = facts.of("bands", *facts.drawn, dimension=dimension)
    firsts = [facts.of("bands", name, dimension=dimension)[0] for name in facts.drawn]
    means = [f"{row['scenario_id']} {write(row['closing_mean'])}" for row in firsts]
    after = write(firsts[0]["closing_mean"]) if len(firsts) == 1 else ", ".join(means)
    spans = {(row["opening_year"], row["end_year"]) for row in facts.of("scenarios", *facts.drawn)}
    first, last = [f" (end of {year})" for year in spans.pop()] if len(spans) == 1 else ("", "")
    means_note = f"Mean at the opening{first}: {write(firsts[0]['opening_mean'])}. Mean at the closing{last}: {after}."
    return Figure(
        dimension,
        dimension.capitalize(),
        f"Pyramid of employees by {dimension}, opening to the left and closing to the right. {means_note}",
        draw_pyramid(rows, facts.drawn),
        Table(
            f"Employees by {dimension}, opening and closing",
            ["scenario_id", "band", "opening", "closing"],
            rows,
            labels={"band": f"{dimension.capitalize()} in completed years"},
        ),
        f"Completed years. {means_note}{' Bands differ in width.' if dimension == 'tenure' else ''}",
    )


def _compare(facts: Facts) -> Section:
    reference = facts.names[0]
    intro = f"What each scenario changes against {reference}."
    if facts.replications > 1:
        intro += (
            " Scenarios share their luck, so differences are surer than either number. Below each is the"
            " 90 % interval of the mean difference."
        )
    else:
        intro += " One replication gives no interval: run with --set replications=100."
    rows = []
    for name in facts.names[1:LISTED]:
        last = {row["measure"]: row for row in facts.of("comparison", name, is_last=True)}
        year = next((str(row["simulation_year"]) for row in last.values()), write(None))
        numbers = [_write_difference(last.get(measure, {}), *about) for measure, about in _MEASURES.items()]
        rows.append((name, [Number("Year", year), *numbers]))
    caption = f"Difference to {reference} in the last year that both have"
    compared = [name for name in facts.drawn if facts.of("comparison", name)]
    return Section(
        "comparison",
        "Scenarios compared",
        [_show_difference(facts, compared, measure) for measure in ("headcount", "payroll") if compared],
        intro=intro,
        numbers=NumbersTable(caption, ["Year", *(label for label, _ in _MEASURES.values())], rows),
        side_by_side=True,
    )


def _write_difference(row: Mapping[str, Any], label: str, kind: str | None) -> Number:
    interval = write_range(row.get("low"), row.get("high"), kind, is_change=True)
    return Number(label, write(row.get("mean_difference"), kind, is_change=True), "", interval)


def _show_difference(facts: Facts, compared: Sequence[str], measure: str) -> Figure:
    rows = facts.of("comparison", *compared, measure=measure)
    labels = {"reference_mean": facts.names[0], "scenario_mean": "Scenario's own"}
    labels |= {"low": "90 % interval from", "high": "90 % interval to"}
    title, columns = f"Difference in {measure} to {facts.names[0]}", [*[*labels][:2], "mean_difference", "low", "high"]
    note = "Mean of the scenario less that of the first one, year by year."
    if facts.replications > 1:
        note += " The band is the 90 % interval of the mean difference, often too narrow to be seen."
    table = Table(title, columns, rows, kind=_MEASURES[measure][1], labels=labels)
    return _show_lines(facts, f"difference-{measure}", "mean_difference", table, note)


def _describe_census(facts: Facts) -> Section:
    [census] = facts.rows["census"]
    several, missing = "A row may have several reasons.", ["column", "missing", "missing_share"]
    tables = [
        Table("Rows of the census", ["what", "row_count"], facts.rows["census_rows"]),
        Table("Rejected rows by reason", ["reason", "row_count"], facts.rows["census_rejects"], several),
        Table("Missing values among those active", missing, facts.rows["census_missing"]),
    ]
    intro = (
        f"Of {write(census['rows_read'])} rows of the census, {write(census['rows_rejected'])} were rejected."
        f" The projection starts from {write(census['employees'])} active employees."
        f"{'' if census['is_valid'] else ' The checks of the baseline did not pass.'}"
    )
    return Section("quality", "Data quality", tables=[table for table in tables if table.rows], intro=intro)


def _tell(rows: Sequence[Mapping[str, Any]], value: str, kind: str | None = None) -> str:
    """Each scenario from its first to its last year, for those who do not see the chart."""
    ends: dict[str, list[str]] = {}
    for row in rows:
        if row[value] is not None:
            text = f"{write(row[value], kind)} in {row['simulation_year']}"
            ends.setdefault(row["scenario_id"], [text])[1:] = [text]
    return ", ".join(f"{name} from {' to '.join(pair)}" for name, pair in ends.items()) or "there is nothing to draw"
