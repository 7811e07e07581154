"""`init`: what it finds in censuses, how it writes it, and that a run takes it as it is."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from helpers import PROJECT, SAMPLE, Build, rows, value, write_lines
from hypothesis import example, given, settings
from hypothesis import strategies as st
from panels import make_panel

from runner import load_config
from runner.cli import main
from runner.database import quoted
from runner.declarations import declared_parameters
from runner.init_census import Census
from runner.init_proposal import Proposal, propose
from runner.init_text import config_text
from runner.messages import is_text
from runner.yaml_text import flow, read_yaml

Capture = pytest.CaptureFixture[str]
STAGING = ["+stg_census_data", "+stg_census_rejects"]


def proposed(file: Path, **values: Any) -> Proposal:
    with Census(file) as census:
        return propose(census, values=values)


def written(proposal: Proposal) -> dict[str, Any]:
    """The columns and parameters that go into the configuration, but for tables of levels."""
    found = {name: entry.value for name, entry in proposal.values.items() if entry.written}
    found.pop("assumptions", None)
    columns = {role: entry.value for role, entry in proposal.columns.items() if entry.written}
    return {"census_columns": columns, **found}


def init(census: Path, folder: Path) -> Path:
    """The configuration that the command writes."""
    config = folder / "planwise.yml"
    assert main(["init", "--census", str(census), "--output", str(config)]) == 0
    return config


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# --- real censuses, against what a person read in them ------------------


TRUTH: dict[str, dict[str, Any]] = {
    "ibm_hr_attrition.csv": {
        "census_columns": {
            "employee_id": "EmployeeNumber",
            "level_id": "JobLevel",
            "current_compensation": "MonthlyIncome",
            "age": "Age",
            "tenure": "YearsAtCompany",
            "active_flag": "Attrition",
        },
        "census_active_values": ["No"],
        "census_pay_period": "monthly",
        "total_termination_rate": 0.1612,
        "start_year": 2025,
        "end_year": 2029,
    },
    "texas_state_roster_2017.csv.gz": {
        "census_columns": {
            "employee_id": "employee_id",
            "current_compensation": "annual_salary",
            "hire_date": "hire_date",
        },
        "census_date": "2017-12-31",
        "impute_missing_age": True,
        "start_year": 2020,
        "end_year": 2024,
    },
    "dc_gov_roster_2016_09.csv.gz": {
        "census_columns": {
            "employee_id": "employee_id",
            "current_compensation": "compensation",
            "hire_date": "hire_date",
        },
        "census_date": "2016-09-30",
        "impute_missing_age": True,
        "start_year": 2020,
        "end_year": 2024,
    },
    "baltimore_city_panel_fy2011_2017.csv.gz": {
        "census_columns": {
            "employee_id": "employee_id",
            "current_compensation": "annual_salary",
            "hire_date": "hire_date",
            "job_title": "job_title",
            "census_year": "fiscal_year",
        },
        "baseline_census_year": 2017,
        "impute_missing_age": True,
        "start_year": 2020,
        "end_year": 2024,
    },
    "mfg_10year_termination.csv.gz": {
        "census_columns": {
            "employee_id": "EmployeeID",
            "job_title": "job_title",
            "age": "age",
            "birth_date": "birthdate_key",
            "tenure": "length_of_service",
            "hire_date": "orighiredate_key",
            "active_flag": "STATUS",
            "census_year": "STATUS_YEAR",
        },
        "census_date_format": "%m/%d/%Y",
        "baseline_census_year": 2015,
        "start_year": 2020,
        "end_year": 2024,
    },
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", TRUTH)
def test_columns_and_values_of_real_censuses(name: str, census_data: Path, tmp_path: Path) -> None:
    config = tmp_path / "planwise.yml"
    proposal = proposed(census_data / name)
    config.write_text(config_text(config, proposal), encoding="utf-8")
    assert written(proposal) == TRUTH[name]
    given = load_config(config).model_dump(exclude_unset=True)
    assert given.pop("census_path") == str(census_data / name)
    assert set(given.pop("assumptions", {})) == set(proposal.tables)
    assert given == TRUTH[name]
    missing = [problem.partition(":")[0] for problem in proposal.problems]
    assert missing == (["no column holds the pay"] if name.startswith("mfg") else [])


@pytest.mark.real_data
def test_three_commands_from_a_payroll_to_results(
    census_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """What the README does, without the report, in a folder of the user's own."""
    shutil.copy(census_data / "ibm_hr_attrition.csv", tmp_path / "payroll.csv")
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--census", "payroll.csv"]) == 0
    said = capsys.readouterr().out
    commands = [line.split()[3:] for line in said.splitlines() if line.startswith("  python -m runner")]
    assert commands == [["run", "--config", "planwise.yml"], ["report"]]
    assert main([*commands[0], "--database", "plan.duckdb", "--quiet"]) == 0
    levels = [tuple(row) for row in table(Path("job_levels.csv").read_text())[1:]]
    with duckdb.connect() as connection:
        pay = connection.execute(
            "select JobLevel, quantile_cont(12 * MonthlyIncome, [0.05, 0.95]) from read_csv('payroll.csv')"
            " group by 1 order by 1"
        ).fetchall()
        recent = connection.execute(
            "select JobLevel, count(*) from read_csv('payroll.csv') where YearsAtCompany <= 1"
            " and Age between 18 and 64 group by 1 order by 1"
        ).fetchall()
    for (level, name, low, high), (number, (p5, p95)) in zip(levels, pay, strict=True):
        assert (level, name) == (str(number), f"Level {number}")
        assert p5 - 5000 < float(low) <= p5 and p95 <= float(high) < p95 + 5000
    hired: dict[int, float] = {}
    for level, _, _, weight, *_ in table(Path("hire_profiles.csv").read_text())[1:]:
        hired[int(level)] = hired.get(int(level), 0) + float(weight)
    assert sorted(hired.items()) == recent
    assert rows("plan.duckdb", "select count(*), bool_or(is_level_derived) from baseline_workforce") == [
        (1233, False)
    ]
    exits = (
        "select terminations, opening_headcount from fct_headcount_bridge order by simulation_year limit 1"
    )
    assert rows("plan.duckdb", exits) == [(199, 1233)]  # 0.1612 of those who stay
    assert value("plan.duckdb", "select count(*) from stg_census_rejects") == 0


