"""Job levels: who is in them over the years, and what moved people between them."""

from __future__ import annotations

from runner.html_report.facts import Facts
from runner.html_report.figures import DataTable
from runner.html_report.numbers import fixed

_FLOWS = {
    "hires": "Hires",
    "exits": "Exits",
    "promotions_in": "Promoted in",
    "promotions_out": "Promoted out",
    "headcount": "Closing",
}


def levels_table(facts: Facts) -> DataTable:
    """Per scenario and level the bridge over all years, and pay, age and tenure at the end."""
    opening = {level["level_id"]: level["headcount"] for level in facts.rows["opening_levels"]}
    rows = []
    for entry in facts.charted:
        for row in facts.of("levels", entry):
            rows.append(
                [
                    entry.name,
                    row["level_name"],
                    fixed(opening.get(row["level_id"])),
                    *(fixed(row[flow], facts.places) for flow in _FLOWS),
                    fixed(row["average_pay"]),
                    fixed(row["average_age"], 1),
                    fixed(row["average_tenure"], 1),
                ]
            )
    columns = ["Scenario", "Level", "Opening", *_FLOWS.values(), "Average pay", "Age", "Tenure"]
    note = (
        "Opening + hires - exits + promoted in - promoted out = closing, over all years."
        " Average pay, age and tenure are those of the closing headcount."
    )
    return DataTable("Levels from the opening to the end", columns, rows, headers=2, note=note)
