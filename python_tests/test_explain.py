"""What `explain` tells of a person: the decisions faced, what they were made of, and how they ended."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from helpers import Build, dbt, rows, sample_rows, value, write_csv, write_lines

from runner import Results
from runner.cli import main
from runner.explain_words import amount, in_words, percent

Capture = pytest.CaptureFixture[str]
Row = dict[str, Any]

STEP = 2**-32  # draws are whole numbers over 2^32
GROUP = "scenario_id, replication_id, simulation_year, decision"
# nobody has a rate: layoffs go by the draw alone; those of level 1 are promoted for sure
HAZARDS = [
    "decision,level_id,annual_rate,scenario_id",
    *(f"termination,{level},{0.25 - 0.04 * level:.2f}," for level in range(1, 6)),
    *(f"termination,{level},0,no rates" for level in range(1, 6)),
    *(f"promotion,{level},{rate}," for level, rate in enumerate([1, 0.2, 0.2, 0.1, 0], start=1)),
]
SCENARIOS: dict[str, Any] = {
    "grow": {"promotion_volatility": 0.2, "raise_volatility": 0.02},
    "luck": {"alignment": "random", "target_growth_rate": -0.2, "replications": 3},
    "cut": {"target_growth_rate": -0.2, "total_termination_rate": 0.05},
    "no rates": {"target_growth_rate": -0.1},
    "turned over": {"total_termination_rate": 1, "new_hire_termination_rate": 0.4},
}


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 people of the sample, one of them with a quote in the id, one inactive and one rejected."""
    folder = tmp_path_factory.mktemp("explained")
    people = sample_rows(200)
    active = [row for row in people if row["active_flag"] == "true"]
    active[0]["employee_id"] = "O'Hara"
    active[1] |= {"employee_id": "R2", "current_compensation": "-1"}
    active[2] |= {"employee_id": "I3", "active_flag": "false"}
    given = {
        "census_path": str(write_csv(folder / "census.csv", people)),
        "assumptions": {"hazards": write_lines(folder / "hazards.csv", *HAZARDS)},
    }
    return build(
        given | {"end_year": 2027, "replications": 2, "detailed_replications": 2, "scenarios": SCENARIOS}
    )


def decisions(file: Path) -> list[Row]:
    names = (
        "scenario_id, replication_id, simulation_year, decision, level_id, employee_key, has_happened,"
        " probability, draw, draw_limit, is_ranked, faced_by, happened_to"
    )
    found = rows(file, f"select {names} from int_workforce_decisions")
    return [dict(zip(names.split(", "), row, strict=True)) for row in found]


