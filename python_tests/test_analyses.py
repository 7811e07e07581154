"""The questions in analyses/: every answer has the columns described, adds up, and agrees with the marts."""

from __future__ import annotations

import json
import math
import runpy
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import PROJECT, Build, rows, value
from scipy import stats

from runner import load_config
from runner.ask import compiled, questions
from runner.cli import main
from runner.settings import read_settings

Capture = pytest.CaptureFixture[str]
Row = dict[str, Any]
Answers = dict[str, list[Row]]

REPLICATIONS = 20
# beside the worked scenarios, whose answers stay as they are: nobody stays, fewer are hired than leave, and
# other years with layoffs
EDGES: dict[str, Any] = {
    "scenarios.abandoned": {"total_termination_rate": 1, "new_hire_termination_rate": 1},
    "scenarios.shrinking": {"target_growth_rate": -0.06},
    "scenarios.later": {"start_year": 2026, "end_year": 2027, "target_growth_rate": -0.2},
}


@pytest.fixture(scope="module")
def file(build: Build) -> Path:
    """The scenarios of scenarios/all.yml and three at the edge, 20 replications."""
    overrides = {"replications": REPLICATIONS} | EDGES
    return build(load_config(PROJECT / "scenarios" / "all.yml", overrides).to_vars())


@pytest.fixture(scope="module")
def sql(file: Path) -> dict[str, str]:
    """The SQL of each question, compiled at once; the same for every file of that name."""
    return compiled([entry.name for entry in questions()], read_settings(file))


def answers_of(file: Path, sql: dict[str, str]) -> Answers:
    found: Answers = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        for name, text in sql.items():
            cursor = connection.execute(text)
            columns = [entry[0] for entry in cursor.description or []]
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


@pytest.fixture(scope="module")
def answers(file: Path, sql: dict[str, str]) -> Answers:
    return answers_of(file, sql)