@pytest.mark.real_data
def test_a_large_dirty_roster_builds_as_proposed(census_data: Path, tmp_path: Path, build: Build) -> None:
    config = init(census_data / "dc_gov_roster_2016_09.csv.gz", tmp_path)
    select = ["baseline_workforce", "int_hire_profile_slots", "int_hazard_cells"]
    file = build(load_config(config).to_vars(), [f"+{name}" for name in select])
    assert value(file, "select count(*) from employees") == 35_714
    later = "select count(*) from stg_census_rejects where contains(reasons, 'hire_date after')"
    assert value(file, later) == 9  # as the configuration says
    assert "9 were hired later" in " ".join(config.read_text().replace("#", " ").split())
    shares = rows(
        file,
        "select count(*) / sum(count(*)) over () from baseline_workforce group by level_id order by level_id",
    )
    assert [share for (share,) in shares] == pytest.approx([0.35, 0.3, 0.2, 0.1, 0.05], abs=0.03)


# --- files as payrolls write them ---------------------------------------


GERMAN = [
    "Personalnummer;Entgeltgruppe;Gehalt;Geburtsdatum;Eintritt;Ausgeschieden",
    *(
        f"{number};{['E10', 'E9b', 'S', 'E15'][number % 4]};{(3 + number % 4) * 1000 + number:,}".replace(
            ",", "."
        )
        + ",50;"
        f"{1 + number % 28:02}.{1 + number % 12:02}.{1960 + number % 40};"
        f"{1 + number % 28:02}.{1 + number % 12:02}.{2015 + number % 9};"
        f"{'Ja' if number % 10 == 0 else 'Nein'}"
        for number in range(1, 201)
    ),
]