def explained(capsys: Capture, file: Path, *arguments: str) -> list[Row]:
    assert main(["explain", *arguments, "--json", "--database", str(file)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "planwise.explain/1"
    found: list[Row] = document["rows"]
    return found


# --- the decisions ----------------------------------------


@pytest.mark.parametrize("run", ["file", "default_file"])
def test_what_happened_is_what_was_drawn_below_the_limit(run: str, request: pytest.FixtureRequest) -> None:
    faced = decisions(request.getfixturevalue(run))
    assert [row for row in faced if row["has_happened"] != (row["draw"] < row["draw_limit"])] == []
    assert [row for row in faced if not row["is_ranked"] and row["draw_limit"] != row["probability"]] == []


@pytest.mark.parametrize("run", ["file", "default_file"])
def test_decisions_and_events_agree(run: str, request: pytest.FixtureRequest) -> None:
    """Each exit and promotion was decided once; what was decided is an event, at the same luck."""
    file = request.getfixturevalue(run)
    columns = "scenario_id, replication_id, simulation_year, employee_id, {}, probability, draw"
    decided = f"select {columns.format('decision')} from int_workforce_decisions where has_happened"
    events = (
        f"select {columns.format('reason')} from fct_workforce_events"
        " where event_type in ('termination', 'promotion')"
    )
    assert rows(file, f"({decided}) except all ({events})") == []
    assert rows(file, f"({events}) except all ({decided})") == []
    repeated = f"select 1 from int_workforce_decisions group by {GROUP}, employee_id having count(*) > 1"
    assert rows(file, repeated) == []


def test_everybody_faces_what_there_is_to_face(file: Path) -> None:
    """Turnover all who were there, a layoff who stayed, a promotion who was kept, below the top."""
    cut = (
        "(scenario_id, replication_id, simulation_year) in"
        " (select (scenario_id, replication_id, simulation_year) from fct_headcount_bridge where layoffs > 0)"
    )
    faced = {
        "turnover": "not is_new_hire",
        "layoff": f"not is_new_hire and exit_code <> 1 and {cut}",
        "promotion": "not is_new_hire and exit_code = 0 and opening_level_id < 5",
        "new_hire_termination": "is_new_hire",
    }
    for decision, condition in faced.items():
        people = f"select {GROUP.replace(', decision', '')}, employee_key from {{}} where {{}}"
        expected = people.format("int_workforce_movements", condition)
        found = people.format("int_workforce_decisions", f"decision = '{decision}'")
        assert rows(file, f"({expected}) except all ({found})") == []
        assert rows(file, f"({found}) except all ({expected})") == []
        assert value(file, f"select count(*) from ({found})") > 100


def test_the_limit_is_where_the_outcome_turns(file: Path) -> None:
    """A step below it the person ranks with or before the last one taken, at the limit behind."""

    def score(row: Row, draw: float) -> tuple[float, int]:
        chance = row["probability"]
        if row["decision"] == "new_hire_termination":
            return draw, row["employee_key"]
        if chance >= 1:
            return 0.0, row["employee_key"]
        if chance <= 0:
            return 1e30 * (1 + draw), row["employee_key"]
        return draw / (1 - draw) * ((1 - chance) / chance), row["employee_key"]

    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in decisions(file):
        level = row["level_id"] if row["decision"] == "promotion" else None
        groups[*(row[name] for name in GROUP.split(", ")), level].append(row)
    turned = 0
    for group in groups.values():
        taken = [score(row, row["draw"]) for row in group if row["has_happened"]]
        assert {(row["faced_by"], row["happened_to"]) for row in group} == {(len(group), len(taken))}
        for row in (row for row in group if row["is_ranked"]):
            limit = row["draw_limit"]
            assert 0 <= limit <= 1 and (limit * 2**32).is_integer()
            assert limit == 0 or score(row, limit - STEP) <= max(taken)
            assert limit == 1 or not taken or score(row, limit) > max(taken)
            turned += 0 < limit < 1
    assert turned > 3000


def test_probabilities_are_the_product_of_their_parts(file: Path) -> None:
    """Rates, multipliers and factors, capped; propensities are held in parts per billion."""
    product = "level_rate * age_multiplier * tenure_multiplier"
    product = f"case decision when 'promotion' then least({product}, 1) else {product} end"
    off = f"abs(least({product} * scaling_factor, 1) - probability) > 1e-9 * greatest(scaling_factor, 1)"
    decided = "from int_workforce_decisions where decision <> 'new_hire_termination'"
    assert rows(file, f"select * {decided} and coalesce({off}, true)") == []
    for part in ("level_rate", "age_multiplier", "tenure_multiplier", "scaling_factor"):
        assert value(file, f"select count(distinct {part}) from int_workforce_decisions") >= 5


# --- the command ----------------------------------------


def test_the_words_say_what_the_events_say(default_file: Path, capsys: Capture) -> None:
    """Of people to whom something of each kind happened, the numbers as SQL has them."""
    sentences = {
        "turnover": "(leaves below {limit:.3f}): left on {date} as {before} at {pay:,.0f} a year",
        "promotion": "(promoted below {limit:.3f}): promoted to {after} on {date}, {pay:,.0f} to ",
        "new_hire_termination": "(leaves below {limit:.3f}): left on {date} as {before} at {pay:,.0f} a year",
    }
    chances = {
        "turnover": "chance of leaving",
        "promotion": "chance of promotion",
        "new_hire_termination": "chance of leaving in the year of hire",
    }
    for reason, sentence in sentences.items():
        employee_id, year, draw, limit, date, before, after, pay, chance = rows(
            default_file,
            "select e.employee_id, e.simulation_year, e.draw, d.draw_limit, e.event_date, b.level_name,"
            " a.level_name, e.pay_before, e.probability"
            " from fct_workforce_events as e join int_workforce_decisions as d on e.reason = d.decision"
            " and e.employee_key = d.employee_key and e.simulation_year = d.simulation_year"
            " left join job_levels as b on e.level_before = b.level_id"
            " left join job_levels as a on e.level_after = a.level_id"
            f" where e.reason = '{reason}' and abs(e.draw - d.draw_limit) > 0.001 and e.probability > 0.01"
            " order by e.simulation_year desc, e.employee_id limit 1",
        )[0]
        expected = f"{chances[reason]} {100 * chance:.1f} %, draw {draw:.3f} " + sentence.format(
            limit=limit, date=date, before=before, after=after, pay=pay
        )
        assert main(["explain", employee_id, "--database", str(default_file)]) == 0
        said = capsys.readouterr().out
        assert said.startswith(f"{employee_id}, scenario baseline, replication 1\n")
        assert said.count(expected) == 1
        assert main(["explain", employee_id, "--year", str(year), "--database", str(default_file)]) == 0
        assert re.findall(r"^\d{4}", capsys.readouterr().out, re.MULTILINE) == [str(year)]


def test_layoffs_and_years_of_luck_are_told(file: Path, capsys: Capture) -> None:
    [(employee_id, date, layoffs, stayed)] = rows(
        file,
        "select employee_id, event_date, layoffs, opening_headcount - terminations from fct_workforce_events"
        " join fct_headcount_bridge using (scenario_id, replication_id, simulation_year)"
        " where reason = 'layoff' and scenario_id = 'luck' and replication_id = 2 order by 1 limit 1",
    )
    last = explained(capsys, file, employee_id, "--scenario", "luck", "--replication", "2")
    [told] = [row for row in last if row["outcome"] == "laid off"]
    assert f"(laid off below {told['draw_limit']:.3f}): laid off on {date} as" in told["in_words"]
    assert told["because"].endswith(f" to fit the surplus; {layoffs} of {stayed} were laid off")
    assert last[-1]["outcome"] == "gone" and last[-1]["in_words"].startswith("paid ")
    [(raised, shock, cola)] = rows(
        file,
        "select employee_id, raise_shock, cola_rate from fct_workforce_events join int_trial_years using"
        " (scenario_id, replication_id, simulation_year) join int_scenario_parameters using (scenario_id)"
        " where event_type = 'raise' and scenario_id = 'grow' and replication_id = 1"
        " order by simulation_year, 1 limit 1",
    )
    told = next(row for row in explained(capsys, file, raised) if row["step"] == "raise")
    parts = [told["merit_rate"], float(cola), float(shock)]
    merit, cola_text, of_year = map(percent, parts)
    assert f"merit {merit}, cola {cola_text}, of this year {of_year})" in told["in_words"]
    assert told["pay_after"] == pytest.approx(told["pay_before"] * (1 + sum(parts)), abs=0.01)


def test_a_timeline_follows_each_person_from_year_to_year(file: Path) -> None:
    """Pay is handed on from step to step, and a year ends as the snapshot has it."""
    order = "scenario_id, replication_id, employee_key, simulation_year, step_number"
    with Results(file) as results:
        steps = results.query(f"select * from rpt_employee_timeline order by {order}").rows
    keys = [tuple(row[name] for name in order.split(", ")) for row in steps]
    assert len(set(keys)) == len(keys) > 10_000
    person: tuple[Any, ...] = ()
    for key, row in zip(keys, steps, strict=True):
        if key[:3] != person:
            person, pay = key[:3], None
            assert row["step"] in ("census", "hire")
        assert row["pay_before"] in (None, pay)
        pay = pay if row["pay_after"] is None else row["pay_after"]
        assert row["pay_after"] is None or amount(row["pay_after"]) in in_words(row)
    state = "scenario_id, replication_id, simulation_year, employee_id, age, tenure, paid_compensation, {}"
    ends = state.format("level_after, pay_after") + " from rpt_employee_timeline where outcome = 'active'"
    snapshot = state.format("level_id, current_compensation") + " from fct_workforce_snapshot"
    starts = "select count(*) from rpt_employee_timeline where step = 'census' and age is not null"
    assert rows(file, f"(select {ends} and step = 'year_end') except all (select {snapshot})") == []
    assert rows(file, f"(select {snapshot}) except all (select {ends} and step = 'year_end')") == []
    assert value(file, starts) == value(file, "select 10 * count(*) from baseline_workforce")


@pytest.mark.parametrize("employee_id", ["O'Hara", "NH-2026-2"])
def test_the_analysis_has_the_same_rows(employee_id: str, file: Path, capsys: Capture) -> None:
    """In all scenarios; dbt compiles it with the employee as a var."""
    given = json.dumps({"employee": employee_id, "replication": 2})
    compiled = dbt(["compile", "--select", "explain_employee", "--vars", given], file)
    [entry] = compiled.result.results
    with Results(file) as results:
        analysed = json.loads(results.query(entry.node.compiled_code).to_json())
    told = explained(capsys, file, employee_id, "--scenario", "all", "--replication", "2")
    told = [{name: row[name] for name in analysed[0]} for row in told]
    order = list(SCENARIOS)
    assert sorted(analysed, key=lambda row: order.index(row["scenario_id"])) == told
    assert len({row["scenario_id"] for row in told}) > 1


def test_only_the_rows_of_the_employee_are_read(default_file: Path) -> None:
    """The filter on the key reaches the largest table, whatever stands between; so a large file is quick."""
    with duckdb.connect(str(default_file), read_only=True) as connection:
        [(key,)] = connection.execute(
            "select employee_key from baseline_workforce where employee_id = 'E00002'"
        ).fetchall()
        sql = f"explain (analyze, format json) select * from rpt_employee_timeline where employee_key = {key}"
        [(_, plan)] = connection.execute(sql).fetchall()
        years = len(
            connection.execute(f"select 1 from int_workforce_years where employee_key = {key}").fetchall()
        )
    scans = [node for node in nodes(json.loads(plan)["operator"]) if is_scan_of("int_workforce_years", node)]
    assert scans and {node["intermediate_rows"] for node in scans} == {years}


def nodes(plan: list[Row]) -> list[Row]:
    return [inner for node in plan for inner in [node, *nodes(node.get("children", []))]]


def is_scan_of(table: str, node: Row) -> bool:
    return str(node["extra_info"].get("Table", "")).endswith(f".{table}")


# --- who cannot be explained ----------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["R2"], "`R2` was rejected when the census was read, row 2: pay not above 0"),
        (["I3"], "`I3` is in the census of 2024, but not active"),
        (["o'hara"], "`o'hara` does not exist; did you mean `O'Hara`,"),
        (["NH-2026-90000"], "`NH-2026-90000` does not exist: hires of 2026 are NH-2026-1 to NH-2026-"),
        (["NH-2049-1"], "nobody is hired in 2049"),
        (
            ["NH-2026-1", "--scenario", "cut"],
            "is not hired in cut, replication 1; it is in grow, turned over",
        ),
        (
            ["O'Hara", "--scenario", "lucky"],
            'got "lucky"; must be one of grow, luck, cut, no rates, turned over, or all',
        ),
        (["O'Hara", "--replication", "3"], "got 3; scenario `grow` has replications 1 to 2"),
        (
            ["O'Hara", "--replication", "3", "--scenario", "luck"],
            "rows per employee are kept of replications 1 to 2",
        ),
        (["O'Hara", "--year", "2028"], "`--year`: got 2028; O'Hara is there in grow: 2024 to 202"),
    ],
)
def test_who_cannot_be_explained_is_told_why(
    arguments: list[str], message: str, file: Path, capsys: Capture
) -> None:
    assert main(["explain", *arguments, "--database", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and message in said.err and said.err.count("error:") == 1


def test_a_file_of_an_older_version_is_told_apart(tmp_path: Path, capsys: Capture) -> None:
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("create table baseline_workforce as select 'E1' as employee_id, 1 as employee_key")
    assert main(["explain", "E1", "--database", str(tmp_path / "old.duckdb")]) == 2
    said = capsys.readouterr().err
    assert "table `rpt_employee_timeline` does not exist" in said and "python -m runner run" in said
