"""The questions in analyses/: every answer has the columns described, adds up, and agrees with the marts."""

import json
import math
import re
import runpy
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from browser import chromium, opened
from helpers import PROJECT, Build, Capture, call, dbt, rows, value
from scipy import stats

from runner import load_config
from runner.commands import print_tables, summarize
from runner.read import Results
from runner.scenarios import read_questions, render_sql
from runner.settings import duckdb_settings

Row = dict[str, Any]
Answers = dict[str, list[Row]]

REPLICATIONS = 20
# beside the worked scenarios: nobody stays, fewer are hired than leave, and other years with layoffs
EDGES: dict[str, Any] = {
    "scenarios.abandoned": {"total_termination_rate": 1, "new_hire_termination_rate": 1},
    "scenarios.shrinking": {"target_growth_rate": -0.06},
    "scenarios.later": {"start_year": 2026, "end_year": 2027, "target_growth_rate": -0.2},
}


@pytest.fixture(scope="module")
def file(build: Build) -> Path:
    """The scenarios of scenarios/all.yml and three at the edge, 20 replications."""
    own = {"replications": REPLICATIONS, "currency": "$"} | EDGES
    return build(load_config(PROJECT / "scenarios" / "all.yml", own).to_vars())


@pytest.fixture(scope="module")
def answers(file: Path) -> Answers:
    return answers_of(file)


def answers_of(file: Path) -> Answers:
    with duckdb.connect(str(file), read_only=True) as connection:
        return {name: connection.sql(render_sql(name)).to_arrow_table().to_pylist() for name in read_questions()}


