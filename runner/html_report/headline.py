"""The numbers that stand first: for the reference scenario as cards, for all scenarios as a table."""

from __future__ import annotations

from runner.html_report.facts import Facts, Row, Scenario
from runner.html_report.figures import Number, NumbersTable
from runner.html_report.numbers import (
    between,
    change,
    fixed,
    large,
    large_between,
    percent_change,
    relative,
)

_WITHOUT_YEARS = (
    *("Opening headcount", "Closing headcount", "Hires", "Exits"),
    *("Payroll of the last year", "Average pay at the end"),
)


def numbers_of(facts: Facts, scenario: Scenario) -> list[Number]:
    """Headcount, hires, exits, payroll and average pay of one scenario."""
    return [
        _opening(facts, scenario),
        _closing(facts, scenario),
        _flow(facts, scenario, "hires"),
        _flow(facts, scenario, "exits"),
        _payroll(facts, scenario),
        _average_pay(facts, scenario),
    ]


def numbers_table(facts: Facts) -> NumbersTable | None:
    """The numbers of all scenarios; none where there is only one."""
    if len(facts.scenarios) == 1:
        return None
    rows = [(entry.name, numbers_of(facts, entry)) for entry in facts.listed]
    labels = [number.label for number in rows[0][1]]
    if any([number.label for number in numbers] != labels for _, numbers in rows):
        labels = list(_WITHOUT_YEARS)
    return NumbersTable("All scenarios", labels, rows)


def growth_per_year(facts: Facts, scenario: Scenario) -> float | None:
    """Growth per year of the average pay, from the baseline to the last year; none where nobody is left."""
    rows = [row for row in facts.of("pay_growth", scenario) if row["simulation_year"] == scenario.end_year]
    growth: float | None = rows[0]["avg_pay_growth"] if rows else None
    return growth


def _opening(facts: Facts, scenario: Scenario) -> Number:
    opening = facts.totals(scenario)["opening_headcount"]
    return Number(f"Headcount, end of {scenario.opening_year}", fixed(opening))


def _closing(facts: Facts, scenario: Scenario) -> Number:
    totals = facts.totals(scenario)
    closing, opening = totals["closing_headcount"], totals["opening_headcount"]
    spread = facts.measure(scenario, "headcount").get(scenario.end_year, {})
    said = f"{change(closing - opening)} ({percent_change(relative(closing, opening))})" if opening else ""
    return Number(f"Headcount, end of {scenario.end_year}", fixed(closing), said, _spread(spread))


def _flow(facts: Facts, scenario: Scenario, flow: str) -> Number:
    totals = facts.totals(scenario)
    years = scenario.end_year - scenario.start_year + 1
    return Number(
        f"{flow.title()}, {scenario.start_year} to {scenario.end_year}",
        fixed(totals[flow]),
        f"{fixed(totals[flow] / years)} a year",
        between(totals[f"{flow}_p5"], totals[f"{flow}_p95"]),
    )


def _payroll(facts: Facts, scenario: Scenario) -> Number:
    rows = facts.measure(scenario, "payroll")
    first, last = rows.get(scenario.start_year, {}), rows.get(scenario.end_year, {})
    growth = relative(last.get("mean"), first.get("mean"))
    return Number(
        f"Payroll of {scenario.end_year}",
        large(last.get("mean")),
        "" if growth is None else f"{percent_change(growth)} since {scenario.start_year}",
        large_between(last.get("p5"), last.get("p95")),
    )


def _average_pay(facts: Facts, scenario: Scenario) -> Number:
    last = facts.measure(scenario, "average_pay").get(scenario.end_year, {})
    growth = growth_per_year(facts, scenario)
    return Number(
        f"Average pay, end of {scenario.end_year}",
        large(last.get("mean")),
        "" if growth is None else f"{percent_change(growth)} a year",
        large_between(last.get("p5"), last.get("p95")),
    )


def _spread(row: Row) -> str:
    return between(row.get("p5"), row.get("p95"))
