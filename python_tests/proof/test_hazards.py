"""Level, age band and tenure band each act on who leaves and who is promoted, as much as the tables say.

What people are exposed to is looked up here in the CSV tables, not in the project's own cells.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from helpers import PUSH, Build, examples, rows, seed_rows, write_csv

from proof.inputs import Counts, Table, band_of, bands_of, hazard, mixed_census, scaled, with_all_rows, write_census
from proof.stats import Numbers, binomial_z, false_alarm_rate

pytestmark = [pytest.mark.proof, pytest.mark.slow]

PEOPLE, REPLICATIONS, SIGMAS = 5000, examples(6, 10), 4

# what is changed in the tables, and whom it concerns: decision, table, dimension, band or level, factor
CHANGES: dict[str, tuple[str, str, int, float]] = {
    "termination by level": ("termination", "level", 3, 2.0),
    "termination by age": ("termination", "age", 35, 2.0),
    "termination by tenure": ("termination", "tenure", 2, 2.0),
    "promotion by level": ("promotion", "level", 2, 0.5),
    "promotion by age": ("promotion", "age", 40, 0.5),
    "promotion by tenure": ("promotion", "tenure", 3, 0.5),
}
# by whether it is of a level: the table, what is changed in it, and where
KINDS = {True: ("hazards", "annual_rate", "level_id"), False: ("multipliers", "multiplier", "from_years")}

EXPOSED = """
    select cast(replication_id as bigint) * 10000 + simulation_year, opening_level_id, age - 1, tenure - 1,
        exit_code = 1, exit_code = 0 and level_id > opening_level_id
    from int_employee_years where scenario_id = ? and opening_level_id is not null
    order by replication_id, simulation_year, employee_key
"""


class Exposed(NamedTuple):
    """Everyone who was there when a year began: one entry per scenario's replication, year and person."""

    trial_year: Counts
    level: Counts
    age: Counts
    tenure: Counts
    left: Counts
    promoted: Counts


def tables_of(name: str) -> dict[str, Table]:
    """The bundled tables with one multiplier, or one level's rate, multiplied as the name says."""
    tables = {kind: seed_rows(kind) for kind in ("hazards", "multipliers")}
    if name in CHANGES:
        _, dimension, start, factor = CHANGES[name]
        kind, column, value = KINDS[dimension == "level"]
        for row in group_of(tables[kind], name):
            if int(row[value]) == start:
                row[column] = f"{float(row[column]) * factor:.6f}"
    return tables


def group_of(table: Table, name: str) -> Table:
    """The rows of a table that a scenario replaces together."""
    return [row for row in table if (row["decision"], row.get("dimension", "level")) == CHANGES[name][:2]]


def with_own_rows(kind: str) -> Table:
    """The bundled table, and for each scenario that is named as a change, the group of rows that it changes."""
    own = [
        row | {"scenario_id": name}
        for name, change in CHANGES.items()
        if (kind == "hazards") == (change[1] == "level")
        for row in group_of(tables_of(name)[kind], name)
    ]
    return seed_rows(kind) + own


@pytest.fixture(scope="module")
def exposed(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Exposed]:
    """Two years of 5,000 people: `own` rates, scaled to 12 %, `exact`, and own rates with each of the changes."""
    folder = tmp_path_factory.mktemp("hazards")
    plan = with_all_rows(
        REPLICATIONS,
        census_path=write_census(folder / "census.csv", mixed_census(PEOPLE)),
        assumptions={kind: str(write_csv(folder / f"{kind}.csv", with_own_rows(kind))) for kind in ("hazards", "multipliers")},
        alignment="random",
        **PUSH,
        total_termination_rate=None,
        scenarios={
            "own": {},
            "scaled": {"total_termination_rate": 0.12},
            "exact": {"total_termination_rate": 0.12, "alignment": "exact"},
            **{name: {} for name in CHANGES},
        },
        end_year=2026,
    )
    file = build(plan, ["+int_employee_years"])

    @cache
    def read(scenario: str) -> Exposed:
        return Exposed(*np.array(rows(file, EXPOSED, scenario), np.int64).T)

    return read