def test_a_payroll_from_germany_is_read_as_proposed(tmp_path: Path, build: Build) -> None:
    """Semicolons, decimal commas, day first, a flag of leavers, grades by name; read by the door itself."""
    census = Path(write_lines(tmp_path / "lohn 2023-12.csv", *GERMAN))
    config = init(census, tmp_path)
    values = load_config(config).to_vars()
    assert values["census_date"] == "2023-12-31" and values["census_number_format"] == "decimal_comma"
    file = build(values, STAGING)
    assert rows(file, "select * from stg_census_rejects") == []
    people = rows(
        file,
        "select employee_id, compensation, hire_date::varchar, birth_date::varchar, active_flag, level_id"
        " from stg_census_data where employee_id in ('1', '6', '10') order by employee_id::integer",
    )
    assert people == [
        ("1", 12 * 4001.5, "2016-02-02", "1961-02-02", True, 2),
        ("6", 12 * 5006.5, "2021-07-07", "1966-07-07", True, 3),
        ("10", 12 * 5010.5, "2016-11-11", "1970-11-11", False, 3),
    ]
    names = [row[1] for row in table((tmp_path / "job_levels.csv").read_text())[1:]]
    assert names == ["E10", "E9b", "S", "E15"]  # by their pay, not their names


def american(number: int) -> str:
    """A person of a payroll system in the United States; A and L are employed, T and R are gone."""
    status = "AAAAAALTRA"[number % 10]
    left = f"0{1 + number % 9}/15/2024" if status in "TR" else ""
    hired = f"{1 + number % 12}/{1 + number % 28}/{2010 + number % 14}"
    pay = f'"${(30 + number % 8 * 10) * 1000:,}.00"'
    return f"E{number:04};{1 + number % 8};{pay};{40 + number % 25};{hired};{status};{left}"


AMERICAN = [
    "Emp ID;Pay Grade;Annual Salary;Age;Hire Date;Empl Status;Term Date",
    *(american(number) for number in range(400)),
]


def test_a_payroll_from_america_gets_its_own_eight_grades(tmp_path: Path, build: Build) -> None:
    """Dollars, month first, codes of a payroll system, and more levels than the bundled tables have."""
    config = init(Path(write_lines(tmp_path / "census.csv", *AMERICAN)), tmp_path)
    values = load_config(config).to_vars()
    assert values["census_columns"] == {
        "employee_id": "Emp ID",
        "current_compensation": "Annual Salary",
        "level_id": "Pay Grade",
        "age": "Age",
        "hire_date": "Hire Date",
        "active_flag": "Empl Status",
    }
    assert values["census_active_values"] == ["A", "L"]  # a T alone would be read as true
    assert (values["census_number_format"], values["census_date_format"]) == ("decimal_point", "%m/%d/%Y")
    file = build(values, [*STAGING, "+int_hire_profile_slots", "+int_hazard_cells"])  # checks every table
    assert rows(file, "select reasons from stg_census_rejects") == []
    assert value(file, "select count(*) from baseline_workforce") == 320
    hazards = {(row[0], row[1]): float(row[2]) for row in table((tmp_path / "hazards.csv").read_text())[1:]}
    assert hazards["termination", "1"] == 0.101 and hazards["termination", "8"] == 0.0458
    assert 0.0578 < hazards["termination", "5"] < 0.066  # between the third and the fourth of five
    rate = proposed(tmp_path / "census.csv").values["total_termination_rate"]
    assert rate.written and "left in the year to 2024-12-31 by Term Date" in rate.why
    assert values["total_termination_rate"] == 0.2  # 80 left in 2024, of 400
    assert values["census_date"] == "2024-12-31"  # nobody was hired since 2023


def columns(tmp_path: Path, header: str, lines: Sequence[str]) -> Proposal:
    return proposed(Path(write_lines(tmp_path / "census.csv", header, *lines)))


