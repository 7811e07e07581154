"""`init`: what it finds in censuses, how it writes it, and that a run takes it as it is. Workbooks as censuses."""

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import yaml
from helpers import PROJECT, SAMPLE, Build, Capture, call, rows, sample_rows, write_csv, write_lines
from panels import make_panel

from runner.cli import main
from runner.config import load_config
from runner.config.parameters import parameters
from runner.init.census import Census
from runner.init.proposal import Proposal
from runner.read import quoted

STAGING = ["+stg_census_data", "+stg_census_rejects"]


def propose(file: Path | str) -> Proposal:
    with duckdb.connect() as connection:
        return Proposal(Census(connection, str(file)))


def propose_lines(tmp_path: Path, header: str, lines: Sequence[str]) -> Proposal:
    return propose(write_lines(tmp_path / "census.csv", header, *lines))


def written(proposal: Proposal) -> dict[str, Any]:
    """The columns and parameters that go into the configuration, but for tables of levels."""
    found = {name: entry.value for name, entry in proposal.values.items() if entry.written}
    found.pop("assumptions", None)
    return {"census_columns": {role: v.value for role, v in proposal.columns.items() if v.written}, **found}


def init(census: Path | str, folder: Path, *more: str) -> Path:
    """The configuration that the command writes."""
    assert main(["init", "--census", str(census), "--output", str(folder / "planwise.yml"), *more]) == 0
    return folder / "planwise.yml"


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def people(form: str, count: int = 60) -> list[str]:
    """Lines of a census. `{n}` is the person's number, `{y}` a year from 2001 to 2020, `{d}` a day to 12."""
    return [form.format(n=n, y=2001 + n % 20, d=1 + n % 12, pay=30000 + 900 * n) for n in range(count)]


GERMAN = [
    "Personalnummer;Entgeltgruppe;Gehalt;Geburtsdatum;Eintritt;Ausgeschieden",
    *(
        f"{n};{['E10', 'E9b', 'S', 'E15'][n % 4]};{3 + n % 4}.{n:03},50;{1 + n % 28:02}.{1 + n % 12:02}.{1960 + n % 40};"
        f"{1 + n % 28:02}.{1 + n % 12:02}.{2015 + n % 9};{'Ja' if n % 10 == 0 else 'Nein'}"
        for n in range(1, 201)
    ),
]


def american(number: int) -> str:
    """A person of a payroll system in the United States. A and L are employed, T and R are gone."""
    status = "AAAAAALTRA"[number % 10]
    left = f"0{1 + number % 9}/15/2024" if status in "TR" else ""
    hired = f"{1 + number % 12}/{1 + number % 28}/{2010 + number % 14}"
    pay = f'"${(30 + number % 8 * 10) * 1000:,}.00"'
    return f"E{number:04};{1 + number % 8};{pay};{40 + number % 25};{hired};{status};{left}"


AMERICAN = ["Emp ID;Pay Grade;Annual Salary;Age;Hire Date;Empl Status;Term Date", *map(american, range(400))]


def test_a_payroll_from_germany_is_read_as_proposed(tmp_path: Path, build: Build) -> None:
    config = init(write_lines(tmp_path / "lohn 2023-12.csv", *GERMAN), tmp_path)
    values = load_config(config).to_vars()
    assert values["census_date"] == "2023-12-31" and values["census_number_format"] == "decimal_comma"
    file = build(values, STAGING)
    assert rows(file, "select * from stg_census_rejects") == []
    columns = "employee_id, compensation, hire_date::varchar, birth_date::varchar, active_flag, level_id"
    assert rows(file, f"select {columns} from stg_census_data where employee_id in ('1', '10') order by 1") == [
        ("1", 12 * 4001.5, "2016-02-02", "1961-02-02", True, 2),
        ("10", 12 * 5010.5, "2016-11-11", "1970-11-11", False, 3),
    ]
    names = [row[1] for row in table((tmp_path / "job_levels.csv").read_text())[1:]]
    assert names == ["E10", "E9b", "S", "E15"]  # by their pay, not their names


