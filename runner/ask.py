"""The questions in `analyses/`: which there are, their SQL, and the answers of a finished run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from runner.errors import EnvironmentProblem, InputError, RunFailed
from runner.messages import nearest, shown
from runner.options import as_json_option, debug_option, place_options
from runner.project import PROJECT_DIR

if TYPE_CHECKING:
    from runner.settings import Settings
    from runner.spark_settings import SparkSettings

_DOC = re.compile(r"\{\{ *doc\('(\w+)'\) *\}\}")
_DOC_BLOCK = re.compile(r"\{% *docs +(\w+) *%\}(.*?)\{% *enddocs *%\}", re.DOTALL)
_DESCRIBED = PROJECT_DIR / "analyses" / "_analyses.yml"


@dataclass(frozen=True)
class Question:
    """One analysis; the name is that of its file."""

    name: str
    question: str
    about: str
    columns: dict[str, str]  # of the answer, with their descriptions


@click.command()
@click.argument("name", required=False)
@click.option("--sql", "only_sql", is_flag=True, help="Print the SQL of the question instead of its answer.")
@place_options
@as_json_option
@debug_option
def ask(name: str | None, only_sql: bool, as_json: bool, **place: Any) -> None:
    """Answer a question that HR analysts ask, from the last run; without a NAME, list the questions.

    Each is a file in analyses/, for all scenarios of the run. Money is in currency units, (k) is
    thousands; shares and rates are percentages, with --json fractions (0.05 is 5 %).

    \b
    Example:
      python -m runner ask
      python -m runner ask why_a_scenario_costs_more
      python -m runner ask who_leaves --sql > who_leaves.sql
    """
    from runner.answer import print_answer
    from runner.json_text import document
    from runner.reading import Results
    from runner.target import read_target

    if name is None:
        if as_json:
            print(document("questions", {"rows": [asdict(entry) for entry in questions()]}))
        else:
            _print_questions()
        return
    asked = find_question(name)
    settings = read_target(**place)
    sql = compiled([asked.name], settings)[asked.name]
    if only_sql:
        print(sql)
        return
    with Results(settings=settings) as results:
        if as_json:
            print(document("ask", asdict(asked) | {"rows": results.query(sql).rows}))
        else:
            print(asked.question)
            print_answer(results.query(sql), asked.columns)


def questions() -> list[Question]:
    """The analyses whose description begins with a question."""
    from runner.yaml_text import read_yaml

    found = []
    for entry in read_yaml(_DESCRIBED, EnvironmentProblem)["analyses"]:
        question, mark, about = " ".join(entry["description"].split()).partition("? ")
        if mark:
            columns = {column["name"]: _described(column["description"]) for column in entry["columns"]}
            found.append(Question(entry["name"], f"{question}?", about, columns))
    return found


def _described(text: str) -> str:
    """A description with the doc blocks that it names in their places."""
    return _DOC.sub(lambda found: _doc_blocks().get(found[1], found[0]), text)


@cache
def _doc_blocks() -> dict[str, str]:
    pages = (PROJECT_DIR / "models").rglob("*.md")
    found = (block for page in pages for block in _DOC_BLOCK.findall(page.read_text("utf-8")))
    return {name: " ".join(text.split()) for name, text in found}


def find_question(name: str) -> Question:
    """The question of that name; InputError, naming all, when there is none such."""
    known = {entry.name: entry for entry in questions()}
    if name not in known:
        raise InputError(
            f"`NAME`: got {shown(name)}; must be one of {', '.join(known)};"
            f" did you mean `{nearest(name, known)}`?",
            hint="`python -m runner ask` lists them",
        )
    return known[name]


def compiled(names: Sequence[str], settings: Settings | SparkSettings) -> dict[str, str]:
    """The SQL of analyses as dbt makes it for the place of the settings, which must have results."""
    from runner.dbt_build import invoke_with
    from runner.packages import ensure_packages
    from runner.reading import Results
    from runner.target import applied_to_look

    with Results(settings=settings) as results:
        results.find_table("simulation_config")
    ensure_packages()
    with TemporaryDirectory(prefix="planwise-ask-") as scratch, applied_to_look(settings):
        arguments = ["compile", "--select", *names]
        result = invoke_with({}, arguments, Path(scratch), target=settings.target)
    if not result.success:
        raise RunFailed(
            f"dbt could not compile {', '.join(names)}: {result.exception or result.result}",
            hint="`python -m runner doctor` checks the project",
        )
    made: Any = result.result
    return {entry.node.name: str(entry.node.compiled_code).strip() for entry in made.results}


def _print_questions() -> None:
    from runner.tables import print_table

    print_table(None, [asdict(entry) for entry in questions()], ["name", "question"])
    print("python -m runner ask NAME answers one of them")