def people(form: str, count: int = 60) -> list[str]:
    """Lines of a census; `{n}` is the person's number, `{y}` a year from 2001 to 2020, `{d}` a day to 12."""
    return [form.format(n=n, y=2001 + n % 20, d=1 + n % 12, pay=30000 + 900 * n) for n in range(count)]


def test_dates_that_read_both_ways_are_said_to(tmp_path: Path) -> None:
    proposal = columns(tmp_path, "id,salary,tenure,dob", people("{n},{pay},5,{d}/3/1980"))
    found = proposal.values["census_date_format"]
    assert found.value == "%m/%d/%Y" and not found.sure
    assert "AMBIGUOUS, %d/%m/%Y reads every date as well" in found.why
    day_first = columns(tmp_path, "id;salary;tenure;dob", people("{n};{n},5;5;{d}/3/1980"))
    assert day_first.values["census_date_format"].value == "%d/%m/%Y"  # as the decimal commas suggest
    sure = columns(
        tmp_path, "id,salary,tenure,dob", [*people("{n},{pay},5,{d}/3/1980"), "99,50000,5,31/3/1980"]
    )
    assert sure.values["census_date_format"].value == "%d/%m/%Y" and sure.values["census_date_format"].sure


def test_two_digit_years_and_times_of_day_are_read(tmp_path: Path) -> None:
    short = columns(tmp_path, "id,salary,age,hired", people("{n},{pay},40,{d}/25/05"))
    assert short.values["census_date_format"].value == "%m/%d/%y"
    timed = columns(tmp_path, "id,salary,age,hired", people("{n},{pay},40,25.{d}.{y} 00:00"))
    assert timed.values["census_date_format"].value == "%d.%m.%Y %H:%M"


@pytest.mark.parametrize(
    ("header", "pay", "period", "sure"),
    [
        ("Hourly Rate", "{n}.50", "hourly", True),
        ("Bi-weekly salary", "{pay}", "biweekly", True),
        ("pay_per_month", "{pay}", "monthly", True),
        ("pay", "{pay}", None, True),
        ("pay", "4{n}0", "monthly", False),
        ("pay", "{n}", "hourly", False),
    ],
)
def test_the_pay_period_follows_the_name_or_the_size(
    header: str, pay: str, period: str | None, sure: bool, tmp_path: Path
) -> None:
    lines = people("E{n},40,5," + pay)[10:]  # numbers of two digits
    found = columns(tmp_path, f"id,age,tenure,{header}", lines).values.get("census_pay_period")
    assert (found and found.value) == period
    assert found is None or found.sure == sure


def test_numbers_that_may_be_thousands_are_said_to(tmp_path: Path) -> None:
    found = columns(tmp_path, "id;age;tenure;pay", people("E{n};40;5;{d}.500"))
    assert found.values["census_number_format"].value == "decimal_comma"
    assert not found.values["census_number_format"].sure


@pytest.mark.parametrize(
    ("header", "values", "active"),
    [
        ("Terminated", "YN", ["N"]),
        ("Termd", "01", ["0"]),
        ("Active", "01", None),
        ("status", ["Active", "Terminated"], None),
        ("Status", ["Active", "Leave of Absence", "Voluntarily Terminated"], ["Active", "Leave of Absence"]),
        ("EmploymentStatus", "AT", ["A"]),
        ("EMPL_STATUS", "ALPT", ["A", "L", "P"]),
    ],
)
def test_flags_of_either_sense_are_understood(
    header: str, values: Sequence[str], active: list[str] | None, tmp_path: Path
) -> None:
    lines = [f"E{n},40,5,{30000 + n},{values[n % len(values)]}" for n in range(60)]
    proposal = columns(tmp_path, f"id,age,tenure,pay,{header}", lines)
    assert proposal.columns["active_flag"].value == header
    found = proposal.values.get("census_active_values")
    assert (found and sorted(found.value)) == active
    rate = proposal.values["total_termination_rate"]
    assert not rate.written  # nobody says that it is one year's


