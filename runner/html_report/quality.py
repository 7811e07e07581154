"""What the census was worth: rows read and rejected, and what had to be filled in."""

from __future__ import annotations

from runner.html_report.facts import Facts
from runner.html_report.figures import DataTable
from runner.html_report.numbers import fixed

_COUNTS = {
    "rows_read": "Rows read",
    "rows_valid": "Valid rows",
    "rows_rejected": "Rejected rows",
    "inactive": "Valid, but not active",
    "other_censuses": "Active, in the censuses of other years",
    "baseline_count": "Active employees that the projection starts from",
    "ages_imputed": "Ages drawn because the census has none",
    "levels_derived": "Levels derived from pay or title",
}
_COLUMNS = {
    "level_id": "Job level",
    "age": "Age",
    "tenure": "Tenure",
    "compensation": "Pay",
    "hire_date": "Hire date",
}


def counts_table(facts: Facts) -> DataTable:
    """From what was read to what the projection starts from."""
    found = {row["metric"]: row["value"] for row in facts.rows["quality"] if row["detail"] is None}
    rows = [[label, fixed(found[metric])] for metric, label in _COUNTS.items() if metric in found]
    return DataTable("Rows of the census", ["What", "Rows"], rows)


def rejects_table(facts: Facts) -> DataTable | None:
    """Reasons for which rows were rejected; none when there were no such rows."""
    rows = [
        [row["detail"], fixed(row["value"])]
        for row in sorted(facts.rows["quality"], key=lambda row: -row["value"])
        if row["metric"] == "rejected"
    ]
    note = "A row may have several reasons."
    return DataTable("Rejected rows by reason", ["Reason", "Rows"], rows, note=note) if rows else None


def nulls_table(facts: Facts) -> DataTable:
    """Values that the employees of the baseline lack."""
    total = facts.opening["headcount"]
    rows = [
        [
            _COLUMNS.get(row["detail"], str(row["detail"])),
            fixed(row["value"]),
            f"{fixed(100 * row['value'] / total, 1)}\u00a0%",
        ]
        for row in facts.rows["quality"]
        if row["metric"] == "null_count"
    ]
    return DataTable("Missing values among those active", ["Column", "Missing", "Share"], rows)


def is_clean(facts: Facts) -> bool:
    """Whether the checks of the baseline passed."""
    return all(row["value"] == 1 for row in facts.rows["quality"] if row["metric"] == "validation_passed")
