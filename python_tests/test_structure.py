"""Who rises and where hires go, by policy: levels keep their share of the baseline, or drift."""

from pathlib import Path
from typing import Any

import pytest
from helpers import PROJECT, PUSH, Build, rows, write_lines

PULL = {"promotion_policy": "vacancies"}
SCENARIOS: dict[str, dict[str, Any]] = {
    "push": PUSH,
    "room": PUSH | {"promotion_policy": "capped"},
    "capped": {},
    "luck": {"alignment": "random"},
    "pull": PULL,
    "fewer": PULL | {"target_growth_rate": -0.2},
    "own": {},  # the mix of a file
    "wait": PUSH,  # nobody rises within two years of a hire or a promotion
}


@pytest.fixture(scope="module")
def file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    shares = [f"own,{level},,{share}" for level, share in enumerate((0.45, 0.27, 0.17, 0.08, 0.03), 1)]
    later = [f"own,{level},2028,{share}" for level, share in enumerate((50, 26, 16, 8), 1)]
    waits = ("promotion,years_in_level,0,1,,0,wait", "promotion,years_in_level,2,,,1,wait")
    tables = {
        "level_targets": ["scenario_id,level_id,year,share", *shares, *later],
        "multipliers": [*(PROJECT / "seeds" / "default_multipliers.csv").read_text().split(), *waits],
    }
    given = {name: write_lines(folder / f"{name}.csv", *lines) for name, lines in tables.items()}
    marts = ("fct_headcount_bridge", "agg_workforce_by_level", "fct_workforce_events", "fct_workforce_snapshot")
    return build({"replications": 3, "scenarios": SCENARIOS, "assumptions": given}, [f"+{table}" for table in marts])


TARGETS = """
    with mix as (
        select level_id, sum(count(*)) over (order by level_id) / sum(count(*)) over () as through, count(*) as headcount
        from baseline_workforce group by level_id
    ),
    targets as (
        select trial_id, simulation_year, scenario_id, alignment, level_id, headcount as opening,
            round(through * target_headcount) - round(coalesce(lag(through) over (
                partition by trial_id, simulation_year order by level_id), 0) * target_headcount) as target
        from int_trial_years cross join mix
    )
    select scenario_id, simulation_year, level_id, target, opening_headcount - turnover - layoffs as survivors,
        promotions_in as up, promotions_out as out, hires, new_hire_exits,
        opening_headcount - turnover - layoffs + promotions_in - promotions_out + hires - new_hire_exits as closing
    from targets join int_level_years using (trial_id, simulation_year, level_id)
"""


def test_nobody_rises_before_the_years_in_the_level_allow_it(file: Path) -> None:
    """The years count from a hire or a promotion, and from the tenure at the census."""
    risen = """
        select count(*), count(*) filter (coalesce(before.years_in_level, census.years_in_level) < 2)
        from fct_workforce_events as events
        left join fct_workforce_snapshot as before
            on events.scenario_id = before.scenario_id and events.replication_id = before.replication_id
            and events.employee_key = before.employee_key and events.simulation_year = before.simulation_year + 1
        left join baseline_workforce as census on events.employee_key = census.employee_key
        where events.event_type = 'promotion' and events.scenario_id = ?
    """
    [(pushed, early), (waited, none)] = (rows(file, risen, name)[0] for name in ("push", "wait"))
    assert early > 100 and none == 0 and 100 < waited < pushed


def test_nobody_rises_without_room(file: Path) -> None:
    full = f"select distinct scenario_id from ({TARGETS}) where up > 0 and survivors + up - out > target"
    assert {name for (name,) in rows(file, full)} - {"own"} == {"push", "wait"}  # whose levels have another target


def test_capped_takes_of_those_whom_the_rates_take_and_vacancies_fills_the_room(file: Path) -> None:
    first = "select level_id, sum(promotions_out) from int_level_years join int_trial_years using (trial_id, simulation_year)"
    first += " where scenario_id = ? and is_first_year group by level_id order by level_id"
    push, capped, pull = (dict(rows(file, first, name)) for name in ("push", "capped", "pull"))
    assert all(capped[level] <= push[level] for level in push) and capped != push
    assert all(pull[level] > push[level] for level in (1, 2, 3))
    gaps = f"select count(*) from ({TARGETS}) where scenario_id = ? and level_id > 1 and survivors + up - out < target"
    assert rows(file, gaps, "pull") == [(0,)]
    hired = f"select sum(hires) from ({TARGETS}) where scenario_id = ? and level_id > 1"
    assert rows(file, hired, "pull") == [(0,)]  # so that all hires start at the bottom


def test_the_mix_stays_that_of_the_baseline(file: Path) -> None:
    drift = f"""
        select max(abs(closing / total - target / goal)) from (
            select scenario_id, level_id, sum(closing) as closing, sum(target) as target,
                sum(sum(closing)) over scenario as total, sum(sum(target)) over scenario as goal
            from ({TARGETS}) where simulation_year = 2029 group by scenario_id, level_id
            window scenario as (partition by scenario_id)
        ) where scenario_id = ?
    """
    drifts = {name: rows(file, drift, name)[0][0] for name in SCENARIOS}
    assert drifts["push"] > 0.1, "which is why there are policies"
    assert max(drifts[name] for name in ("capped", "luck", "pull")) < 0.01, drifts
    assert drifts["fewer"] > 0.01, "nobody is hired, and layoffs leave levels above their target"


def test_levels_follow_their_own_mix_from_its_year(file: Path) -> None:
    shares = "select level_id, sum(headcount) / sum(sum(headcount)) over () from agg_workforce_by_level"
    shares += " where scenario_id = 'own' and simulation_year = ? group by level_id order by level_id"
    assert [share for _, share in rows(file, shares, 2027)] == pytest.approx([0.45, 0.27, 0.17, 0.08, 0.03], abs=0.015)
    junior, *_, top = [share for _, share in rows(file, shares, 2029)]
    assert junior == pytest.approx(0.5, abs=0.03) and top < 0.03, "nobody rises into or is hired at a level without a share"
    hired = f"select sum(hires + up) from ({TARGETS}) where scenario_id = 'own' and level_id = 5 and simulation_year > 2027"
    assert rows(file, hired) == [(0,)]