def by_scenario(answer: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in answer:
        found[row["scenario_id"]].append(row)
    return found


def lookup(file: Path, sql: str, keys: int = 2) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of a query by their first columns."""
    return {row[:keys]: row[keys:] for row in rows(file, sql)}


def close(expected: float | None, off: float) -> Any:
    return None if expected is None else pytest.approx(float(expected), abs=off)


def test_seven_scenarios_answer_all_and_the_page_is_up_to_date(answers: Answers, file: Path) -> None:
    """The columns of all twelve answers are those described, with rows for every scenario."""
    scenarios = {"baseline", "hiring_freeze", "high_attrition", "merit_freeze", "abandoned", "shrinking", "later"}
    assert len(answers) == 12
    for name, entry in read_questions().items():
        assert {tuple(row) for row in answers[name]} == {tuple(entry["columns"])} and len(entry["about"]) > 40, name
        costly = scenarios - {"abandoned"} if name == "what_people_cost" else scenarios  # whose last year has nobody
        assert set(by_scenario(answers[name])) == costly and len(answers[name]) <= 8 * len(scenarios), name
    page = runpy.run_path(str(PROJECT / "docs" / "make_analyses.py"))["page"](file)
    written = (PROJECT / "docs" / "analyses.md").read_text("utf-8")
    assert written == page, "run `python docs/make_analyses.py DATABASE`, as the page says"


@pytest.mark.slow
def test_the_sql_is_that_of_dbt(default_file: Path) -> None:
    """But for the place of the tables, which dbt writes in front of their names."""
    compiled = dbt(["compile", "--select", *read_questions()], default_file, {})
    for entry in compiled.result.results:
        text = entry.node.compiled_code.strip().replace(f'"{default_file.stem}"."main".', "")
        assert render_sql(entry.node.name) == text.replace('"', "")


def test_replications_without_rows_per_employee_do_not_count(file: Path, answers: Answers, tmp_path: Path) -> None:
    """What detailed_replications leaves out is left out of numerators and denominators alike."""
    copy = Path(shutil.copy(file, tmp_path))
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update int_trial_years set is_detailed = replication_id <= 10")
        for table in ("fct_workforce_events", "fct_workforce_snapshot"):
            connection.execute(f"delete from {table} where replication_id > 10")
    fewer = answers_of(copy)
    changed = {name for name in fewer if fewer[name] != answers[name]}
    moved = {"what_moves_payroll", "where_promotions_come_from", "where_pay_stands_in_its_band"}
    assert changed == moved | {"which_level_ages", "who_leaves", "who_may_retire"}
    before, after = (by_scenario(found["who_leaves"])["baseline"][-1]["exit_rate"] for found in (answers, fewer))
    assert after == pytest.approx(before, rel=0.1)


def test_each_worked_scenario_does_what_its_name_says(file: Path) -> None:
    found: dict[tuple[str, str], Any] = defaultdict(lambda: np.array([]))
    sql = "select scenario_id, measure, mean from rpt_replication_intervals where dimension = 'all'"
    for scenario, measure, mean in rows(file, f"{sql} order by simulation_year"):
        found[scenario, measure] = np.append(found[scenario, measure], mean)
    heads, exits = found["hiring_freeze", "headcount"], found["hiring_freeze", "exits"]
    assert min(found["baseline", "hires"]) > 100 and set(found["hiring_freeze", "hires"]) == {0}
    assert min(exits) > 0 and heads[:-1] - exits[1:] == pytest.approx(heads[1:], abs=1e-3)
    assert value(file, "select sum(layoffs) from fct_headcount_bridge where scenario_id = 'hiring_freeze'") == 0
    assert (found["high_attrition", "exits"] / found["baseline", "exits"] > 1.2).all()
    assert found["high_attrition", "headcount"] == pytest.approx(found["baseline", "headcount"], rel=0.02)
    shares = found["merit_freeze", "payroll"] / found["baseline", "payroll"]
    assert shares[0] < 0.995 and (np.diff(shares) < 0).all()
    for measure in ("headcount", "hires", "exits", "promotions"):
        assert (found["merit_freeze", measure] == found["baseline", measure]).all()


def test_the_difference_of_payroll_is_the_sum_of_its_parts(file: Path, answers: Answers) -> None:
    """They are those of the textbook: three factors, two at a time at the mean of both sides, per replication."""
    parts = ("from_headcount", "from_level_mix", "from_pay_per_head", "from_timing")
    for row in answers["why_a_scenario_costs_more"]:
        assert row["difference"] == row["payroll"] - row["reference_payroll"] == sum(row[name] for name in parts)
    found = by_scenario(answers["why_a_scenario_costs_more"])
    assert {row[name] for row in found["baseline"] for name in parts} == {0}
    for row in found["merit_freeze"]:  # the same people, only paid less
        assert row["from_headcount"] == row["from_level_mix"] == 0 > row["from_pay_per_head"]
    sql = "select headcount, avg_compensation from agg_workforce_by_level where simulation_year = 2029"
    both = "scenario_id in ('baseline', 'high_attrition') order by scenario_id, replication_id, level_id"
    cells = np.array(rows(file, f"{sql} and {both}"), dtype=float).reshape(2, REPLICATIONS, -1, 2)
    heads, pay = np.moveaxis(cells, -1, 0)
    share = heads / (total := heads.sum(-1))[..., None]
    expected = (
        (total[1] - total[0]) * (share * pay).sum(-1).mean(0),
        total.mean(0) * ((share[1] - share[0]) * pay.mean(0)).sum(-1),
        total.mean(0) * (share.mean(0) * (pay[1] - pay[0])).sum(-1),
    )
    last = found["high_attrition"][-1]
    assert [last[name] for name in parts[:3]] == pytest.approx([part.mean() for part in expected], abs=1)


def test_opening_payroll_and_its_changes_make_closing_payroll(file: Path, answers: Answers) -> None:
    closing = "sum(current_compensation) from fct_workforce_snapshot"
    totals = lookup(file, f"select scenario_id, simulation_year, {closing} group by all")
    for scenario, found in by_scenario(answers["what_moves_payroll"]).items():
        opening = close(value(file, "select sum(compensation) from baseline_workforce"), 1)
        for row in found:
            moved = row["hires"] + row["exits"] + row["promotions"] + row["raises"]
            assert row["opening_payroll"] == opening and row["opening_payroll"] + moved == row["closing_payroll"]
            [total] = totals.get((scenario, row["simulation_year"]), [0])
            assert row["closing_payroll"] == close(float(total) / REPLICATIONS, 1)
            if row["opening_payroll"]:
                growth = row["from_hires_and_exits"] + row["from_promotions"] + row["from_raises"]
                assert row["payroll_growth"] == close(growth, 3e-4)
            opening = row["closing_payroll"]


def test_promotions_come_from_levels_tenures_and_ages_that_add_up(file: Path, answers: Answers) -> None:
    promoted = "from fct_workforce_events where event_type = 'promotion' group by all"
    counted = lookup(file, f"select scenario_id, level_before, count(*), avg((age <= 30)::integer) {promoted}")
    for scenario, (*levels, total) in by_scenario(answers["where_promotions_come_from"]).items():
        for row in (*levels, total):
            for kind in ("tenure_", "age_"):
                shares = [row[name] for name in row if name.startswith(kind)]
                assert set(shares) == {None} or sum(shares) == close(1, 3e-4)
        for row in levels:
            count, young = counted.pop((scenario, row["level_id"]))
            assert row["promoted_per_year"] == close(count / REPLICATIONS / (2 if scenario == "later" else 5), 0.051)
            assert row["age_under_30"] == close(young, 1e-4)  # 30 at the year's end is 29 at its start
        assert sum(row["share_of_all"] for row in levels) == close(scenario != "abandoned", 3e-4)
    assert counted == {}


def test_levels_age_and_are_paid_as_their_people_are(file: Path, answers: Answers) -> None:
    """The bands rise by cola, 2 % a year, and so pay is divided by it."""
    people = "(select *, current_compensation / 1.02 ** 5 as pay from fct_workforce_snapshot where simulation_year = 2029)"
    ages = "avg(age), avg(tenure), avg((age >= 60)::integer)"
    outside = "avg((pay < 0.999999 * min_salary)::integer), avg((pay > 1.000001 * max_salary)::integer)"  # pay is in cents
    pays = f"avg(pay * 2 / (min_salary + max_salary)), {outside}"
    sql = f"select scenario_id, level_id, {ages}, {pays} from {people} join job_levels using (level_id) group by all"
    names = ("age", "tenure", "share_over_60", "compa_ratio", "share_below", "share_above")
    for key, measures in (found := lookup(file, sql)).items():
        both = (answers["which_level_ages"], answers["where_pay_stands_in_its_band"])
        [aged], [paid] = ([row for row in answer if (row["scenario_id"], row["level_id"]) == key] for answer in both)
        assert [(aged | paid)[f"closing_{name}"] for name in names] == [close(number, 6e-3) for number in measures]
    assert len(found) > 20
    capped = [row for row in answers["where_pay_stands_in_its_band"] if row["scenario_id"] == "baseline"]
    for row in capped:  # nobody passes the maximum, and many stop at it
        assert row["closing_share_above"] <= row["opening_share_above"] + 0.001


def test_so_many_replications_are_enough(answers: Answers) -> None:
    """The 90 % interval of Student's t, and the fewest replications that make it 1 % of the mean, by trying."""
    checked = 0
    for row in answers["how_many_replications_are_enough"]:
        count, sd = row["replications"], row["sd"]
        for n, name in ((count, "half_width"), *((n, f"half_width_of_{n}") for n in (10, 100, 1000))):
            width = stats.t.ppf(0.95, n - 1) * sd / math.sqrt(n)
            assert row[name] == pytest.approx(width, rel=1e-3, abs=0.11 if sd < 1000 else 1), (row, name)
        assert (row["half_width_of_difference"] is None) == (row["scenario_id"] == "baseline")
        if row["mean"] > 100 and sd > 5:  # with few digits sd and mean are too coarse
            tried = (n for n in range(2, 10_000) if stats.t.ppf(0.95, n - 1) * sd / row["mean"] / math.sqrt(n) <= 0.01)
            needed = next(tried)
            assert row["needed_for_1_percent"] == pytest.approx(needed, abs=1 + 0.03 * needed), row
            checked += 1
    assert checked > 10


def test_leavers_and_hires_are_those_of_the_bridge(file: Path, answers: Answers) -> None:
    """Every hire replaces somebody or is growth, and the salaries that leave are those of the payroll."""
    means = "avg(opening_headcount + hires), avg(turnover + new_hire_exits), avg(layoffs)"
    bridge = lookup(file, f"select scenario_id, {means} from fct_headcount_bridge group by 1", 1)
    moves = by_scenario(answers["what_moves_payroll"])
    names = ("people_per_year", "turnover_per_year", "layoffs_per_year")
    for scenario, (*bands, total) in by_scenario(answers["who_leaves"]).items():
        counts = [total[name] for name in names]
        assert counts == pytest.approx(bridge[scenario,], abs=0.051)
        assert [sum(row[name] for row in bands) for name in names] == pytest.approx(counts, abs=0.31)
        pay = -sum(row["exits"] for row in moves[scenario]) / len(moves[scenario])
        assert sum(row["salaries_leaving"] for row in bands) == close(pay, 4)
        assert sum(row["share_of_leavers"] for row in bands) == close(1, 4e-4)
    left = "(select *, turnover + layoffs as leavers, hires - new_hire_exits as rest from fct_headcount_bridge)"
    replaced = "sum(least(rest, leavers))"
    counted = f"avg(leavers), (sum(leavers) - {replaced}) / count(*), avg(hires)"
    shares = f"{replaced} / nullif(sum(hires), 0), (sum(rest) - {replaced}) / nullif(sum(hires), 0)"
    expected = lookup(file, f"select scenario_id, simulation_year, {counted}, {shares} from {left} group by all")
    offs = dict.fromkeys(("leavers", "leavers_not_replaced", "hires"), 0.051)
    offs |= dict.fromkeys(("share_replacing_leavers", "share_for_growth"), 1e-4)
    for row in answers["what_hires_are_for"]:
        measures = zip(expected[row["scenario_id"], row["simulation_year"]], offs.values(), strict=True)
        assert [row[name] for name in offs] == [close(*pair) for pair in measures]


def test_ask_lists_the_questions_and_answers_for_people_programs_and_as_sql(
    capsys: Capture, default_file: Path, tmp_path: Path
) -> None:
    code, out, _ = call(capsys, "ask")
    assert code == 0 and all(name in out and entry["question"] in out for name, entry in read_questions().items())
    name, before, answers = "what_hires_are_for", default_file.read_bytes(), answers_of(default_file)
    for row in answers["how_many_replications_are_enough"]:  # one replication says nothing about it
        assert row["replications"] == 1 and row["half_width"] is row["needed_for_1_percent"] is None
    answer, asked = answers[name], ("ask", name, "--database", default_file)
    code, out, err = call(capsys, *asked)
    assert (code, err) == (0, "") and default_file.read_bytes() == before
    assert out.startswith("What share of hires replaces leavers, and what is growth?\nbaseline\n")
    assert f"{answer[0]['share_for_growth']:.1%}" in out and "2025" in out and "scenario_id" not in out
    assert json.loads(call(capsys, *asked, "--json")[1])["rows"] == answer
    assert len(rows(default_file, call(capsys, *asked, "--sql")[1])) == len(answer)
    code, out, err = call(capsys, "ask", "who_leave")
    assert (code, out) == (2, "") and "Did you mean `who_leaves`?" in err and "why_a_scenario_costs_more" in err
    code, _, err = call(capsys, "ask", "who_leaves", "--database", tmp_path / "none.duckdb")
    assert code == 3 and "planwise run" in err


def test_what_scenarios_are_about_stands_where_they_are_named(file: Path, capsys: Capture) -> None:
    with Results(settings=duckdb_settings(file)) as results:
        print_tables(summarize(results, "scenarios"))  # as after a run
    for out in (capsys.readouterr().out, *(call(capsys, command, "--database", file)[1] for command in ("compare", "fan"))):
        assert re.search(r"hiring_freeze +Nobody is hired, and nobody is laid off\.", out) and "abandoned  " not in out[:500]
    planned = [name for (name,) in rows(file, "select scenario_id from int_scenario_parameters order by scenario_order")]
    titles = re.findall(r"^(\w+)(?:,.*)?$", call(capsys, "ask", "who_leaves", "--database", file)[1], re.MULTILINE)
    assert [name for name in titles if name in planned] == planned != sorted(planned)


def test_four_plans_fill_few_pages_and_wide_tables_show_that_they_scroll(file: Path, tmp_path: Path, capsys: Capture) -> None:
    plans = [part for name in ("baseline", "hiring_freeze", "high_attrition", "merit_freeze") for part in ("--scenario", name)]
    page = tmp_path / "report.html"
    assert call(capsys, "report", "--database", file, "--output", page, *plans)[0] == 0
    wide = "[...document.querySelectorAll('.frame')].filter(part => part.scrollWidth > part.clientWidth)"
    wide += ".map(part => getComputedStyle(part).backgroundAttachment)"
    with chromium() as browser, opened(browser, page, width=390) as phone, opened(browser, page) as shown:
        edges = phone.ask(wide)
        assert edges and set(edges) == {"local, local, scroll, scroll"}
        assert "Average pay ($)" in shown.ask("document.body.textContent")
        shown.page.emulate_media(media="print")
        pages = len(re.findall(rb"/Type\s*/Page\b", shown.page.pdf(prefer_css_page_size=True)))
        assert 2 < pages <= 11  # 9 for scenarios/all.yml: three more scenarios stand in the tables of these
