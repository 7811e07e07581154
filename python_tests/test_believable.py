"""What a careful person would not accept is found by `init`, asked by a run, and settled by a line of the configuration."""

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from helpers import Capture, call, rows, write_lines
from json_shapes import documented
from test_init import init, people, propose_lines, written

from runner.config import load_config

HEADER = "Pay,Class,DOB,Hired,Left"


def county(number: int) -> str:
    """Without an id. A fifth has hourly rates, births have two digits or are blank, a tenth left in 2018 or the year before."""
    pay = f"{15 + number % 60}.5" if number % 5 == 0 else f"{40_000 + 97 * number}"
    left = f"{1 + number % 12}/{1 + number % 28}/{2017 + number // 10 % 2}" if number % 10 == 3 else ""
    kind = "Parttime-Regular" if number % 5 == 0 else "Fulltime-Regular"
    born = f"{1 + number % 12:02}/{1 + number % 28:02}/{50 + number % 25}" if number % 30 != 7 else ""
    return f"{pay},{kind},{born},{1 + number % 12}/{1 + number % 28}/{1995 + number % 24},{left}"


@pytest.mark.slow
def test_a_county_is_read_as_proposed_and_its_run_asks_what_is_left(tmp_path: Path, capsys: Capture) -> None:
    config = init(write_lines(tmp_path / "county.csv", HEADER, *map(county, range(900))), tmp_path)
    values = load_config(config).to_vars()
    assert values["census_columns"]["employee_id"] == "row_number" and values["census_hourly_below"] == 100
    assert values["census_date_formats"] == {"birth_date": "%m/%d/%y"} and values["census_date_format"] == "%m/%d/%Y"
    assert (values["census_date"], values["start_year"], values["historical"]) == ("2018-12-31", 2019, True)
    text = " ".join(config.read_text().replace("#", " ").split())
    assert "180 values between 15.50 and 70.50, 720 between" in text and "hourly rates and annual salaries?" in text
    assert "hired in the 12 months to 2018-12-31" in text and "Class tells part-time from full-time" in text
    assert "each row is one, and cannot be followed into another file" in text

    database = tmp_path / "planwise.duckdb"  # as the configuration says
    capsys.readouterr()
    many = ("--total-termination-rate", "0.4", "--impute-missing-age", "true", "--end-year", "2020")
    words = (*many, "--set", "currency=EUR ", "--set", "description=The county as it is")
    code, out, err = call(capsys, "run", "--config", config, *words)
    assert (code, err) == (0, "") and out.startswith("warning: ") and f"database: {database}" in out
    two = "select employee_id, compensation, birth_date::varchar from stg_census_data where employee_id < 'R000003' order by 1"
    assert rows(database, two) == [("R000001", 15.5 * 2080, "1950-01-01"), ("R000002", 40_097, "1951-02-02")]
    assert rows(database, "select * from stg_census_rejects") == []
    asked, seen = "hires_of_the_first_year", dict(rows(database, "select check_name, seen from rpt_plausibility"))
    assert f"warning: {asked}: {seen[asked]}, expected: " in out
    page = tmp_path / "report.html"
    assert call(capsys, "report", "--config", config, "--output", page)[0] == 0
    [text] = re.findall(r'<p class="words">(.*?)</p>', page.read_text(), re.DOTALL)
    assert text.startswith("The county as it is. Headcount goes from 818 to ") and "Payroll of 2020 is EUR " in text
    drawn = seen["ages_drawn"].split()[0]
    assert f"Of 818 ages at the opening, {drawn} are drawn, not known." in page.read_text()
    told = f"The census has no age for {drawn} employees: theirs are drawn."
    explained = " ".join(call(capsys, "explain", "R000001", "--config", config)[1].split())
    assert told in explained and "scenario baseline (The county as it is)" in explained
    assert "The county as it is" in call(capsys, "ask", "which_level_ages", "--config", config)[1]
    asked_ages = json.loads(call(capsys, "ask", "which_level_ages", "--config", config, "--json")[1])
    assert max(row["opening_ages_drawn"] for row in asked_ages["rows"]) == int(drawn)  # of all levels
    assert "Hires of the first year" in page.read_text() and "from 818 employees of county.csv" in page.read_text().lower()
    before = database.read_bytes()
    code, out, err = call(capsys, "run", "--config", config, *many, "--strict", "--json")
    assert code == 1 and f"error: {asked}: " in err and "Without --strict" in err and database.read_bytes() == before
    failed = json.loads(out)
    assert failed["run_success"] and failed["warnings"] and failed.keys() <= documented()["planwise.run/1"].keys()


