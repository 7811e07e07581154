"""What `explain` tells of a person: the decisions faced, what they were made of, and how they ended."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from helpers import Build, Capture, call, dbt, records, rows, sample_rows, value, write_csv, write_lines

TRIAL = "scenario_id, replication_id, simulation_year"
SCENARIOS: dict[str, Any] = {
    "grow": {"promotion_volatility": 0.2, "raise_volatility": 0.02},
    "luck": {"alignment": "random", "target_growth_rate": -0.2, "replications": 3},
    "cut": {"target_growth_rate": -0.2, "total_termination_rate": 0.05},
    "no rates": {"target_growth_rate": -0.1},
    "turned over": {"total_termination_rate": 1, "new_hire_termination_rate": 0.4},
}


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 people of the sample, one of them with a quote in the id and one rejected."""
    folder = tmp_path_factory.mktemp("explained")
    people = sample_rows(120)
    first, second, *_ = (row for row in people if row["active_flag"] == "true")
    first["employee_id"] = "O'Hara"
    second |= {"employee_id": "R2", "current_compensation": "-1"}
    # nobody has a rate, so layoffs go by the draw alone. Everyone of level 1 is promoted for sure
    exits = [f"termination,{level},{rate}" for level in range(1, 6) for rate in (f"{0.25 - 0.04 * level:.2f},", "0,no rates")]
    promotions = [f"promotion,{level},{rate}," for level, rate in enumerate([1, 0.2, 0.2, 0.1, 0], start=1)]
    hazards = write_lines(folder / "hazards.csv", "decision,level_id,annual_rate,scenario_id", *exits, *promotions)
    given = {"census_path": str(write_csv(folder / "census.csv", people)), "assumptions": {"hazards": hazards}}
    return build(given | {"end_year": 2027, "replications": 2, "detailed_replications": 2, "scenarios": SCENARIOS})


def assert_same(file: Path, left: str, right: str) -> None:
    assert rows(file, f"({left}) except all ({right})") == rows(file, f"({right}) except all ({left})") == []


def test_everybody_faces_what_there_is_to_face_with_a_chance_made_of_its_parts(file: Path) -> None:
    """Turnover all who were there, a layoff who stayed, a promotion who was kept, below the top.

    What happened was drawn below the limit, was decided once, and is an event, at the same luck. A chance is rates,
    multipliers and factors, capped. Propensities are held in parts per billion.
    """
    faced = "from int_decisions_faced where"
    outcome = "has_happened = (draw < draw_limit) and (is_ranked or draw_limit = probability)"
    product = "level_rate * age_multiplier * tenure_multiplier"
    product = f"case decision when 'promotion' then least({product}, 1) else {product} end"
    off = f"abs(least({product} * scaling_factor, 1) - probability) > 1e-9 * greatest(scaling_factor, 1)"
    wrong = f"not ({outcome}) or decision <> 'new_hire_termination' and coalesce({off}, true)"
    assert rows(file, f"select * {faced} {wrong}") == []
    columns = f"select {TRIAL}, employee_id, {{}}, probability, draw"
    events = "from fct_workforce_events where event_type in ('termination', 'promotion')"
    assert_same(file, f"{columns.format('decision')} {faced} has_happened", f"{columns.format('reason')} {events}")
    cut = f"({TRIAL}) in (select ({TRIAL}) from fct_headcount_bridge where layoffs > 0)"
    kept = "not is_new_hire and exit_code"
    facing = {"turnover": "not is_new_hire", "layoff": f"{kept} <> 1 and {cut}", "new_hire_termination": "is_new_hire"}
    for decision, condition in (facing | {"promotion": f"{kept} = 0 and opening_level_id < 5"}).items():
        found = f"select {TRIAL}, employee_key from int_decisions_faced where decision = '{decision}'"
        assert_same(file, found, f"select {TRIAL}, employee_key from int_employee_years where {condition}")


def test_the_limit_is_where_the_outcome_turns(file: Path) -> None:
    """A step below it the person ranks with or before the last one taken, at the limit behind."""

    def score(row: dict[str, Any], draw: float) -> tuple[float, int]:
        chance = row["probability"]
        if row["decision"] == "new_hire_termination":
            return draw, row["employee_key"]
        odds = draw / (1 - draw) * ((1 - chance) / chance) if 0 < chance < 1 else 0.0
        return odds if chance > 0 else 1e30 * (1 + draw), row["employee_key"]

    grouped = f"group by {TRIAL}, decision, case decision when 'promotion' then level_id end"
    turned, step = 0, 2**-32  # draws are whole numbers over 2^32
    for (group,) in rows(file, f"select list(faced) from int_decisions_faced as faced {grouped}"):
        taken = [score(row, row["draw"]) for row in group if row["has_happened"]]
        assert {(row["faced_by"], row["happened_to"]) for row in group} == {(len(group), len(taken))}
        for row in (row for row in group if row["is_ranked"]):
            limit = row["draw_limit"]
            assert 0 <= limit <= 1 and (limit / step).is_integer()
            assert limit == 0 or score(row, limit - step) <= max(taken)
            assert limit == 1 or not taken or score(row, limit) > max(taken)
            turned += 0 < limit < 1
    assert turned > 1500