def test_a_flag_that_is_not_understood_is_said_to_be(tmp_path: Path) -> None:
    lines = [f"E{n},40,5,{30000 + n},{n % 3}X" for n in range(60)]
    proposal = columns(tmp_path, "id,age,tenure,pay,status", lines)
    assert "active_flag" not in proposal.columns
    assert proposal.notes[0].startswith("status (such as 0X, 1X, 2X) is named like a flag")


def test_a_termination_date_alone_says_who_has_left(tmp_path: Path) -> None:
    lines = [
        f"E{n},40,2015-03-01,{30000 + n},{'' if n % 5 else f'{2019 + n % 6}-06-30'}" for n in range(200)
    ] + ["E900,40,2024-12-01,50000,"]
    proposal = columns(tmp_path, "id,age,hire_date,pay,exit date", lines)
    assert proposal.columns["termination_date"].value == "exit date"
    assert proposal.columns["termination_date"].written
    rate = proposal.values["total_termination_rate"]
    assert rate.written and rate.value == pytest.approx(
        7 / 167, abs=1e-4
    )  # exits of 2024 of those there in 2023


def test_levels_that_count_down_become_titles(tmp_path: Path) -> None:
    lines = [f"E{n},40,5,{90000 - 15000 * (n % 4) + n},{1 + n % 4}" for n in range(80)]
    proposal = columns(tmp_path, "id,age,tenure,pay,grade", lines)
    assert proposal.columns["job_title"].value == "grade" and "level_id" not in proposal.columns
    assert [row[1] for row in table(proposal.tables["job_levels"])[1:]] == ["4", "3", "2", "1"]


def test_the_bundled_levels_stay_where_they_fit() -> None:
    proposal = proposed(SAMPLE)
    assert proposal.tables == {} and "assumptions" not in proposal.values
    assert written(proposal)["census_columns"] == {
        name: name
        for name in (
            *("employee_id", "current_compensation", "level_id", "age", "birth_date", "tenure", "hire_date"),
            "active_flag",
        )
    }


def test_columns_without_telling_names_are_guessed_and_not_sure(tmp_path: Path) -> None:
    lines = [f"K{n},{30000 + 77 * n},19{60 + n % 30}-01-05,20{10 + n % 10}-01-05" for n in range(60)]
    proposal = columns(tmp_path, "a,b,c,d", lines)
    found = {role: (entry.value, entry.sure) for role, entry in proposal.columns.items()}
    assert found == {
        "employee_id": ("a", False),
        "current_compensation": ("b", False),
        "birth_date": ("c", False),
        "hire_date": ("d", False),
    }


@pytest.mark.parametrize(
    ("name", "last_hire", "day", "start"),
    [
        ("census.csv", "2025-11-03", "2025-12-31", 2026),
        ("census 2026-01-05.csv", "2025-11-03", "2026-01-05", 2026),
        ("census_202506.csv", "2025-05-03", "2025-06-30", 2026),
        ("census_202503.csv", "2025-05-03", "2025-12-31", 2026),  # some were hired after March
        ("census_2019.csv", "2025-05-03", "2025-12-31", 2026),  # the name is older than the hires
    ],
)
def test_the_census_date_is_found_and_never_silently(
    name: str, last_hire: str, day: str, start: int, tmp_path: Path
) -> None:
    lines = [f"{n},{30000 + n},40,{last_hire if n == 7 else '2020-02-03'}" for n in range(60)]
    proposal = proposed(Path(write_lines(tmp_path / name, "id,pay,age,hire date", *lines)))
    found = proposal.values["census_date"]
    assert (found.value, proposal.values["start_year"].value) == (day, start)
    assert not found.sure and found.why


# --- the configuration as text ------------------------------------------


def parameters_of(text: str) -> Iterator[tuple[str, Any]]:
    """Each top-level parameter of a configuration, commented out or not."""
    document = "\n".join(re.sub(r"^#(?=[a-z_]+:)", "", line) for line in text.splitlines())
    return iter(yaml.safe_load(document).items())


