"""Thresholds: how many replications cross them, and how sure that share is."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers import Build, build_tables, call, rows, value, write_lines
from scipy.stats import binomtest

from runner import InputError, results

HEADER = "measure,side,threshold,year,dimension,value"
LINES = (
    *(
        "headcount,above,1000,,,",
        "headcount,below,1000.5,2026,,",
        "payroll,above,1,2025,,",
        "average_pay,below,1,2026,level,Junior",
    ),
    *("hires,above,30,2026,department,Sales", "exits,below,170,2025,,", "promotions,above,9,2026,level,Principal"),
)
# what each measure is in the marts, where the whole is meant
MEASURES = {"headcount": "closing_headcount", "exits": "exits"}


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = write_lines(tmp_path_factory.mktemp("thresholds") / "thresholds.csv", HEADER, *LINES)
    plan = {"end_year": 2026, "replications": 40, "growth_volatility": 0.05, "dimensions": {"department": "department"}}
    return build(plan | {"assumptions": {"thresholds": table}}, ["+rpt_threshold_risk", "fct_headcount_bridge"])


def read(file: Path) -> list[dict[str, Any]]:
    with results(file) as tables:
        return tables.rows("select * from rpt_threshold_risk order by all")


def test_shares_are_those_of_the_replications(file: Path) -> None:
    found = read(file)
    assert len(found) == len(LINES) + 1  # the first is for both years
    for row in found:
        if column := MEASURES.get(row["measure"]):
            sign = ">" if row["side"] == "above" else "<"
            count = f"select count(*) from fct_headcount_bridge where {column} {sign} {row['threshold']}"
            assert row["beyond"] == value(file, f"{count} and simulation_year = {row['simulation_year']}")
    by_measure = {row["measure"]: row for row in found}
    sales = "select count(*) from agg_workforce_by_dimension where hires > 30 and simulation_year = 2026 and value = 'Sales'"
    assert by_measure["hires"]["beyond"] == value(file, sales)
    assert by_measure["payroll"]["beyond"] == 40 and by_measure["average_pay"]["beyond"] == 0
    assert any(0 < row["beyond"] < 40 for row in found)


def test_intervals_are_those_of_wilson(file: Path) -> None:
    def width(share: float, count: float) -> float:
        z = 1.6448536269514722
        return float(2 * z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5)

    for row in read(file):
        expected = binomtest(row["beyond"], row["replications"]).proportion_ci(0.9, method="wilson")
        assert (row["share_low"], row["share_high"]) == pytest.approx((expected.low, expected.high), abs=6e-5)
        half, needed = width(row["share"], row["replications"]) / 2, row["replications_for_half_width"]
        assert width(row["share"], needed) <= half * (1 + 1e-6) < width(row["share"], needed - 1) * (1 + 2e-6)


def test_risk_says_a_sentence_each(file: Path, capsys: Any) -> None:
    code, told, _ = call(capsys, "risk", "--database", file)
    assert code == 0 and len(told.splitlines()) == len(LINES) + 1
    [beyond] = rows(file, "select beyond from rpt_threshold_risk where side = 'below' and measure = 'headcount'")
    assert f"baseline: Headcount in 2026 is below 1000.50 in {beyond[0]} of 40 replications: " in told
    assert "Average pay of Junior in 2026 is below 1 in 0 of 40 replications: 0.0 % (90 % interval 0.0 to 6.3 %)." in told


def test_wrong_thresholds_are_refused(tmp_path: Path) -> None:
    said = ""
    for lines in (
        ("payrol,above,1,,,", "hires,beneath,1,,,", "hires,above,,,,", "hires,above,1,,level,"),
        (
            "hires,above,1,2031,,",
            "hires,above,1,,level,Juniper",
            "exits,above,1,,,",
            "exits,above,1.00,,,",
            "hires,above,2,,shop,x",
        ),
    ):
        plan = {"assumptions": {"thresholds": write_lines(tmp_path / "thresholds.csv", HEADER, *lines)}}
        with pytest.raises(InputError) as refused:
            build_tables(tmp_path / "x.duckdb", plan, ["+int_input_problems"])
        said += refused.value.message
    wrong = [
        "row with measure payrol: measure must be one of headcount, hires, exits, promotions, payroll, people_cost, average_pay",
        "row with measure hires: side must be above or below",
        "row with measure hires: needs a threshold",
        "row with value all: needs a dimension (level or a name of `dimensions`) and its value, or neither",
        "row with value x: needs a dimension (level or a name of `dimensions`) and its value, or neither",
        "year 2031 of all is not a year of the plan, from 2025 to 2029",
        "level Juniper has no employee in the baseline",
        f"row with threshold {Decimal('1.00')}: is there more than once",
    ]
    assert [message for message in wrong if message not in said] == []