def test_a_timeline_follows_each_person_and_its_sentences_say_what_the_columns_say(file: Path) -> None:
    """Pay is handed on from step to step, and a year ends as the snapshot has it."""
    order = "scenario_id, replication_id, employee_key, simulation_year, step_number"
    steps = records(file, f"select * from rpt_employee_timeline order by {order}")
    person, parts = "", r"chance of [a-z ]+ ([\d.]+) %, draw ([\d.]+) \([a-z ]+ ([\d.]+)\): ([a-z ]*[a-z])(?: (?:to|on) .*)?"
    for row in steps:
        if (who := f"{row['scenario_id']} {row['replication_id']} {row['employee_key']}") != person:
            person, pay = who, None
            assert row["step"] in ("census", "hire")
        assert row["pay_before"] in (None, pay)
        pay = pay if row["pay_after"] is None else row["pay_after"]
        amounts = [float(text.replace(",", "")) for text in re.findall(r"\d[\d,]*", row["sentence"])]
        for name in ("pay_before", "pay_after", "paid_compensation"):
            assert row[name] is None or any(abs(float(row[name]) - told) <= 0.501 for told in amounts), row
        if row["probability"] is None:
            assert row["because"] is None
            continue
        [(*numbers, outcome)] = re.findall(f"^{parts}$", row["sentence"])
        chance, draw, limit = map(float, numbers)
        assert outcome == row["outcome"] and (draw < limit) == (row["draw"] < row["draw_limit"])
        exact = (row["probability"], row["draw"], row["draw_limit"])
        assert (chance / 100, draw, limit) == pytest.approx(exact, abs=0.000501)
        assert f"{row['happened_to']:,} of {row['faced_by']:,} " in row["because"]
    told = "\n".join(f"{row['sentence']} {row['because']}" for row in steps)
    for part in ("at most 100 %", ": for the minimum of", ", of this year ", "to fit the surplus", "laid off on 20"):
        assert part in told
    state = f"select {TRIAL}, employee_id, age, tenure, paid_compensation"
    ends = "from rpt_employee_timeline where outcome = 'active' and step = 'year_end'"
    snapshot = f"{state}, level_id, current_compensation from fct_workforce_snapshot"
    assert_same(file, f"{state}, level_after, pay_after {ends}", snapshot)


def test_the_command_and_the_analysis_have_the_same_rows(file: Path, capsys: Capture) -> None:
    """In all scenarios. dbt compiles it with the employee as a var."""
    compiled = dbt(["compile", "--select", "explain_employee"], file, {"employee": "O'Hara", "replication": 2}).result
    analysed = records(file, compiled.results[0].node.compiled_code)
    options = ("--scenario", "all", "--replication", "2", "--json", "--database", file)
    told = json.loads(call(capsys, "explain", "O'Hara", *options)[1])["rows"]
    columns = ("simulation_year", "step", "outcome", "in_words", "because")
    for scenario in SCENARIOS:
        expected = [row | {"in_words": row["sentence"]} for row in analysed if row["scenario_id"] == scenario]
        found = [row for row in told if row["scenario_id"] == scenario]
        assert found and [[row[name] for name in columns] for row in found] == [
            [row[name] for name in columns] for row in expected
        ]


def test_only_the_rows_of_the_employee_are_read(default_file: Path) -> None:
    """The filter on the key reaches the largest table, whatever stands between, so a large file is quick."""
    key = value(default_file, "select employee_key from baseline_workforce where employee_id = 'E00002'")
    sql = f"explain (analyze, format json) select * from rpt_employee_timeline where employee_key = {key}"
    [(_, plan)] = rows(default_file, sql)
    read: list[int] = []

    def note(node: dict[str, Any]) -> dict[str, Any]:
        if str(node.get("extra_info", {}).get("Table", "")).endswith(".int_workforce_years"):
            read.append(node["intermediate_rows"])
        return node

    json.loads(plan, object_hook=note)
    assert set(read) == {value(default_file, f"select count(*) from int_workforce_years where employee_key = {key}")}


def test_the_default_run_is_told(default_file: Path, capsys: Capture) -> None:
    code, out, _ = call(capsys, "explain", "E00002", "--year", "2025", "--database", default_file)
    assert code == 0 and out.splitlines()[:3] == [
        "E00002, scenario baseline, replication 1",
        "2025 chance of leaving 5.4 %, draw 0.755 (leaves below 0.059): stayed",
        "       10.1 % for Junior x 1.00 at age 39 x 0.40 at tenure 12 x 1.342 to fit the rate of the year, 115 of 961 left",
    ]
    assert "raise on 2025-04-01: 47,073 to 49,427 (+5.0 %: merit 3.0 %, cola 2.0 %)" in out


def test_who_cannot_be_explained_says_what_to_do(file: Path, capsys: Capture) -> None:
    for arguments, message in {
        "o'hara": "Must be the id of an active employee of the census, or NH-YEAR-NUMBER of a hire. Did you mean `O'Hara`?",
        "O'Hara --scenario lucky": '`--scenario`: got "lucky". Must be one of grow, luck, ',
        "O'Hara --replication 4": "`--replication`: got 4. Must be from 1 to 2",
        "O'Hara --year 2031": "`--year`: got 2031. Must be one of 2024, 2025, 2026, 2027",
        "NH-2026-1 --scenario cut": "`NH-2026-1` is not hired in cut, replication 1.\nhint: Add --scenario",
        "O'Hara --replication 3 --scenario luck": "hint: Run with --replications and --detailed-replications of 3 or more.",
        "R2": "stg_census_rejects",
    }.items():
        code, out, err = call(capsys, "explain", "--database", file, *arguments.split())
        assert (code, out, err.count("error:")) == (2, "", 1) and message in err, err