def test_rates_come_from_dates_of_hire_and_exit_or_are_set_beside_the_plan(tmp_path: Path) -> None:
    header, lines = "id,age,pay,hired,left", []
    for n in range(600):  # thirty a year since 2001; every sixth leaves within months, every tenth of the others in 2020
        left = f"{2001 + n // 30}-11-02" if n % 6 == 0 else "2020-05-01" if n % 12 == 1 and n < 570 else ""
        lines.append(f"E{n},40,{30_000 + n},{2001 + n // 30}-03-01,{left}")
    found = written(propose_lines(tmp_path, header, lines))
    opening = sum(n % 6 != 0 for n in range(570))
    assert found["total_termination_rate"] == pytest.approx(
        sum(n % 6 != 0 and n % 12 == 1 for n in range(570)) / opening, abs=1e-4
    )
    assert found["new_hire_termination_rate"] == pytest.approx(5 / 30, abs=1e-4)
    closing = sum(line.endswith(",") for line in lines)
    assert found["target_growth_rate"] == pytest.approx(closing / opening - 1, abs=1e-4)
    without = propose_lines(tmp_path, header.removesuffix(",left"), [line.rpartition(",")[0] for line in lines])
    assert "total_termination_rate" not in written(without)
    assert any(note.startswith("30 of the people in the file were hired in the 12 months") for note in without.notes)


def test_hazards_of_the_first_year_come_from_the_same_dates_where_they_make_as_many_leave(tmp_path: Path) -> None:
    """Three a day: of ten, two leave after 45 days, one after 137 and one after 274. Hires of a season keep their share."""
    header, days = "id,age,pay,hired,left", [date(2019, 1, 1) + timedelta(n) for n in range(2192)]

    def lines(hired: Sequence[date]) -> list[str]:
        served = [timedelta((45, 45, 137, 274, 900)[min(n * 7 % 10, 4)]) for n in range(len(hired))]
        left = [f"{day + stay}" if day + stay < date(2025, 1, 1) else "" for day, stay in zip(hired, served, strict=True)]
        return [f"E{n},40,{30_000 + n},{day},{left[n]}" for n, day in enumerate(hired)]

    found = propose_lines(tmp_path, header, lines([day for day in days for _ in range(3)]))
    name, table, rest = "new_hire_hazards", found.levels.tables["new_hire_hazards"], found.values["new_hire_termination_rate"]
    rates = {int(month): float(rate) for month, rate in (line.split(",") for line in table.splitlines()[1:])}
    expected = {0: 1 - 0.8 ** (1 / 3), 3: 1 - (7 / 8) ** (1 / 3), 6: 1 - (6 / 7) ** (1 / 6)}
    assert rates == {month: pytest.approx(rate, rel=0.03) for month, rate in expected.items()}
    assert found.values["assumptions"].value[name] == f"{name}.csv" and not rest.written and name in rest.why
    assert any(f"change target_growth_rate, total_termination_rate, {name}.csv" in note for note in found.notes)
    # the same people as censuses of six years, with the rows of those who left during a year and a date for those who did not
    people = [line.split(",") for line in lines([day for day in days for _ in range(3)])]
    panel = [
        ",".join([*person[:4], person[4] or "1900-01-01", str(year)])
        for person in people
        for year in range(2019, 2025)
        if person[3] <= f"{year}-12-31" and (person[4] or "9999") >= f"{year}"
    ]
    assert propose_lines(tmp_path, f"{header},year", panel).levels.tables[name] == table
    autumn = propose_lines(tmp_path, header, lines([day for day in days if 9 <= day.month <= 10 for _ in range(15)]))
    assert name not in autumn.levels.tables and "new_hire_termination_rate" in written(autumn)
    assert name not in propose_lines(tmp_path, header, lines(days[::40])).levels.tables  # too few leave


