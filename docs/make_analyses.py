"""Write docs/analyses.md, the questions and their answers: ``python docs/make_analyses.py DATABASE``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from runner.answer import Table, answer_tables
from runner.ask import compiled, questions
from runner.reading import Results
from runner.settings import read_settings

PROJECT = Path(__file__).resolve().parent.parent
SHOWN = ("baseline", "high_attrition")
COMPARED = ("high_attrition", "hiring_freeze", "merit_freeze")
HEAD = """# Questions

Made by `python docs/make_analyses.py DATABASE` from `analyses/`, on the bundled sample:

```sh
python -m runner run --config scenarios/all.yml --replications 20
python -m runner ask                             # the questions
python -m runner ask why_a_scenario_costs_more   # an answer, for all four scenarios of this run
```

Each is one SQL file on the marts, the same for every engine, and answers for every scenario of a run.
`dbt show --select NAME --output json` gives the same (its tables have room for six columns only), and
`python -m runner ask NAME --sql` prints the SQL for any client. Below, the answers for some of the scenarios;
(k) is thousands of currency units, and a mean over replications can be a fraction of a person.
"""


def page(database: Path) -> str:
    """Return the whole page as Markdown."""
    settings = read_settings(database)
    sql = compiled([question.name for question in questions()], settings)
    parts = [HEAD]
    with Results(settings=settings) as results:
        for question in questions():
            file = f"[`{question.name}`](../analyses/{question.name}.sql)"
            parts.append(f"\n## {question.question}\n\n{file}. {question.about}\n")
            shown = COMPARED if "reference_scenario_id" in question.columns else SHOWN
            for table in answer_tables(results.query(sql[question.name]), question.columns):
                if table.scenario in shown:
                    parts.append("\n" + "\n".join(_lines(table)) + "\n")
    return "".join(parts)


def _lines(table: Table) -> Iterator[str]:
    """Yield the lines of one table, its title first."""
    yield f"**{table.title}**"
    yield ""
    yield "| " + " | ".join(" ".join(heading.split()) for heading in table.headings.values()) + " |"
    yield "|" + "|".join("---:" if name in table.numbers else "---" for name in table.headings) + "|"
    for row in table.rows:
        yield "| " + " | ".join(row.values()) + " |"


if __name__ == "__main__":
    (PROJECT / "docs" / "analyses.md").write_text(page(Path(sys.argv[1])), "utf-8")