def by_scenario(answer: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in answer:
        found[row["scenario_id"]].append(row)
    return found


def adds_up(row: Row, *shares: str) -> bool:
    """Shares with four decimals sum to 1; or there is nothing that they could be shares of."""
    parts = [row[name] for name in shares]
    return parts == [None] * len(parts) or sum(parts) == pytest.approx(1, abs=3e-4)


# --- all of them --------------------------------------------------------


def test_there_are_eight_questions_each_with_a_file() -> None:
    assert len(questions()) == 8
    for entry in questions():
        assert (PROJECT / "analyses" / f"{entry.name}.sql").is_file() and len(entry.about) > 40


def test_answers_have_the_columns_described_and_rows_for_every_scenario(
    answers: Answers, default_file: Path, sql: dict[str, str]
) -> None:
    """Also for the run that nobody configured: one scenario, one replication."""
    scenarios = {
        "baseline",
        "hiring_freeze",
        "high_attrition",
        "merit_freeze",
        *("abandoned", "shrinking", "later"),
    }
    for entry in questions():
        for found, expected in ((answers, scenarios), (answers_of(default_file, sql), {"baseline"})):
            answer = found[entry.name]
            assert {tuple(row) for row in answer} == {tuple(entry.columns)}, entry.name
            assert set(by_scenario(answer)) == expected, entry.name
            assert len(answer) <= 8 * len(expected), entry.name


def test_the_page_of_questions_is_up_to_date(file: Path) -> None:
    page = runpy.run_path(str(PROJECT / "docs" / "make_analyses.py"))["page"](file)
    written = (PROJECT / "docs" / "analyses.md").read_text("utf-8")
    assert written == page, "run `python docs/make_analyses.py DATABASE`, as the page says"


def test_replications_of_which_no_rows_per_employee_are_kept_do_not_count(
    file: Path, sql: dict[str, str], answers: Answers, tmp_path: Path
) -> None:
    """What detailed_replications leaves out is left out of numerators and denominators alike."""
    copy = tmp_path / "planwise.duckdb"
    shutil.copyfile(file, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update int_trial_years set is_detailed = replication_id <= 10")
        for table in ("fct_workforce_events", "fct_workforce_snapshot"):
            connection.execute(f"delete from {table} where replication_id > 10")
    fewer = answers_of(copy, sql)
    changed = {name for name in sql if fewer[name] != answers[name]}
    assert changed == {
        *("what_moves_payroll", "where_promotions_come_from", "which_level_ages", "who_leaves"),
        "where_pay_stands_in_its_band",
    }
    for name, column in (
        ("where_promotions_come_from", "promotion_rate"),
        ("which_level_ages", "closing_headcount"),
        ("who_leaves", "exit_rate"),
        ("who_leaves", "people_per_year"),
        ("what_moves_payroll", "closing_payroll"),
    ):
        [(before, after)] = [
            (row[column], other[column])
            for row, other in zip(answers[name], fewer[name], strict=True)
            if row["scenario_id"] == "baseline"
            and (row.get("level_name"), row.get("tenure_band"), row.get("simulation_year"))
            in (("all", None, None), (None, "all", None), (None, None, 2029))
        ]
        assert after == pytest.approx(before, rel=0.1), (name, column)


# --- one by one ---------------------------------------------------------


def test_the_difference_of_payroll_is_the_sum_of_its_parts(file: Path, answers: Answers) -> None:
    answer = answers["why_a_scenario_costs_more"]
    reported = {
        (scenario, year): difference
        for scenario, year, difference in rows(
            file,
            "select scenario_id, simulation_year, mean_difference from rpt_scenario_comparison"
            " where measure = 'payroll' and level_id is null",
        )
    }
    parts = ("from_headcount", "from_level_mix", "from_pay_per_head", "from_timing")
    for row in answer:
        assert row["reference_scenario_id"] == "baseline"
        assert (
            row["difference"] == row["payroll"] - row["reference_payroll"] == sum(row[name] for name in parts)
        )
        key = (row["scenario_id"], row["simulation_year"])
        assert row["difference"] == pytest.approx(reported.get(key, 0), abs=1.01)
    found = by_scenario(answer)
    assert {row[name] for row in found["baseline"] for name in parts} == {0}
    for row in found["merit_freeze"]:  # the same people, only paid less
        assert row["from_headcount"] == row["from_level_mix"] == 0 > row["from_pay_per_head"]
    for row in found["hiring_freeze"]:  # fewer people, and those who stay rise
        assert row["from_headcount"] < row["difference"] < 0 < row["from_level_mix"]


def test_the_parts_are_those_of_the_textbook(file: Path, answers: Answers) -> None:
    """Three factors, two at a time at the mean of both sides, worked out per replication outside SQL."""
    levels: dict[tuple[str, int], dict[int, tuple[int, float]]] = defaultdict(dict)
    for scenario, replication, level, heads, pay in rows(
        file,
        "select scenario_id, replication_id, level_id, headcount, avg_compensation"
        " from agg_workforce_by_level"
        " where scenario_id in ('baseline', 'high_attrition') and simulation_year = 2029",
    ):
        levels[scenario, replication][level] = (heads, pay)
    headcount = mix = pay = 0.0
    for replication in range(1, REPLICATIONS + 1):
        old, new = levels["baseline", replication], levels["high_attrition", replication]
        old_heads, new_heads = (sum(heads for heads, _ in side.values()) for side in (old, new))
        old_share, new_share = (
            {level: heads / total for level, (heads, _) in side.items()}
            for side, total in ((old, old_heads), (new, new_heads))
        )
        old_average, new_average = (
            sum(shares[level] * side[level][1] for level in side)
            for side, shares in ((old, old_share), (new, new_share))
        )
        headcount += (new_heads - old_heads) * (old_average + new_average) / 2
        middle = (old_heads + new_heads) / 2
        for level in old:
            mix += middle * (new_share[level] - old_share[level]) * (old[level][1] + new[level][1]) / 2
            pay += middle * (new_share[level] + old_share[level]) / 2 * (new[level][1] - old[level][1])
    [found] = [
        row
        for row in answers["why_a_scenario_costs_more"]
        if (row["scenario_id"], row["simulation_year"]) == ("high_attrition", 2029)
    ]
    expected = [total / REPLICATIONS for total in (headcount, mix, pay)]
    parts = ("from_headcount", "from_level_mix", "from_pay_per_head")
    assert [found[name] for name in parts] == pytest.approx(expected, abs=1)


def test_opening_payroll_and_its_changes_make_closing_payroll(file: Path, answers: Answers) -> None:
    raises = {
        (scenario, year): float(amount) / REPLICATIONS
        for scenario, year, amount in rows(
            file,
            "select scenario_id, simulation_year, sum(pay_after - pay_before) from fct_workforce_events"
            " where event_type = 'raise' group by all",
        )
    }
    closing = {
        (scenario, year): float(amount) / REPLICATIONS
        for scenario, year, amount in rows(
            file,
            "select scenario_id, simulation_year, sum(current_compensation)"
            " from fct_workforce_snapshot group by all",
        )
    }
    baseline = value(file, "select sum(compensation) from baseline_workforce")
    for scenario, found in by_scenario(answers["what_moves_payroll"]).items():
        opening = pytest.approx(float(baseline), abs=1)
        for row in found:
            assert row["opening_payroll"] == opening
            moved = row["hires"] + row["exits"] + row["promotions"] + row["raises"]
            assert row["opening_payroll"] + moved == row["closing_payroll"]
            key = (scenario, row["simulation_year"])
            assert row["closing_payroll"] == pytest.approx(closing.get(key, 0), abs=1)
            assert row["raises"] == pytest.approx(raises.get(key, 0), abs=3)
            if row["opening_payroll"]:
                growth = row["from_hires_and_exits"] + row["from_promotions"] + row["from_raises"]
                assert row["payroll_growth"] == pytest.approx(growth, abs=3e-4)
            opening = row["closing_payroll"]
    assert [row["closing_payroll"] for row in by_scenario(answers["what_moves_payroll"])["abandoned"]] == [
        0
    ] * 5


def test_promotions_come_from_levels_tenures_and_ages_that_add_up(file: Path, answers: Answers) -> None:
    counted = {
        (scenario, level): (count / REPLICATIONS, young / count)
        for scenario, level, count, young in rows(
            file,
            "select scenario_id, level_before, count(*), count(*) filter (age <= 30)"
            " from fct_workforce_events where event_type = 'promotion' group by all",
        )
    }
    exposed = dict(
        rows(
            file,
            "select scenario_id, sum(opening_headcount) / count(distinct replication_id)"
            " from fct_headcount_bridge group by scenario_id",
        )
    )
    for scenario, found in by_scenario(answers["where_promotions_come_from"]).items():
        *levels, total = found
        assert (total["level_id"], total["level_name"]) == (None, "all")
        years = 2 if scenario == "later" else 5
        for row in found:
            tenures = [name for name in row if name.startswith("tenure_")]
            ages = [name for name in row if name.startswith("age_")]
            assert len(tenures) == len(ages) == 4 and adds_up(row, *tenures) and adds_up(row, *ages)
        if scenario == "abandoned":  # everybody has left before anybody could be promoted
            assert levels == [] and total["promoted_per_year"] == 0 and total["share_of_all"] is None
            continue
        assert sum(row["share_of_all"] for row in levels) == pytest.approx(1, abs=3e-4)
        for row in levels:
            count, young = counted.pop((scenario, row["level_id"]))
            assert row["promoted_per_year"] == pytest.approx(count / years, abs=0.051)
            assert row["age_under_30"] == pytest.approx(
                young, abs=1e-4
            )  # 30 at the year's end is 29 at its start
        rate = total["promoted_per_year"] * years / exposed[scenario]
        assert total["promotion_rate"] == pytest.approx(rate, abs=1e-4)
    assert counted == {}


def test_levels_age_as_their_people_do(file: Path, answers: Answers) -> None:
    sides = {
        "opening": "select 'baseline' as scenario_id, level_id, age, tenure from baseline_workforce",
        "closing": "select scenario_id, level_id, age, tenure from fct_workforce_snapshot"
        " where (scenario_id, simulation_year) in"
        " (select scenario_id, max(simulation_year) from fct_headcount_bridge group by scenario_id)",
    }
    for side, people in sides.items():
        expected = {
            (scenario, level): measures
            for scenario, level, *measures in rows(
                file,
                "select scenario_id, level_id, avg(age), avg(tenure), avg((age >= 60)::integer), count(*)"
                f" from ({people}) group by cube (scenario_id, level_id) having scenario_id is not null",
            )
        }
        for row in answers["which_level_ages"]:
            scenario = "baseline" if side == "opening" else row["scenario_id"]
            age, tenure, over_60, count = expected.get((scenario, row["level_id"]), (None, None, None, 0))
            assert row[f"{side}_headcount"] == pytest.approx(
                count / (1 if side == "opening" else REPLICATIONS), abs=0.051
            )
            for name, expected_value, digits in (
                (f"{side}_age", age, 2),
                (f"{side}_tenure", tenure, 2),
                (f"{side}_share_over_60", over_60, 4),
            ):
                assert row[name] == (
                    None if expected_value is None else pytest.approx(expected_value, abs=10**-digits)
                )
    moved = {
        (scenario, kind, level): age
        for scenario, kind, level, age in rows(
            file,
            "select scenario_id, event_type, coalesce(level_before, level_after) as level_id, avg(age)"
            " from fct_workforce_events where event_type in ('hire', 'termination')"
            " group by grouping sets ((1, 2, 3), (1, 2))",
        )
    }
    for row in answers["which_level_ages"]:
        for name, kind in (("age_of_hires", "hire"), ("age_of_leavers", "termination")):
            age = moved.get((row["scenario_id"], kind, row["level_id"]))
            assert row[name] == (None if age is None else pytest.approx(age, abs=0.051))


def test_so_many_replications_are_enough(answers: Answers) -> None:
    found = by_scenario(answers["how_many_replications_are_enough"])
    assert {len(rows_of) for rows_of in found.values()} <= {5, 6}  # average pay of nobody is nothing
    checked = 0
    for scenario, answer in found.items():
        for row in answer:
            count, sd = row["replications"], row["sd"]
            for n, name in ((count, "half_width"), *((n, f"half_width_of_{n}") for n in (10, 100, 1000))):
                width = stats.t.ppf(0.95, n - 1) * sd / math.sqrt(n)
                assert row[name] == pytest.approx(width, rel=1e-3, abs=0.11 if sd < 1000 else 1), (
                    scenario,
                    name,
                )
            assert (row["half_width_of_difference"] is None) == (scenario == "baseline")
            if row["mean"] > 100 and sd > 5:  # with few digits sd and mean are too coarse
                needed = enough(sd / row["mean"])
                assert abs(row["needed_for_1_percent"] - needed) <= 1 + 0.03 * needed, (scenario, row)
                checked += 1
    assert checked > 10
    for row in found["merit_freeze"]:  # a plan with the same people as the first one differs from it surely
        if row["measure"] == "headcount":
            assert (row["half_width_of_difference"], row["needed_for_difference"]) == (0, 2)


def enough(relative_sd: float) -> int:
    """The fewest replications whose 90 % interval is at most 1 % of the mean to either side, by trying."""
    n = 2
    while stats.t.ppf(0.95, n - 1) * relative_sd / math.sqrt(n) > 0.01:
        n += 1
    return n


def test_one_replication_says_nothing_about_how_many_are_enough(
    default_file: Path, sql: dict[str, str]
) -> None:
    for row in answers_of(default_file, sql)["how_many_replications_are_enough"]:
        assert row["replications"] == 1 and row["half_width"] is row["needed_for_1_percent"] is None


def test_leavers_and_their_pay_are_those_of_the_bridge_and_the_payroll(file: Path, answers: Answers) -> None:
    bridge = {
        scenario: counts
        for scenario, *counts in rows(
            file,
            "select scenario_id, avg(opening_headcount + hires), avg(terminations + new_hire_terminations),"
            " avg(layoffs) from fct_headcount_bridge group by scenario_id",
        )
    }
    pay = {
        scenario: -sum(row["exits"] for row in found) / len(found)
        for scenario, found in by_scenario(answers["what_moves_payroll"]).items()
    }
    for scenario, found in by_scenario(answers["who_leaves"]).items():
        *bands, total = found
        assert total["tenure_band"] == "all" and [row["band_order"] for row in found] == sorted(
            row["band_order"] for row in found
        )
        counts = ("people_per_year", "turnover_per_year", "layoffs_per_year")
        assert [total[name] for name in counts] == pytest.approx(bridge[scenario], abs=0.051)
        for name in counts:
            assert sum(row[name] for row in bands) == pytest.approx(total[name], abs=0.31)
        assert sum(row["share_of_leavers"] for row in bands) == pytest.approx(1, abs=4e-4)
        assert total["salaries_leaving"] == pytest.approx(pay[scenario], abs=2)
        assert sum(row["salaries_leaving"] for row in bands) == pytest.approx(pay[scenario], abs=4)
        for row in bands:
            left = row["turnover_per_year"] + row["layoffs_per_year"]
            assert row["exit_rate"] == pytest.approx(
                left / row["people_per_year"], abs=0.11 / row["people_per_year"]
            )
    assert {row["exit_rate"] for row in by_scenario(answers["who_leaves"])["abandoned"]} == {1.0}
    assert by_scenario(answers["who_leaves"])["later"][-1]["layoffs_per_year"] > 10


def test_every_hire_replaces_somebody_or_is_growth(file: Path, answers: Answers) -> None:
    trials = rows(
        file,
        "select scenario_id, simulation_year, opening_headcount, closing_headcount, terminations + layoffs,"
        " hires, new_hire_terminations from fct_headcount_bridge",
    )
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0] * 7)
    for scenario, year, opening, closing, leavers, hires, first_year in trials:
        replaced = min(hires - first_year, leavers)
        growth = hires - first_year - replaced
        assert growth - (leavers - replaced) == closing - opening
        for place, number in enumerate(
            (opening, closing, leavers, leavers - replaced, hires, replaced, growth)
        ):
            sums[scenario, year][place] += number / REPLICATIONS
    for row in answers["what_hires_are_for"]:
        expected = sums[row["scenario_id"], row["simulation_year"]]
        names = ("opening_headcount", "closing_headcount", "leavers", "leavers_not_replaced", "hires")
        assert [row[name] for name in names] == pytest.approx(expected[:5], abs=0.051)
        hires, replaced, growth = expected[4:]
        shares = ("share_replacing_leavers", "share_replacing_first_year_leavers", "share_for_growth")
        assert adds_up(row, *shares)
        if hires:
            assert row["share_replacing_leavers"] == pytest.approx(replaced / hires, abs=1e-4)
            assert row["share_for_growth"] == pytest.approx(growth / hires, abs=1e-4)
        else:
            assert row["share_for_growth"] is None and row["leavers_not_replaced"] == row["leavers"]