def test_without_a_census_every_parameter_stands_at_its_default(tmp_path: Path, capsys: Capture) -> None:
    config = tmp_path / "plan.yml"
    assert main(["init", "--output", str(config)]) == 0
    assert f"python -m runner run --config {config}" in capsys.readouterr().out
    assert load_config(config).to_vars() == {}
    found = dict(parameters_of(config.read_text()))
    assert list(found) != list(declared_parameters()) and set(found) == set(declared_parameters())
    for name, entry in declared_parameters().items():
        assert found[name] in (entry.default, entry.example)
        words = " ".join(config.read_text().replace("#", " ").split())
        assert " ".join(entry.description.split()) in words
        assert entry.min is None or f"{entry.min} to {entry.max}" in words


def test_with_a_census_every_parameter_stands_there_once(tmp_path: Path) -> None:
    census = Path(write_lines(tmp_path / "census.csv", *AMERICAN))
    text = config_text(tmp_path / "p.yml", proposed(census))
    names = re.findall(r"^#?([a-z_]+):", text, re.MULTILINE)
    alternatives = {"census_date"}  # more than one may be shown
    assert set(names) == set(declared_parameters())
    assert [name for name in set(names) - alternatives if names.count(name) > 1] == []
    assert max(map(len, text.splitlines())) <= 100


printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=200)
@example({"...": ["...", "---", "..", ". a"]})
@given(st.dictionaries(printable, st.one_of(printable, st.lists(printable, max_size=3)), max_size=4))
def test_values_are_written_as_yaml_that_reads_back(tmp_path_factory: Any, values: dict[str, Any]) -> None:
    file = tmp_path_factory.getbasetemp() / "flow.yml"
    file.write_text(f"a: {flow(values)}  # {flow('x')}\n", encoding="utf-8", newline="\n")
    assert read_yaml(file) == {"a": values}


HOSTILE = [
    "a: b",
    "#no",
    "it's",
    'say "x"',
    " lead",
    "{{ x }}",
    "yes",
    "null",
    "- a",
    "[1]",
    "é☃😀",
    "a\nb\tc",
    "%x",
    "1",
]
names = st.one_of(st.sampled_from(HOSTILE), printable.filter(lambda text: is_text(text, 4000)))


@settings(max_examples=6)
@example(HOSTILE[:7])
@example(HOSTILE[7:])
@given(st.lists(names, min_size=4, max_size=7, unique_by=lambda name: name.strip().casefold()))
def test_hostile_column_names_stay_what_they_are(tmp_path_factory: Any, hostile: list[str]) -> None:
    """A person has named them; the configuration reads back, and the file has the columns it names.

    Columns that a configuration could not name, as two are called so or it cannot be shown, are left out.
    """
    folder = tmp_path_factory.mktemp("hostile")
    with duckdb.connect() as connection:
        twice_and_never_shown = ["Twice", "twice ", "\x1b[31mred"]
        all_names = enumerate([*hostile, *twice_and_never_shown])
        columns = ", ".join(f"range + {20 + place} as {quoted(name)}" for place, name in all_names)
        connection.execute(f"copy (select {columns} from range(50)) to '{folder / 'census.parquet'}'")
    roles = ("employee_id", "current_compensation", "age", "tenure", "level_id", "job_title")
    config = folder / "planwise.yml"
    with Census(folder / "census.parquet") as census:
        assert sorted(census.names) == sorted(hostile)
        proposal = propose(census, dict(zip(roles, hostile, strict=False)))
    config.write_text(config_text(config, proposal), encoding="utf-8", newline="\n")
    for name in proposal.tables:
        (folder / f"{name}.csv").touch()
    given = load_config(config).model_dump(exclude_unset=True)
    assert {given["census_columns"][role] for role in roles[:4]} == set(hostile[:4])
    assert main(["validate", "--config", str(config)]) == 0


