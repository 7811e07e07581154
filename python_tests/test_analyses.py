"""The questions in analyses/: every answer has the columns described, adds up, and agrees with the marts."""

import json
import math
import re
import runpy
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import PROJECT, Build, Capture, call, dbt, execute, records, rows, value
from scipy import stats

from runner import load_config, results
from runner.commands import print_tables, summarize
from runner.scenarios import read_questions, render_sql

Answers = dict[str, list[dict[str, Any]]]

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
    return build(load_config(PROJECT / "scenarios" / "all.yml", {"replications": REPLICATIONS} | EDGES).to_vars())


@pytest.fixture(scope="module")
def answers(file: Path) -> Answers:
    return answers_of(file)


def answers_of(file: Path) -> Answers:
    return {name: records(file, render_sql(name)) for name in read_questions()}


def by_scenario(answer: list[dict[str, Any]]) -> Answers:
    found: Answers = defaultdict(list)
    for row in answer:
        found[row["scenario_id"]].append(row)
    return found


def lookup(file: Path, sql: str, keys: int = 2) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of a query by their first columns."""
    return {row[:keys]: row[keys:] for row in rows(file, sql)}


def close(expected: float | None, off: float) -> Any:
    return None if expected is None else pytest.approx(float(expected), abs=off)


def test_seven_scenarios_answer_all_and_the_page_is_up_to_date(answers: Answers, file: Path) -> None:
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
    execute(copy, "update int_trial_years set is_detailed = replication_id <= 10")
    execute(copy, *(f"delete from fct_workforce_{kind} where replication_id > 10" for kind in ("events", "snapshot")))
    fewer = answers_of(copy)
    moved = {"what_moves_payroll", "where_promotions_come_from", "where_pay_stands_in_its_band"}
    moved |= {"which_level_ages", "who_leaves", "who_may_retire"}
    assert {name for name in fewer if fewer[name] != answers[name]} == moved
    before, after = (by_scenario(found["who_leaves"])["baseline"][-1]["exit_rate"] for found in (answers, fewer))
    assert after == pytest.approx(before, rel=0.1)


def test_the_difference_of_payroll_is_the_sum_of_its_parts(file: Path, answers: Answers) -> None:
    """They are those of the textbook: three factors, two at a time at the mean of both sides, per replication."""
    parts = ("from_headcount", "from_level_mix", "from_pay_per_head", "from_timing")
    found = by_scenario(answers["why_a_scenario_costs_more"])
    for row in answers["why_a_scenario_costs_more"]:
        assert row["difference"] == row["payroll"] - row["reference_payroll"] == sum(row[name] for name in parts)
        if row["scenario_id"] == "merit_freeze":  # the same people, only paid less
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
    assert [found["high_attrition"][-1][name] for name in parts[:3]] == pytest.approx([part.mean() for part in expected], abs=1)


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


def test_so_many_replications_are_enough(answers: Answers) -> None:
    """The 90 % interval of Student's t, and the fewest replications that make it 1 % of the mean, by trying."""
    for row in answers["how_many_replications_are_enough"]:
        mean, sd = row["mean"], row["sd"]
        width = stats.t.ppf(0.95, 99) * sd / math.sqrt(100)
        assert row["half_width_of_100"] == pytest.approx(width, rel=1e-3, abs=0.11 if sd < 1000 else 1), row
        assert (row["half_width_of_difference"] is None) == (row["scenario_id"] == "baseline")
        if mean > 100 and sd > 5:  # with few digits sd and mean are too coarse
            needed = next(n for n in range(2, 10_000) if stats.t.ppf(0.95, n - 1) * sd / mean / math.sqrt(n) <= 0.01)
            assert row["needed_for_1_percent"] == pytest.approx(needed, abs=1 + 0.03 * needed), row


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
    rest = "hires - new_hire_exits"
    counted = f"avg(turnover + layoffs), avg(greatest(turnover + layoffs - ({rest}), 0)), avg(hires)"
    growth = f"sum(greatest({rest} - turnover - layoffs, 0)) / nullif(sum(hires), 0)"
    expected = lookup(file, f"select scenario_id, simulation_year, {counted}, {growth} from fct_headcount_bridge group by 1, 2")
    for row in answers["what_hires_are_for"]:
        *counts, share = expected[row["scenario_id"], row["simulation_year"]]
        assert [row[name] for name in ("leavers", "leavers_not_replaced", "hires")] == pytest.approx(counts, abs=0.051)
        assert row["share_for_growth"] == close(share, 1e-4)
        parts = ("share_replacing_leavers", "share_replacing_first_year_leavers", "share_for_growth")
        assert share is None or sum(row[name] for name in parts) == close(1, 2e-4)


def test_ask_lists_the_questions_and_answers_for_people_programs_and_as_sql(capsys: Capture, default_file: Path) -> None:
    code, out, _ = call(capsys, "ask")
    assert code == 0 and all(name in out and entry["question"] in out for name, entry in read_questions().items())
    answers = answers_of(default_file)
    for row in answers["how_many_replications_are_enough"]:  # one replication says nothing about it
        assert row["replications"] == 1 and row["half_width"] is row["needed_for_1_percent"] is None
    answer, asked = answers["what_hires_are_for"], ("ask", "what_hires_are_for", "--database", default_file)
    code, out, err = call(capsys, *asked)
    assert (code, err) == (0, "") and f"{answer[0]['share_for_growth']:.1%}" in out and "scenario_id" not in out
    assert out.startswith("What share of hires replaces leavers, and what is growth?\nbaseline\n")
    assert json.loads(call(capsys, *asked, "--json")[1])["rows"] == answer
    assert records(default_file, call(capsys, *asked, "--sql")[1]) == answer
    code, out, err = call(capsys, "ask", "who_leave")
    assert (code, out) == (2, "") and "Did you mean `who_leaves`?" in err and "why_a_scenario_costs_more" in err


def test_what_scenarios_are_about_stands_where_they_are_named(file: Path, capsys: Capture) -> None:
    with results(file) as tables:
        print_tables(summarize(tables, "scenarios"))  # as after a run
    for out in (capsys.readouterr().out, *(call(capsys, command, "--database", file)[1] for command in ("compare", "fan"))):
        assert re.search(r"hiring_freeze +Nobody is hired, and nobody is laid off\.", out)
    planned = [name for (name,) in rows(file, "select scenario_id from int_scenario_parameters order by scenario_order")]
    titles = re.findall(r"^(\w+)(?:,.*)?$", call(capsys, "ask", "who_leaves", "--database", file)[1], re.MULTILINE)
    assert [name for name in titles if name in planned] == planned != sorted(planned)
