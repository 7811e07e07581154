"""Write docs/analyses.md, the questions and their answers: ``python docs/make_analyses.py DATABASE``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from runner.read import Results
from runner.scenarios import AnswerTable, make_tables, read_questions, render_sql

PROJECT = Path(__file__).resolve().parent.parent
SHOWN = ("baseline", "high_attrition")
COMPARED = ("high_attrition", "hiring_freeze", "merit_freeze")
HEAD = """# Questions

`python docs/make_analyses.py DATABASE` makes this page from `analyses/`, on the bundled sample:

```sh
planwise run --config scenarios/all.yml --replications 20
planwise ask                             # the questions
planwise ask why_a_scenario_costs_more   # an answer, for all four scenarios of this run
```

Each question is one SQL file on the marts, the same for every engine, and answers for every scenario of a run.
`dbt show --select NAME --output json` gives the same (its tables have room for six columns only), and
`planwise ask NAME --sql` prints the SQL for any client, with plain names of tables. The tables below answer for some
of the scenarios. (k) is thousands of currency units, and a mean over replications can be a fraction of a person.
"""


def page(database: Path) -> str:
    """Return the whole page as Markdown."""
    parts = [HEAD]
    with Results(database) as results:
        for name, question in read_questions().items():
            file = f"[`{name}`](../analyses/{name}.sql)"
            parts.append(f"\n## {question['question']}\n\n{file}. {question['about']}\n")
            shown = COMPARED if "reference_scenario_id" in question["columns"] else SHOWN
            for table in make_tables(results.query(render_sql(name))):
                if table.scenario in shown:
                    parts.append("\n" + "\n".join(_lines(table)) + "\n")
    return "".join(parts)


def _lines(table: AnswerTable) -> Iterator[str]:
    """Yield the lines of one table, its title first."""
    yield f"**{table.title}**"
    yield ""
    yield "| " + " | ".join(" ".join(heading.split()) for heading in table.headings.values()) + " |"
    yield "|" + "|".join("---:" if name in table.numbers else "---" for name in table.headings) + "|"
    for row in table.rows:
        yield "| " + " | ".join(row.values()) + " |"


if __name__ == "__main__":
    (PROJECT / "docs" / "analyses.md").write_text(page(Path(sys.argv[1])), "utf-8")