def test_pay_stands_where_pay_and_bands_say(file: Path, answers: Answers) -> None:
    people = rows(
        file,
        """
        with people as (
            select *, case when scenario_id = 'later' then 2 else 5 end as n from fct_workforce_snapshot
        ),
        placed as (
            select people.*, current_compensation / 1.02 ** n as pay, min_salary, max_salary
            from people join job_levels using (level_id)
            where simulation_year = case when scenario_id = 'later' then 2027 else 2029 end
        )
        select scenario_id, level_id, avg(pay / ((min_salary + max_salary) / 2)),
            avg((pay < min_salary)::integer), avg((pay > max_salary)::integer),
            avg(pay / ((min_salary + max_salary) / 2)) filter (is_new_hire)
        from placed group by all
        """,
    )
    closing = {(scenario, level): measures for scenario, level, *measures in people}
    opening = {
        level: measures
        for level, *measures in rows(
            file,
            "select level_id, avg(compensation::double / ((min_salary + max_salary) / 2)),"
            " avg((compensation < min_salary)::integer), avg((compensation > max_salary)::integer)"
            " from baseline_workforce join job_levels using (level_id) group by all",
        )
    }
    assert len(closing) > 20
    for row in answers["where_pay_stands_in_its_band"]:
        at_start = ("opening_compa_ratio", "opening_share_below", "opening_share_above")
        assert [row[name] for name in at_start] == pytest.approx(opening[row["level_id"]], abs=6e-4)
        names = ("closing_compa_ratio", "closing_share_below", "closing_share_above", "compa_ratio_of_hires")
        expected = closing.get((row["scenario_id"], row["level_id"]), [None] * 4)
        for name, measure in zip(names, expected, strict=True):
            assert row[name] == (None if measure is None else pytest.approx(measure, abs=6e-4)), name