def test_people_of_a_panel_stand_in_the_bands_of_their_titles(build: Build, tmp_path: Path) -> None:
    """As a run has them, also those who are hired: levels follow titles in a file of several censuses."""
    panel = make_panel(people=600)
    for entry in panel.rows:
        del entry["level_id"]
        entry["job_title"] += f" {int(entry['current_compensation']) // 7000 + entry['tenure'] % 2}"
    config = init(Path(panel.write(tmp_path / "panel.csv")), tmp_path)
    told = [
        int(count.replace(",", "")) for count in re.findall(r"Band .*\(([\d,]+) people\)", config.read_text())
    ]
    file = build(load_config(config).to_vars(), select=["+baseline_workforce", "simulation_config"])
    staff = "from baseline_workforce group by level_id order by level_id"
    assert [(count,) for count in told] == rows(file, f"select count(*) {staff}")
    hired = rows(file, f"select level_id, count(*) filter (tenure < 2) {staff}")
    profiles = (tmp_path / "hire_profiles.csv").as_posix()
    weights = rows(file, f"select level_id, sum(hire_weight) from '{profiles}' group by all order by all")
    assert [(level, count) for level, count in hired if count] == weights


def test_promotions_that_pay_far_more_than_the_raise_are_noted(tmp_path: Path) -> None:
    """Levels of 400,000 and 600,000: whoever moves up has half as much again."""
    lines = [f"E{number},{1 + number % 2},{400_000 + number % 2 * 200_000},40,5" for number in range(60)]
    census = Path(
        write_lines(tmp_path / "census.csv", "employee_id,level_id,annual_salary,age,tenure", *lines)
    )
    [note] = [note for note in proposed(census).notes if "promotion" in note]
    assert "50% more with these levels, where promotion_raise_rate is 10%" in note
    assert not any("promotion" in note for note in proposed(census, promotion_raise_rate=0.45).notes)


# --- the command --------------------------------------------------------


