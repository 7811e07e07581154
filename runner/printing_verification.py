"""What `verify` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from runner.json_text import document
from runner.tables import print_table

if TYPE_CHECKING:
    from runner.verify import Verification

_LABELS = {
    "table": "table",
    "recorded_rows": "rows",
    "repeated_rows": "rows again",
    "verdict": "verdict",
}


def print_verification(found: Verification, as_json: bool) -> None:
    """Each table with its rows, what changed, and the verdict in one line."""
    if as_json:
        print(document("verify", found.to_dict()))
        return
    if found.tables:
        print_table(None, [_row(asdict(table)) for table in found.tables], list(_LABELS), _LABELS, gap=1)
    for warning in found.warnings:
        print(f"warning: {warning}")
    for changed in found.changed_inputs:
        print(f"changed: {changed}")
    different = sum(not table.equal for table in found.tables)
    if found.changed_inputs:
        print(f"run {found.run_id[:8]} cannot be repeated: its inputs changed")
    elif different:
        print(f"run {found.run_id[:8]}: {different} of {len(found.tables)} tables are different")
    else:
        print(f"run {found.run_id[:8]}: all {len(found.tables)} tables are equal")


def _row(table: dict[str, object]) -> dict[str, object]:
    differing = table["differing_rows"]
    if differing == 0:
        return table | {"verdict": "equal"}
    if differing is not None:
        return table | {"verdict": f"{differing:,} rows differ"}
    return table | {"verdict": "missing" if table["recorded_rows"] is None else "other columns"}