def test_a_column_of_pay_periods_is_believed_by_the_pay(tmp_path: Path) -> None:
    header, form = "id,age,tenure,salary,Pay Basis", "{n},40,5,"
    mixed = [line + ("25,Hourly" if n % 3 else "52000,Annual") for n, line in enumerate(people(form))]
    assert written(propose_lines(tmp_path, header, mixed))["census_columns"]["pay_period"] == "Pay Basis"
    named = [line + ("50000,Hourly" if n % 3 else "52000,Annual") for n, line in enumerate(people(form))]
    assert "pay_period" not in written(propose_lines(tmp_path, header, named))["census_columns"]  # annual pay of hourly people
    same = propose_lines(tmp_path, header, [f"{line}{2000 + n},Biweekly" for n, line in enumerate(people(form))])
    assert written(same)["census_pay_period"] == "biweekly" and "pay_period" not in same.columns


def test_salaries_of_part_timers_are_compared_by_what_a_whole_position_has(tmp_path: Path) -> None:
    header = "id,age,tenure,salary,FTE"
    for share, basis in ((0.5, "paid"), (1, "full_time")):
        lines = [f"{n},40,5,{(50_000 + 10 * n) * (share if n % 4 == 0 else 1)},{0.5 if n % 4 == 0 else 1}" for n in range(400)]
        found = propose_lines(tmp_path, header, lines)
        assert (written(found)["census_pay_basis"], written(found)["census_columns"]["fte"]) == (basis, "FTE")
        assert found.levels.tables["job_levels"].splitlines()[1].startswith("1,Band 1,50000,")  # half of it is nobody's minimum


def test_titles_above_the_header_are_named_in_a_csv_and_skipped_in_a_workbook(tmp_path: Path, capsys: Capture) -> None:
    file = write_lines(tmp_path / "titles.csv", "Staff list, May", "", "id,age,pay,tenure", *people("{n},40,{pay},5"))
    code, _, err = call(capsys, "init", "--census", file, "--dry-run")
    assert code == 2 and "titles.csv: the header seems to be on line 3: delete the lines above it." in err
    cells = [["Staff list"], ["as of", "May"], ["id", "age", "pay", "tenure"], *([n, 40, 50_000 + n, 5] for n in range(40))]
    with xlsxwriter.Workbook(str(tmp_path / "titles.xlsx")) as book:
        sheet = book.add_worksheet()
        for row, texts in enumerate(cells):
            sheet.write_row(row, 0, texts)
    code, out, _ = call(capsys, "init", "--census", tmp_path / "titles.xlsx", "--output", tmp_path / "a.yml", "--dry-run")
    assert code == 0 and "40 rows, 4 columns" in out and "not written: " in out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["titles.csv", "titles.xlsx"]


def test_a_configuration_may_name_its_database_and_flags_win(tmp_path: Path, capsys: Capture) -> None:
    config = write_lines(tmp_path / "plan.yml", "database: results/plan.duckdb")
    for flags, place in (((), "results/plan.duckdb"), (("--database", tmp_path / "own.duckdb"), "own.duckdb")):
        code, _, err = call(capsys, "results", "--config", config, *flags)
        assert code == 3 and f"`planwise run --database {tmp_path / place}`" in err
    write_lines(tmp_path / "plan.yml", "database: 3")
    assert "`database`: got 3. Must be the path of a DuckDB file." in call(capsys, "validate", "--config", config)[2]