def probabilities(seen: Exposed, name: str, decision: str, rate: float | None) -> Numbers:
    """Everybody's probability by the tables; terminations scaled to the rate in each replication and year."""
    tables = tables_of(name)
    hazards = hazard(decision, seen.level, seen.age, seen.tenure, tables["hazards"], tables["multipliers"])
    if rate is None:
        return np.minimum(hazards, 1)
    result = np.empty_like(hazards)
    for trial_year in np.unique(seen.trial_year):
        those = seen.trial_year == trial_year
        result[those] = scaled(hazards[those], rate)
    return result


def groups_of(seen: Exposed, decision: str) -> dict[str, Counts]:
    """The level, the age band and the tenure band of each."""
    bands = {by: bands_of(seed_rows("multipliers"), decision, by) for by in ("age", "tenure")}
    return {"level": seen.level, "age": band_of(bands["age"], seen.age), "tenure": band_of(bands["tenure"], seen.tenure)}


def worst_by_group(seen: Exposed, name: str, decision: str, rate: float | None) -> dict[tuple[str, int], float]:
    """How far realised rates are off in every level, age band and tenure band, as z."""
    chance = probabilities(seen, name, decision, rate)
    happened, those = seen.left, np.ones(len(chance), bool)
    if decision == "promotion":  # of those who stay, below the top
        happened, those = seen.promoted, (seen.left == 0) & (seen.level < 5)
    found: dict[tuple[str, int], float] = {}
    for dimension, groups in groups_of(seen, decision).items():
        z = binomial_z(happened[those], chance[those], groups[those])
        found |= {(dimension, int(group)): float(off) for group, off in zip(np.unique(groups[those]), z, strict=True)}
    return found


@pytest.mark.parametrize("decision", ["termination", "promotion"])
@pytest.mark.parametrize("scenario", ["own", "scaled", "exact"])
def test_realised_rates_follow_each_table(scenario: str, decision: str, exposed: Callable[[str], Exposed]) -> None:
    """Exits and promotions per level, age band and tenure band, about 20 z under 4, of 60,000 person-years.

    With PLANWISE_EXAMPLES=full of 100,000. Against the sum of everyone's probability; `exact` varies less than
    the binomial spread used. False alarms: 0.13 %.
    """
    seen = exposed(scenario)
    rate = None if scenario == "own" or decision == "promotion" else 0.12
    found = worst_by_group(seen, "as bundled", decision, rate)
    worst = max(found, key=lambda group: abs(found[group]))
    assert abs(found[worst]) < SIGMAS, f"{worst}: {found[worst]:.1f} sigma off"
    assert false_alarm_rate(len(found), SIGMAS) < 0.0013


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_changes_those_it_is_about_and_nobody_else(name: str, exposed: Callable[[str], Exposed]) -> None:
    """One band's multiplier or one level's rate is doubled or halved: all groups follow the changed table.

    About 20 z under 4; the group's rate is more than 4 sigma off the bundled table; and, as luck is shared,
    everybody else meets the same fate in the first year, person by person. False alarms: 0.13 % per change.
    """
    decision, dimension, start, factor = CHANGES[name]
    before, seen = exposed("own"), exposed(name)
    found = worst_by_group(seen, name, decision, None)
    worst = max(found, key=lambda group: abs(found[group]))
    assert abs(found[worst]) < SIGMAS, f"{worst}: {found[worst]:.1f} sigma off"

    bands = [int(row["from_years"]) for row in bands_of(seed_rows("multipliers"), decision, dimension)]
    group = start if dimension == "level" else bands.index(start)
    against_bundled = worst_by_group(seen, "as bundled", decision, None)[dimension, group]
    assert against_bundled * (1 if factor > 1 else -1) > SIGMAS, f"only {against_bundled:.1f} sigma off"

    first = [side.trial_year % 10000 == 2025 for side in (before, seen)]
    concerned = groups_of(before, decision)[dimension][first[0]] == group
    assert 0 < concerned.sum() < concerned.size
    for column in ("left", "promoted") if decision == "promotion" else ("left",):
        fates = [getattr(side, column)[which] for side, which in zip((before, seen), first, strict=True)]
        moved = fates[0] != fates[1]
        assert not moved[~concerned].any(), f"{column}: {moved[~concerned].sum()} others"
        assert moved[concerned].any() == (column != "left" or decision == "termination")
