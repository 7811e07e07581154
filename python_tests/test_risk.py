"""Thresholds: how many replications cross them, and how sure that share is."""

from pathlib import Path

import pytest
from helpers import Build, Capture, call, records, rows, value, write_lines
from scipy.stats import binomtest

HEADER = "measure,side,threshold,year,dimension,value"
LINES = [
    *("headcount,above,1000,,,", "headcount,below,1000.5,2026,,", "payroll,above,1,2025,,", "exits,below,170,2025,,"),
    *("average_pay,below,1,2026,level,Junior", "hires,above,30,2026,department,Sales", "promotions,above,9,2026,level,Principal"),
]


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = write_lines(tmp_path_factory.mktemp("thresholds") / "thresholds.csv", HEADER, *LINES)
    plan = {"end_year": 2026, "replications": 40, "growth_volatility": 0.05, "dimensions": {"department": "department"}}
    return build(plan | {"assumptions": {"thresholds": table}}, ["+rpt_threshold_risk", "fct_headcount_bridge"])


RISKS = "select * from rpt_threshold_risk"


def test_shares_are_those_of_the_replications(file: Path) -> None:
    found = records(file, RISKS)
    assert len(found) == len(LINES) + 1  # the first is for both years
    for row in found:
        if column := {"headcount": "closing_headcount", "exits": "exits"}.get(row["measure"]):  # of the whole
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

    for row in records(file, RISKS):
        expected = binomtest(row["beyond"], row["replications"]).proportion_ci(0.9, method="wilson")
        assert (row["share_low"], row["share_high"]) == pytest.approx((expected.low, expected.high), abs=6e-5)
        half, needed = width(row["share"], row["replications"]) / 2, row["replications_for_half_width"]
        assert width(row["share"], needed) <= half * (1 + 1e-6) < width(row["share"], needed - 1) * (1 + 2e-6)


def test_risk_says_a_sentence_each(file: Path, capsys: Capture) -> None:
    code, told, _ = call(capsys, "risk", "--database", file)
    assert code == 0 and len(told.splitlines()) == len(LINES) + 1
    [beyond] = rows(file, "select beyond from rpt_threshold_risk where side = 'below' and measure = 'headcount'")
    assert f"baseline: Headcount in 2026 is below 1000.50 in {beyond[0]} of 40 replications: " in told
    assert "Average pay of Junior in 2026 is below 1 in 0 of 40 replications: 0.0 % (90 % interval 0.0 to 6.3 %)." in told