def test_a_payroll_from_america_gets_its_own_eight_grades(tmp_path: Path, capsys: Capture) -> None:
    """Dollars, month first, codes of a payroll system, and more levels than the bundled tables have. Told as JSON too."""
    config, census = tmp_path / "my plan.yml", write_lines(tmp_path / "census.csv", *AMERICAN)
    code, out, err = call(capsys, "init", "--census", census, "--output", config, "--json")
    document, values = json.loads(out), load_config(config).to_vars()
    chosen = ("employee_id", "Emp ID"), ("current_compensation", "Annual Salary"), ("level_id", "Pay Grade"), ("age", "Age")
    assert values["census_columns"] == dict(chosen) | {"hire_date": "Hire Date", "active_flag": "Empl Status"}
    assert values["census_active_values"] == ["A", "L"]  # a T alone would be read as true
    assert (values["census_number_format"], values["census_date_format"]) == ("decimal_point", "%m/%d/%Y")
    assert values["census_date"] == "2024-09-30"  # the last ones left in September
    assert values["total_termination_rate"] == 0.199  # of those who were there in September 2023, by Term Date
    hazards = {(row[0], row[1]): float(row[2]) for row in table((tmp_path / "hazards.csv").read_text())[1:]}
    assert hazards["termination", "1"] == 0.101 and hazards["termination", "8"] == 0.0458
    assert 0.0578 < hazards["termination", "5"] < 0.066  # between the third and the fourth of five
    assert max(map(len, config.read_text().splitlines())) <= 100
    names = re.findall(r"^#?([a-z_]+):", config.read_text(), re.MULTILINE)
    assert set(names) == {*parameters(), "database"}  # every parameter once, but for other days
    assert {name for name in names if names.count(name) > 1} <= {"census_date"}
    assert (code, err, document["schema"]) == (0, "", "planwise.init/1")
    assert document["unused"] == ["Term Date"] and document["problems"] == []
    files = ["hazards.csv", "hire_profiles.csv", "job_levels.csv", "my plan.yml", "raises.csv"]
    assert sorted(Path(file).name for file in document["files"]) == files
    assert document["next"][0] == f"planwise run --config '{config}'"


def test_people_of_a_panel_stand_in_the_bands_of_their_titles(build: Build, tmp_path: Path) -> None:
    """As a run has them: levels follow titles in a file of several censuses."""
    panel = make_panel(people=600)
    for entry in panel:
        del entry["level_id"]
        entry["job_title"] += f" {int(entry['current_compensation']) // 7000 + entry['tenure'] % 2}"
    config = init(write_csv(tmp_path / "panel.csv", panel), tmp_path)
    told = [int(count.replace(",", "")) for count in re.findall(r"Band .*\(([\d,]+) people\)", config.read_text())]
    file = build(load_config(config).to_vars(), ["+baseline_workforce"])
    staff = "select count(*) from baseline_workforce group by level_id order by level_id"
    assert [(count,) for count in told] == rows(file, staff)


def test_the_lowest_band_of_a_panel_holds_the_pay_of_earlier_censuses(tmp_path: Path) -> None:
    lines = [f"{year},{n},{(30000 + 900 * n) // shrunk},5,40" for year, shrunk in ((2015, 3), (2024, 1)) for n in range(60)]
    init(write_lines(tmp_path / "panel.csv", "year,employee_id,salary,tenure,age", *lines), tmp_path)
    lowest = table((tmp_path / "job_levels.csv").read_text())[1]
    assert lowest[:2] == ["1", "Band 1"] and float(lowest[2]) <= 10000  # the lowest pay of 2024 is 30000


def test_dates_that_read_both_ways_are_said_to(tmp_path: Path) -> None:
    header, lines = "id,salary,tenure,dob", people("{n},{pay},5,{d}/3/1980")
    found = propose_lines(tmp_path, header, lines).values["census_date_format"]
    assert found.value == "%m/%d/%Y" and not found.sure
    assert "AMBIGUOUS, %d/%m/%Y reads every date as well" in found.why
    day_first = propose_lines(tmp_path, header.replace(",", ";"), people("{n};{n},5;5;{d}/3/1980"))
    assert day_first.values["census_date_format"].value == "%d/%m/%Y"  # as the decimal commas suggest
    sure = propose_lines(tmp_path, header, [*lines, "99,50000,5,31/3/1980"]).values["census_date_format"]
    assert sure.value == "%d/%m/%Y" and sure.sure


def test_the_pay_period_follows_the_name_or_the_size(tmp_path: Path) -> None:
    for header, pay, period, sure in (
        ("pay_per_month", "{pay}", "monthly", True),
        ("pay", "{pay}", None, True),
        ("pay", "4{n}0", "monthly", False),
        ("pay", "{n}", "hourly", False),
    ):
        lines = people("E{n},40,5," + pay)[10:]  # numbers of two digits
        found = propose_lines(tmp_path, f"id,age,tenure,{header}", lines).values.get("census_pay_period")
        assert (found and found.value) == period and (found is None or found.sure == sure), header