def test_files_that_are_there_stay(tmp_path: Path, capsys: Capture) -> None:
    census = Path(write_lines(tmp_path / "de.csv", *GERMAN))
    (tmp_path / "job_levels.csv").write_text("mine")
    arguments = ["init", "--census", str(census), "--output", str(tmp_path / "planwise.yml")]
    assert main(arguments) == 2
    assert f"{tmp_path / 'job_levels.csv'}: is there already; nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "planwise.yml").exists()
    assert (tmp_path / "job_levels.csv").read_text() == "mine"
    assert main([*arguments, "--force"]) == 0
    assert (tmp_path / "job_levels.csv").read_text().startswith("level_id,")
    assert main([*arguments[:3], "--output", str(census), "--force"]) == 2
    assert "is the census itself" in capsys.readouterr().err
    assert census.read_text().splitlines() == GERMAN


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("none.csv", None, 3, "there is no such file"),
        (".", None, 3, "is a directory"),
        ("empty.csv", b"", 2, "is empty; must have a line with the names"),
        ("header.csv", b"id,pay\n", 2, "has a header and no rows"),
        ("binary.csv", bytes(range(256)) * 20, 2, "is UTF-16 or no text at all"),
        ("book.csv", b"PK\x03\x04" + bytes(50), 2, "is a ZIP archive or an Excel workbook"),
        ("latin.csv", "id,näme\n1,Jos\u00e9\n".encode("latin-1") * 3, 2, "is not UTF-8 text"),
        ("wide.csv", "id\n1\n".encode("utf-16"), 2, "is UTF-16 or no text at all"),
        ("false.csv.gz", b"id,pay\n1,2\n", 2, "is no gzip file"),
        ("false.parquet", b"id,pay\n1,2\n", 2, "is no Parquet file"),
        ("cut.parquet", b"PAR1 and no more", 2, "is no Parquet file, or it is cut off"),
    ],
)
def test_files_that_are_no_census_get_one_line(
    name: str, content: bytes | None, code: int, message: str, tmp_path: Path, capsys: Capture
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    output = tmp_path / "planwise.yml"
    assert main(["init", "--census", str(tmp_path / name), "--output", str(output)]) == code
    said = capsys.readouterr()
    errors = [line for line in said.err.splitlines() if not line.startswith("hint: ")]
    assert len(errors) == 1 and errors[0].startswith(f"error: {tmp_path}") and message in errors[0]
    assert said.out == "" and not output.exists()


def test_outputs_that_cannot_be_are_refused_before_anything_is_read(tmp_path: Path, capsys: Capture) -> None:
    for output, message in ((tmp_path / "no" / "p.yml", "no such folder"), (tmp_path, "is a directory")):
        assert main(["init", "--census", str(SAMPLE), "--output", str(output)]) == 3
        assert message in capsys.readouterr().err


def test_json_has_a_schema_and_asks_nothing(tmp_path: Path, capsys: Capture) -> None:
    census = Path(write_lines(tmp_path / "my payroll.csv", *AMERICAN))
    config = tmp_path / "my plan.yml"
    assert main(["init", "--census", str(census), "--output", str(config), "--json"]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert next(iter(document)) == "schema" and document["schema"] == "planwise.init/1"
    assert said.err == ""
    found = {row["parameter"]: row["value"] for row in document["rows"] if row["written"]}
    assert found["census_columns.employee_id"] == "Emp ID"
    assert found["census_active_values"] == ["A", "L"]
    assert document["unused"] == ["Term Date"] and document["problems"] == []
    assert sorted(Path(file).name for file in document["files"]) == [
        *("hazards.csv", "hire_profiles.csv", "job_levels.csv", "my plan.yml", "raises.csv"),
    ]
    assert document["next"][0] == f"python -m runner run --config '{config}'"


def test_what_is_missing_is_said_and_the_rest_is_written(tmp_path: Path, capsys: Capture) -> None:
    lines = [f"{n},confidential,4{n % 9}" for n in range(40)]
    config = init(Path(write_lines(tmp_path / "census.csv", "emp id,salary,age", *lines)), tmp_path)
    said = capsys.readouterr().out
    assert "MISSING: no column holds the pay: name one as current_compensation" in said
    assert "salary (such as confidential) is named like it, but the values do not fit" in said
    assert "MISSING: no column says how long people have been there" in said
    assert load_config(config).census_columns.employee_id == "emp id"


def in_a_terminal(command: list[str], answers: str) -> tuple[int, str]:
    """What a command says in a terminal, with the lines that a person types."""
    reader, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "runner", *command],
        cwd=PROJECT,
        env=os.environ | {"TERM": "dumb", "COLUMNS": "120"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    os.write(reader, answers.encode())
    said = b""
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(reader)
    return process.wait(), said.decode().replace("\r\n", "\n")


def test_in_a_terminal_it_asks_about_what_is_not_sure(tmp_path: Path) -> None:
    lines = [
        f"{n},{30000 + n},{20000 + n},40,{2001 + n % 20}-01-05,{'Yes' if n % 9 else 'No'}" for n in range(60)
    ]
    header = "id,salary one,salary two,age,hire date,left"
    census = write_lines(tmp_path / "census.csv", header, *lines)
    config = tmp_path / "planwise.yml"
    command = ["init", "--census", census, "--output", str(config)]
    # the pay: a name that is not there, then the other column; no flag; the others are right; the date; write
    code, said = in_a_terminal(command, "salary tow\nSALARY TWO\n-\n\n2021-06-30\ny\n")
    assert code == 0, said
    assert "there is no such column; did you mean salary two?" in said
    assert "active_flag: left? Yes = gone (53 rows), No = employed (7 rows)" in said
    assert f"written: {config}" in said
    values = load_config(config).to_vars()
    assert values["census_columns"] == {
        "employee_id": "id",
        "current_compensation": "salary two",
        "age": "age",
        "hire_date": "hire date",
    }
    assert (values["census_date"], values["start_year"]) == ("2021-06-30", 2022)
    assert "census_active_values" not in values and "total_termination_rate" not in values
    before = config.read_bytes()
    code, said = in_a_terminal([*command, "--force"], "\n\n\n\nn\n")
    assert code == 130 and config.read_bytes() == before  # the last answer was no
    code, said = in_a_terminal([*command, "--force", "--yes"], "")
    assert code == 0 and "?" not in said and config.read_bytes() != before
