"""Censuses that nobody here wrote, through `init` and a run. Skipped where the folder with them is absent."""

import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from helpers import Build, rows, value
from hostile import said
from test_init import table

from runner import load_config

pytestmark = pytest.mark.real_data


# what a person read in the files
TRUTH: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("real_censuses.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def propose(census_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder that `init` wrote to for a census, with what it said."""

    @cache
    def init(name: str) -> Path:
        folder = tmp_path_factory.mktemp("real")
        answer = said("init", "--census", str(census_data / name), "--output", str(folder / "planwise.yml"))
        assert answer.code == 0, answer
        (folder / "said.txt").write_text(answer.out)
        return folder

    return init


@pytest.mark.parametrize("name", TRUTH)
def test_columns_and_values_of_real_censuses(name: str, census_data: Path, propose: Callable[[str], Path]) -> None:
    folder = propose(name)
    given = load_config(folder / "planwise.yml").model_dump(exclude_unset=True)
    assert given.pop("census_path") == str(census_data / name)
    tables = {table: str(folder / f"{table}.csv") for table in given.get("assumptions", {})}
    assert given.pop("assumptions", {}) == tables and {*tables.values()} == {str(file) for file in folder.glob("*.csv")}
    assert given == TRUTH[name]
    missing = re.findall(r"MISSING: ([^:]*)", (folder / "said.txt").read_text())
    assert missing == (["no column holds the pay"] if name.startswith("mfg") else [])


def simulate(name: str, folder: Path, census_data: Path, build: Build, *more: str) -> tuple[Path, int]:
    """The file of two years on what `init` wrote, and the baseline. No row is lost."""
    plan = load_config(folder / "planwise.yml", {"end_year": TRUTH[name]["start_year"] + 1}).to_vars()
    file = build(plan, ["+fct_headcount_bridge", "+rpt_data_quality", *more])
    quality = dict(rows(file, "select metric, value from rpt_data_quality where metric like 'rows%'"))
    lines = value(file, f"select count(*) from read_csv('{census_data / name}', all_varchar = true)")
    assert quality["rows_read"] == quality["rows_valid"] + quality["rows_rejected"] == lines
    assert value(file, "select count(*) from stg_census_rejects") == quality["rows_rejected"]
    headcount = value(file, "select count(*) from baseline_workforce")
    closing = rows(file, "select closing_headcount from fct_headcount_bridge order by simulation_year")
    assert [count for (count,) in closing] == [math.floor(headcount * 1.03**year + 0.5) for year in (1, 2)]
    return file, headcount


def test_ibm(census_data: Path, propose: Callable[[str], Path], build: Build) -> None:
    census = census_data / "ibm_hr_attrition.csv"
    folder = propose(census.name)
    file, headcount = simulate(census.name, folder, census_data, build)
    assert headcount == 1_233 and value(file, "select count(*) from stg_census_rejects") == 0
    with duckdb.connect() as connection:
        connection.execute(f"create view census as select *, 12 * MonthlyIncome as pay from '{census}'")
        people = "select EmployeeNumber::varchar, JobLevel, Age, YearsAtCompany, pay from census where Attrition = 'No'"
        pay = connection.execute(
            "select quantile_cont(pay, [0.05, 0.95]) from census group by JobLevel order by JobLevel"
        ).fetchall()
        recent = "select JobLevel, count(*), avg(pay) from census where YearsAtCompany <= 1 group by 1 order by 1"
        expected, hired = connection.execute(people + " order by 1").fetchall(), connection.execute(recent).fetchall()
    assert rows(file, "select employee_id, level_id, age, tenure, compensation from baseline_workforce order by 1") == expected
    bands = {int(level): (float(low), float(high)) for level, _, low, high in table((folder / "job_levels.csv").read_text())[1:]}
    for (low, high), ((p5, p95),) in zip(bands.values(), pay, strict=True):
        assert p5 - 5000 < low <= p5 and p95 <= high < p95 + 5000
    profiles = table((folder / "hire_profiles.csv").read_text())[1:]
    for level, count, mean in hired:  # hires cost what those cost who came last
        own = [(float(weight), (float(low) + float(high)) / 2) for n, _, _, weight, low, high in profiles if n == str(level)]
        assert sum(weight for weight, _ in own) == count
        position = sum(weight * middle for weight, middle in own) / count
        assert bands[level][0] + position * (bands[level][1] - bands[level][0]) == pytest.approx(mean, rel=0.03)
    assert "55 % of those below the top would stay under the minimum" in (folder / "planwise.yml").read_text().replace(
        "\n# ", " "
    )
    exits = "select turnover + new_hire_exits, opening_headcount from fct_headcount_bridge order by simulation_year limit 1"
    assert rows(file, exits) == [(199, 1233)]  # 0.1612 of those who stay


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("dc_gov_roster_2017.csv.gz", {"rejected_rows", "census_date", "people_without_unit", "ages_drawn", "promotions_capped"}),
        ("montgomery_county_2016.csv.gz", {"ages_drawn", "hires_of_the_first_year", "promotions_capped"}),
    ],
)
def test_what_a_careful_reader_would_ask(
    name: str, asked: set[str], census_data: Path, propose: Callable[[str], Path], build: Build
) -> None:
    folder = propose(name)
    file, _ = simulate(name, folder, census_data, build, "+rpt_plausibility")
    assert {check for (check,) in rows(file, "select check_name from rpt_plausibility")} == asked
    [lowest] = rows(file, "select level_id, min(compensation) from baseline_workforce group by all order by all limit 1")
    assert lowest[1] > 7_000  # a year, also of those with an hourly rate
    text = (folder / "planwise.yml").read_text().replace("\n# ", " ")
    assert ("this plan hires 1,846 in its first year, of whom 1,384 stay" in text) is name.startswith("mont")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("texas_state_roster_2017.csv.gz", {"duplicate employee_id": 152_190 - 152_047}),  # all but the first of each
        ("dc_gov_roster_2016_09.csv.gz", {"pay missing": 3_165, "tenure missing": 127, "hire_date after": 9}),
    ],
)
def test_rejects_are_what_a_person_counted_and_levels_have_their_shares(
    name: str, reasons: dict[str, int], census_data: Path, propose: Callable[[str], Path], build: Build
) -> None:
    file, _ = simulate(name, propose(name), census_data, build)
    counted = "select count(*) from stg_census_rejects where contains(reasons, ?)"
    assert {reason: value(file, counted, reason) for reason in reasons} == reasons
    sizes = [count for (count,) in rows(file, "select count(*) from baseline_workforce group by level_id order by level_id")]
    assert [size / sum(sizes) for size in sizes] == pytest.approx([0.35, 0.3, 0.2, 0.1, 0.05], abs=0.03)
