"""The report: one HTML file with the results of a run, complete in itself.

    with results("data/planwise.duckdb") as tables:
        Path("report.html").write_text(report_html(tables))

`queries/` reads the marts, `facts` keeps the rows, the figure modules draw them, and `page` puts all of it
into `templates/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.reading import Results

GENERATOR = "planwise.report/1"  # what a report says it was made by


def report_html(results: Results, title: str | None = None, scenarios: Sequence[str] = ()) -> str:
    """The report on the last run; `scenarios` are those to draw, else the first six of the plan."""
    from runner.html_report.facts import read_facts
    from runner.html_report.page import page

    return page(read_facts(results, scenarios), title)
