"""Censuses that nobody here wrote, through `init` and a run. Skipped where the folder with them is absent."""

import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import Build, rows, value
from hostile import said

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
    text = (folder / "planwise.yml").read_text().replace("\n# ", " ")
    assert ("this plan hires 1,846 in its first year, of whom 1,384 stay" in text) is name.startswith("montgomery")
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
    file, headcount = simulate(census.name, folder, census_data, build, "+rpt_plausibility")
    assert headcount == 1_233 and value(file, "select count(*) from stg_census_rejects") == 0
    recounted = f"""
        with census as (select *, JobLevel as level_id, 12 * MonthlyIncome as pay from '{census}'),
        levels as (select level_id, quantile_cont(pay, 0.05) as p5, quantile_cont(pay, 0.95) as p95 from census group by all),
        recent as (select level_id, count(*) as people, avg(pay) as mean from census where YearsAtCompany <= 1 group by all),
        own as (
            select level_id, sum(hire_weight) as weight,
                sum(hire_weight * (pay_position_from + pay_position_to) / 2) / sum(hire_weight) as position
            from '{folder}/hire_profiles.csv' group by level_id
        )
        select count(*) filter (p5 - 5000 < min_salary and min_salary <= p5 and p95 <= max_salary and max_salary < p95 + 5000),
            count(*) filter (weight = people and abs((min_salary + position * (max_salary - min_salary)) / mean - 1) < 0.03),
            (select count(*) from (
                select EmployeeNumber::varchar, level_id, Age, YearsAtCompany, pay from census where Attrition = 'No'
                except all select employee_id, level_id, age, tenure, compensation from baseline_workforce))
        from '{folder}/job_levels.csv' join levels using (level_id) join recent using (level_id) join own using (level_id)
    """
    assert rows(file, recounted) == [(5, 5, 0)]  # bands hold the pay, hires cost what those cost who came last
    text = (folder / "planwise.yml").read_text().replace("\n# ", " ")
    assert "55 % of those below the top would stay under the minimum" in text
    exits = "select turnover + new_hire_exits, opening_headcount from fct_headcount_bridge order by simulation_year limit 1"
    assert rows(file, exits) == [(199, 1233)]  # 0.1612 of those who stay
    asked = [check for (check,) in rows(file, "select check_name from rpt_plausibility order by 1")]
    assert asked == ["hires_of_the_first_year", "promotions_capped"]  # as README.md says


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