def test_flags_of_either_sense_are_understood_or_said_not_to_be(tmp_path: Path) -> None:
    header, on_leave = "id,age,tenure,pay,", ["Active", "Leave of Absence", "Voluntarily Terminated"]
    for name, values, active in (("Termd", "01", ["0"]), ("Active", "01", None), ("Status", on_leave, on_leave[:2])):
        lines = [line + values[number % len(values)] for number, line in enumerate(people("E{n},40,5,{pay},"))]
        proposal = propose_lines(tmp_path, header + name, lines)
        assert proposal.columns["active_flag"].value == name
        found = proposal.values.get("census_active_values")
        assert (found and sorted(found.value)) == active, name
        assert not proposal.values["separation_rate"].written  # nobody says that it is one year's
    proposal = propose_lines(tmp_path, header + "status", people("E{n},40,5,{pay},{d}X"))
    assert "active_flag" not in proposal.columns
    assert proposal.notes[0].startswith("status (such as 10X, 11X, 12X) is named like a flag")


def test_levels_that_count_down_become_titles_and_bundled_ones_stay_where_they_fit(tmp_path: Path) -> None:
    lines = [f"E{n},40,5,{90000 - 15000 * (n % 4) + n},{1 + n % 4}" for n in range(80)]
    proposal = propose_lines(tmp_path, "id,age,tenure,pay,grade", lines)
    assert proposal.columns["job_title"].value == "grade" and "level_id" not in proposal.columns
    assert [row[1] for row in table(proposal.levels.tables["job_levels"])[1:]] == ["4", "3", "2", "1"]
    sample = propose(SAMPLE)
    assert sample.levels.tables == {} and "assumptions" not in sample.values
    assert written(sample)["census_columns"] | written(sample)["dimensions"] == {name: name for name in sample_rows(1)[0]}


def test_the_census_date_is_found_and_never_silently(tmp_path: Path) -> None:
    for name, last_hire, day in (
        ("census 2026-01-05.csv", "2025-11-03", "2026-01-05"),
        ("census_202506.csv", "2025-05-03", "2025-06-30"),
        ("census_202503.csv", "2025-05-03", "2025-05-31"),  # some were hired after March
        ("census_2025.csv", "2025-05-03", "2025-05-31"),  # nobody was hired after May
        ("census_2025.csv", "2024-05-03", "2025-12-31"),
    ):
        lines = [f"{n},{30000 + n},40,{last_hire if n == 7 else '2020-02-03'}" for n in range(60)]
        proposal = propose(write_lines(tmp_path / name, "id,pay,age,hire date", *lines))
        found = proposal.values["census_date"]
        assert (found.value, proposal.values["start_year"].value) == (day, 2026), name
        assert not found.sure and found.why


def test_the_range_of_hires_has_their_mean_and_where_it_fits_their_spread() -> None:
    """The one rule of `init` and of the fit. A range that is cut off at the band would have another mean."""
    text = (PROJECT / "macros" / "fit" / "hire_profile_ranges.sql").read_text()
    rule: Any = jinja2.Environment().from_string(text).module
    hires = "(values (1, 22, 0.0), (1, 22, 0.0), (1, 22, 1.0), (1, 33, 0.4), (1, 33, 0.5), (1, 33, 0.6))"
    query = rule.hire_profile_ranges(f"{hires} as hires (level_id, age, pay_position)")
    columns = "age_from, age_to, hires, pay_position_from::double, pay_position_to::double"
    found = duckdb.execute(f"select {columns} from ({query}) order by 1").fetchall()
    assert found == [(22, 24, 3, 0, 0.6667), (30, 33, 3, 0.3586, 0.6414)]  # 0.5 +- sqrt(3) * 0.0816
    assert "hire_profile_ranges('hires'" in next((PROJECT / "models" / "fit").rglob("fitted_hire_profiles.sql")).read_text()


def test_without_a_census_every_parameter_stands_at_its_default(tmp_path: Path, capsys: Capture) -> None:
    config = tmp_path / "plan.yml"
    assert f"planwise run --config {config}" in call(capsys, "init", "--output", config)[1]
    assert load_config(config).to_vars() == {}
    text = config.read_text()
    found = yaml.safe_load(re.sub(r"^#(?=[a-z_]+:)", "", text, flags=re.MULTILINE))
    assert found.pop("database") == "plan.duckdb" and set(found) == set(parameters())
    words = " ".join(text.replace("#", " ").split())
    for name, entry in parameters().items():
        assert found[name] in (entry.default, entry.example) and " ".join(entry.description.split()) in words


HOSTILE = {"employee_id": "a: b #no", "current_compensation": 'it\'s "x"', "age": "- x", "tenure": "{{ x }}", "fte": "null"}
HOSTILE |= {"birth_date": "...", "hire_date": "[1]", "census_year": "\u00e9\u2603 a\nb\tc"}


