"""`compare`, `fan` and `ask`: what scenarios differ by, how far replications spread, and the questions of analysts."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.meta import find_undeclared_variables

from runner.commands import print_tables, summarize
from runner.config.parameters import PROJECT_DIR, did_you_mean, problem, read_yaml
from runner.errors import EnvironmentProblem, InputError
from runner.options import MEASURES, Command, choice_options, json_option, place_options, settings_of, settings_options
from runner.read import Results, ResultSet, read_sql
from runner.show import column_formats, document, headings, number, print_note, print_table

_DOC_BLOCK = re.compile(r"\{% *docs +(\w+) *%\}(.*?)\{% *enddocs *%\}", re.DOTALL)
Row = dict[str, Any]
_IN_TITLE = {"simulation_year": "{}", "replications": "replications: {}"}  # where all rows have the same
IN_THOUSANDS_FROM = 10_000_000


class AnswerTable(NamedTuple):
    """The answer for one scenario. Rows are texts by column, as headings has them."""

    scenario: str
    title: str
    headings: dict[str, str]
    rows: list[dict[str, str]]
    numbers: set[str]


@click.command(cls=Command)
@click.argument("name", required=False)
@click.option("--sql", "only_sql", is_flag=True, help="Print the SQL of the question instead of its answer.")
@place_options
@json_option
def ask(name: str | None, only_sql: bool, as_json: bool, **options: Any) -> None:
    """Answer a question that HR analysts ask, from the last run. Without a NAME, list the questions.

    Each is a file in analyses/, for all scenarios of the run. Money is in currency units, (k) is thousands.
    Shares and rates are percentages, with --json fractions (0.05 is 5 %).

    \b
    Example:
      planwise ask why_a_scenario_costs_more
    """
    known = read_questions()
    if name is None:
        if not as_json:
            print_table(None, list(known.values()), ["name", "question"])
        print(document("questions", list(known.values())) if as_json else "planwise ask NAME answers one of them.")
        return
    if name not in known:
        message = problem("NAME", name, f"one of {', '.join(known)}") + did_you_mean(name, known)
        raise InputError(message, "`planwise ask` lists the questions.")
    sql = render_sql(name)
    if only_sql:
        print(sql)
        return
    with Results(settings=settings_of(options)) as results:
        results.find_table("simulation_config")
        found, described = results.query(sql), summarize(results, "scenarios")
        order = [row["scenario_id"] for row in results.rows("from int_scenario_parameters order by scenario_order")]
    found.rows.sort(key=lambda row: order.index(row["scenario_id"]))
    if as_json:
        print(document("ask", known[name] | {"rows": found.rows}))
        return
    print(known[name]["question"])
    print_tables(described)
    for table in make_tables(found):
        print_table(table.title, table.rows, list(table.headings), table.headings, right=table.numbers)


@cache
def read_questions() -> dict[str, dict[str, Any]]:
    """Name, question, about and columns of the analyses whose description begins with a question, by name."""
    pages = (page.read_text("utf-8") for page in (PROJECT_DIR / "models").rglob("*.md"))
    blocks = {name: " ".join(text.split()) for page in pages for name, text in _DOC_BLOCK.findall(page)}
    questions, jinja = {}, Environment(undefined=StrictUndefined, autoescape=False)
    for entry in read_yaml(PROJECT_DIR / "analyses" / "_analyses.yml", EnvironmentProblem)["analyses"]:
        question, mark, about = " ".join(entry["description"].split()).partition("? ")
        texts = {column["name"]: jinja.from_string(column["description"]) for column in entry["columns"]}
        columns = {name: text.render(doc=blocks.get) for name, text in texts.items()}
        if mark:
            questions[entry["name"]] = {"name": entry["name"], "question": f"{question}?", "about": about, "columns": columns}
    return questions


def render_sql(name: str) -> str:
    """The SQL of an analysis, with plain names of tables. dbt needs seconds to start, so this does without it."""
    jinja = Environment(loader=FileSystemLoader(PROJECT_DIR), undefined=StrictUndefined, autoescape=False)
    jinja.globals["ref"] = lambda table: table
    text = (PROJECT_DIR / "analyses" / f"{name}.sql").read_text("utf-8")
    for macro in find_undeclared_variables(jinja.parse(text)):
        for file in (PROJECT_DIR / "macros").rglob(f"{macro}.sql"):
            template = jinja.get_template(file.relative_to(PROJECT_DIR).as_posix())
            jinja.globals[macro] = getattr(template.module, macro)
    return jinja.from_string(text).render().strip()


def make_tables(found: ResultSet) -> Iterator[AnswerTable]:
    """The answer by scenario, as text, without columns that only order the rows or number what another one names."""
    left_out = {"scenario_id", "reference_scenario_id", *(f"{name.removesuffix('_name')}_id" for name in found.columns)}
    columns = [name for name in found.columns if name not in left_out and not name.endswith("_order")]
    numbers = {name for name in columns if any(isinstance(row[name], int | float) for row in found.rows)}
    whole = {name for name in numbers - _IN_TITLE.keys() if any(isinstance(row[name], int) for row in found.rows)}
    largest = max((abs(row[name] or 0) for name in whole for row in found.rows), default=0)
    in_thousands = whole if largest >= IN_THOUSANDS_FROM else set()  # whole numbers of this size are money
    for scenario, group in groupby(found.rows, key=lambda row: row["scenario_id"]):
        rows = list(group)
        reference = rows[0].get("reference_scenario_id", scenario)
        same = [name for name in columns if name in _IN_TITLE and len({row[name] for row in rows}) == 1]
        title = [scenario + f" against {reference}" * (reference != scenario)]
        title += [_IN_TITLE[name].format(rows[0][name]) for name in same]
        shown = [name for name in columns if name not in same]
        cells = [{name: _write(row[name], name, name in in_thousands) for name in shown} for row in rows]
        headings = {}
        for name in shown:
            words = (["year"] if name == "simulation_year" else name.split("_")) + ["(k)"] * (name in in_thousands)
            headings[name] = textwrap.fill(" ".join(words), max(map(len, [*words, *(cell[name] for cell in cells)])))
        yield AnswerTable(scenario, ", ".join(title), headings, cells, numbers)


def _write(value: Any, name: str, in_thousands: bool) -> str:
    if in_thousands and value is not None:
        return number(value / 1000, "money")
    return number(value, column_formats().get(name), short=isinstance(value, float) and abs(value) >= 1000)


@click.command(cls=Command)
@choice_options
@click.option("--fiscal", is_flag=True, help="By fiscal year, over the detailed replications. --year 2026 is then FY2026.")
@settings_options
@json_option
def compare(as_json: bool, fiscal: bool, **options: Any) -> None:
    """Compare each scenario with the first one, with 90 % intervals of the mean difference.

    Scenarios share their luck, so the command takes the difference within each replication. The last column is
    the interval without that. Payroll and average pay are in currency units, (k) is thousands.

    \b
    Example:
      planwise run --config scenarios/all.yml
      planwise compare --measure headcount --by department
    """
    _show("compare", "fiscal_year_comparison" if fiscal else "comparison", as_json, options)


@click.command(cls=Command)
@choice_options
@settings_options
@json_option
def fan(as_json: bool, **options: Any) -> None:
    """Show how far the replications spread: mean, standard deviation and percentiles.

    A percentile needs five replications beyond it, else it is left out. (k) is thousands.

    \b
    Example:
      planwise run --replications 100 --alignment random
      planwise fan --by department --value Sales
    """
    _show("fan", "intervals", as_json, options)


@click.command(cls=Command)
@place_options
@json_option
def risk(as_json: bool, **options: Any) -> None:
    """Say how likely it is that the plan crosses a threshold, such as a budget. A sentence for each row of `thresholds`.

    \b
    Example:
      planwise run --replications 200 --set assumptions.thresholds=budget.csv
      planwise risk
    """
    with Results(settings=settings_of(options)) as results:
        rows = results.rows(read_sql(Path(__file__).parent / "queries" / "risk.sql"))
    told = "\n".join(f"{row['scenario_id']}: {row['sentence']}" for row in rows) or "The plan has no thresholds."
    print(document("risk", rows) if as_json else told)


def choose_rows(
    tables: Results, report: str, measures: Sequence[str] = (), by: str = "all", value: str | None = None, year: int | None = None
) -> list[Row]:
    """Rows of a report by measure, dimension, value and year. Without measures and year, the last year of each scenario."""
    query = Path(__file__).parent / "queries" / f"{report.removeprefix('fiscal_year_')}.sql"
    of_fiscal_years = f"with rpt_scenario_comparison as ({render_sql(report)})\n" if report.startswith("fiscal_year_") else ""
    rows = tables.rows(of_fiscal_years + read_sql(query))
    if not rows:
        hint = "Try `planwise run --config scenarios/all.yml`. The years of its scenarios overlap."
        raise InputError("scenarios: a comparison needs two that have years in common.", hint)
    if value is not None and by == "all":
        raise InputError(problem("--value", value, "given with --by, such as --by level"))
    rows = _keep(rows, "--by", by, "dimension")
    rows = rows if value is None else _keep(rows, "--level" if by == "level" else "--value", value, "value", "level_id")
    whole = [row for row in rows if "months" not in row.get("period", "")] or rows  # a fiscal year may have a part of its months
    last = {row["scenario_id"]: row["simulation_year"] for row in sorted(whole, key=lambda row: row["simulation_year"])}
    if year is not None:
        rows = _keep(rows, "--year", year, "simulation_year")
    elif not measures:
        rows = [row for row in rows if row["simulation_year"] == last[row["scenario_id"]]]
    rows = [row for row in rows if row["measure"] in (measures or MEASURES)]
    if not rows:
        hint = "Nobody is there, or it is average_pay, which fiscal years do not have."
        raise InputError(f"there is no {' or '.join(measures)} of {value or by} in these years.", hint)
    return rows


def _keep(rows: list[Row], option: str, wanted: str | int, *columns: str) -> list[Row]:
    if kept := [row for row in rows if str(wanted).lower() in (str(row[column]).lower() for column in columns)]:
        return kept
    known = dict.fromkeys(str(row[columns[0]]) for row in rows)
    raise InputError(problem(option, wanted, f"one of {', '.join([*known][:50])}") + did_you_mean(str(wanted), known))


def _show(command: str, report: str, as_json: bool, options: dict[str, Any]) -> None:
    if (level := options.pop("level")) is not None:
        if options["by"] != "all" or options["value"] is not None:
            raise InputError(problem("--level", level, "given without --by and --value, for which it is short"))
        options |= {"by": "level", "value": level}
    with Results(settings=settings_of(options)) as results:
        rows, described = choose_rows(results, report, **options), summarize(results, "scenarios")
    if as_json:
        print(document(command, rows))
        return
    print_tables(described)
    columns = headings(command)
    large = {row["measure"] for row in rows if max(abs(row.get(name) or 0) for name in columns) >= IN_THOUSANDS_FROM}
    texts = [_write_cells(row, columns, row["measure"] in large) for row in rows]
    for scenario, group in groupby(texts, key=lambda text: text["scenario"]):
        cells = list(group)
        shared = [name for name in ("value", "measure", "year", "replications") if len({cell[name] for cell in cells}) == 1]
        shown = [name for name in ("value", "measure", "year") if name not in shared] + list(columns)
        title = ", ".join([scenario, *(cells[0][name] for name in shared)])
        labels = {**columns, "value": rows[0]["dimension"]}
        print_table(title, cells, shown, labels=labels, right={"year", *columns})
    if any(text[name] == "-" for text in texts for name in columns):
        option = "--detailed-replications" if "period" in rows[0] else "--replications"
        print_note(f"A dash stands where the replications are too few. {option} 100 gives every number.")


def _write_cells(row: Row, columns: Mapping[str, str], in_thousands: bool) -> dict[str, str]:
    def write(name: str) -> str:
        if name.endswith("interval"):
            low, high = write(f"{name}_low"), write(f"{name}_high")
            return low if low == "-" else f"{low} to {high}"
        value = row[name] / 1000 if in_thousands and isinstance(row[name], float) else row[name]
        return number(round(value, 2)) if isinstance(value, float) and abs(value) < 10 else number(value, short=True)

    count, against = row["replications"], row.get("reference_scenario_id")
    return {name: write(name) for name in columns} | {
        "scenario": row["scenario_id"] + (f" against {against}" if against else ""),
        "value": "whole workforce" if row["dimension"] == "all" else row["value"],
        "measure": row["measure"] + " (k)" * in_thousands,
        "year": row.get("period") or str(row["simulation_year"]),
        "replications": f"{count:,} replication{'s' * (count > 1)}",
    }