# --- the command --------------------------------------------------------


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_ask_lists_the_questions(capsys: Capture) -> None:
    code, out, _ = call(capsys, "ask")
    assert code == 0 and all(entry.name in out and entry.question in out for entry in questions())
    listed = json.loads(call(capsys, "ask", "--json")[1])
    assert next(iter(listed)) == "schema" and listed["schema"] == "planwise.questions/1"
    assert [entry["name"] for entry in listed["rows"]] == [entry.name for entry in questions()]


def test_ask_answers_for_people_for_programs_and_as_sql(
    capsys: Capture, file: Path, answers: Answers
) -> None:
    name, before = "what_hires_are_for", file.read_bytes()
    code, out, err = call(capsys, "ask", name, "--database", file)
    assert (code, err) == (0, "") and file.read_bytes() == before
    assert (
        out.startswith("What share of hires replaces leavers, and what is growth?\nabandoned\n")
        and "\nbaseline\n" in out
    )
    first = by_scenario(answers[name])["baseline"][0]
    assert f"{first['share_for_growth']:.1%}" in out and "2025" in out and "scenario_id" not in out
    document = json.loads(call(capsys, "ask", name, "--database", file, "--json")[1])
    assert document["schema"] == "planwise.ask/1" and document["rows"] == answers[name]
    text = call(capsys, "ask", name, "--database", file, "--sql")[1]
    with duckdb.connect(str(file), read_only=True) as connection:
        assert len(connection.execute(text).fetchall()) == len(answers[name])


def test_ask_says_what_it_needs(capsys: Capture, tmp_path: Path) -> None:
    code, out, err = call(capsys, "ask", "who_leave")
    assert (
        (code, out) == (2, "") and "did you mean `who_leaves`?" in err and "why_a_scenario_costs_more" in err
    )
    code, _, err = call(capsys, "ask", "who_leaves", "--database", tmp_path / "none.duckdb")
    assert code == 3 and "python -m runner run" in err
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    code, _, err = call(capsys, "ask", "who_leaves", "--database", other)
    assert code == 2 and "simulation_config" in err and "python -m runner run" in err