def test_hostile_column_names_stay_what_they_are(tmp_path: Path) -> None:
    """The configuration reads back and names the columns. Those that none could name are left out."""
    columns = [*HOSTILE.values(), "Twice", "twice ", "\x1b[31mred"]
    selected = ", ".join(f"2000 + (range + {n}) % 25 as {quoted(name)}" for n, name in enumerate(columns))
    duckdb.execute(f"copy (select {selected} from range(50)) to '{tmp_path / 'census.parquet'}'")
    assert propose(tmp_path / "census.parquet").names == list(HOSTILE.values())
    named = [word for role, name in HOSTILE.items() for word in ("--column", f"{role}={name}")]
    config = init(tmp_path / "census.parquet", tmp_path, *named)
    assert load_config(config).model_dump(exclude_unset=True)["census_columns"] == HOSTILE


def test_files_that_are_there_stay(tmp_path: Path, capsys: Capture) -> None:
    census, levels, config = Path(write_lines(tmp_path / "de.csv", *GERMAN)), tmp_path / "job_levels.csv", tmp_path / "p.yml"
    levels.write_text("mine")
    code, _, err = call(capsys, "init", "--census", census, "--output", config)
    assert code == 2 and f"{levels}: is there already. Nothing was written." in err
    assert not config.exists() and levels.read_text() == "mine"
    assert call(capsys, "init", "--census", census, "--output", config, "--force")[0] == 0
    assert levels.read_text().startswith("level_id,")
    code, _, err = call(capsys, "init", "--census", census, "--output", census, "--force")
    assert code == 2 and "is the census itself" in err and census.read_text().splitlines() == GERMAN


def test_files_that_are_no_census_get_one_line(tmp_path: Path, capsys: Capture) -> None:
    """The first look at a file is that of a run, of which test_hostile_census shows more."""
    output = tmp_path / "planwise.yml"
    for name, content, code, message in (
        (".", None, 3, "is a directory"),
        ("header.csv", b"id,pay\n", 2, "has a header and no rows"),
        ("cut.parquet", b"PAR1 and no more", 2, "is not a Parquet file, or it is damaged"),
        ("cut.xlsx", b"PK\x03\x04" + bytes(50), 2, "is not an Excel workbook, or it is damaged"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 2, "is protected by a password"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        found, out, err = call(capsys, "init", "--census", tmp_path / name, "--output", output)
        [error] = [line for line in err.splitlines() if not line.startswith("hint: ")]
        assert error.startswith(f"error: {tmp_path}") and message in error
        assert (found, out) == (code, "") and not output.exists()


def test_the_fullest_column_wins_and_no_number_of_something_is_pay(tmp_path: Path) -> None:
    lines = [f"E{n},{101 + n},{50000 + n},40,{'2015-01-01' if n < 2 else ''},2012-05-0{1 + n % 9}" for n in range(60)]
    proposal = propose_lines(tmp_path, "Employee ID,Position Number,Base,Age,Hire Date,Start Date", lines)
    assert proposal.columns["hire_date"].value == "Start Date" and not proposal.columns["hire_date"].sure
    assert "current_compensation" not in proposal.columns


def test_what_is_missing_or_misspelled_is_said_and_the_rest_is_written(tmp_path: Path, capsys: Capture) -> None:
    lines = people("{n},confidential,4{d}")
    config = init(write_lines(tmp_path / "census.csv", "Emplyee ID,salary,age", *lines), tmp_path)
    said = capsys.readouterr().out
    assert "MISSING: no column holds the pay: `--column current_compensation=HEADER` names one" in said
    assert "salary (such as confidential) is named like it, but the values do not fit" in said
    assert "MISSING: no column says how long people have been there" in said
    assert re.search(r"employee_id +Emplyee ID +LOOK", said)
    assert load_config(config).census_columns.employee_id == "Emplyee ID"


def test_a_column_that_is_named_is_taken_and_the_rest_is_proposed_around_it(tmp_path: Path, capsys: Capture) -> None:
    """`Row` is no name of an id, and `tenure` would be one of tenure."""
    lines = people("{n},{pay},40,5,1{d}")
    census = write_lines(tmp_path / "census.csv", "Row,Sal/Rate,age,tenure,Years", *lines)
    named = ["--column", "employee_id=Row", "--column", "current_compensation=Sal/Rate", "--column", "tenure=Years"]
    config = init(census, tmp_path, *named)
    assert "MISSING" not in capsys.readouterr().out
    found = load_config(config).census_columns
    assert (found.employee_id, found.current_compensation, found.tenure) == ("Row", "Sal/Rate", "Years")
    assert call(capsys, "init", "--output", tmp_path / "x.yml", "--column", "employee_id=Row")[0] == 2
    for wrong, message in (("employee_id=Rows", 'no "Rows". Did you mean `Row`?'), ("id=Row", 'no "id".')):
        code, _, err = call(capsys, "init", "--census", census, "--output", tmp_path / "x.yml", "--column", wrong)
        assert code == 2 and message in err and not (tmp_path / "x.yml").exists()
