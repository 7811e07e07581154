"""Whatever valid configuration is run, the books balance: a random census with 38 random scenarios.
With PLANWISE_EXAMPLES=full 8 censuses.

Every census is one run with all of the project's own dbt tests; the same identities and some more are then
worked out again here, in Python, from the published tables. An identity holds or it does not: there are no
false alarms.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers import MakeRun, examples, records
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from proof.inputs import with_all_rows, write_census

pytestmark = [pytest.mark.proof, pytest.mark.slow]

CENSUSES, SCENARIOS, REPLICATIONS = examples(1, 8), 38, 2
Row = dict[str, Any]


def shares(low: int, high: int, *edges: float) -> st.SearchStrategy[float]:
    """Shares in thousandths, with the edges more often than chance has them."""
    return st.sampled_from(edges) | st.integers(low, high).map(lambda number: number / 1000)


def person(youngest: int, oldest: int) -> st.SearchStrategy[tuple[int, int, int, int]]:
    """Level, age, tenure and pay."""
    return st.tuples(st.integers(1, 5), st.integers(youngest, oldest), st.integers(0, 57), st.integers(20_000, 400_000))


# the first is of an age that hire profiles count: without such, the run says that nobody can be hired
people = st.tuples(person(35, 64), st.lists(person(18, 75), min_size=19, max_size=39)).map(lambda drawn: [drawn[0], *drawn[1]])
scenario = st.fixed_dictionaries(
    {
        "start_year": st.integers(2024, 2026),
        "years": st.integers(2, 4),
        "random_seed": st.integers(1, 10**15),
        "target_growth_rate": shares(-500, 500, -0.5, 0, 0.5),
        "total_termination_rate": st.none() | shares(0, 1000, 0, 1),
        "new_hire_termination_rate": shares(0, 1000, 0, 0.999, 1),
        "alignment": st.sampled_from(["exact", "random"]),
        "surplus_policy": st.sampled_from(["layoff", "attrition_only"]),
        "promotion_policy": st.sampled_from(["rates", "capped", "vacancies"]),
        "promotion_rounding": st.sampled_from(["nearest", "cumulative"]),
        "hire_levels": st.sampled_from(["profile", "deficits"]),
        "cola_rate": shares(-200, 500, -0.2, 0, 0.5),
        "merit_budget": st.none() | shares(0, 500, 0, 0.5),
        "promotion_raise_rate": shares(0, 1000, 0, 1),
        "promotion_raise_cap": st.none() | shares(0, 1000, 0, 1),
        "raise_effective_month": st.integers(1, 12),
    }
)
configurations = st.lists(scenario, min_size=SCENARIOS, max_size=SCENARIOS, unique_by=lambda entry: entry["random_seed"])


def table(file: Path, name: str) -> dict[tuple[str, int], list[Row]]:
    """All rows of a table per scenario and replication, in order of year and then of events."""
    order = "simulation_year, sequence_in_year" if name == "fct_workforce_events" else "simulation_year"
    found: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in records(file, f"select * from {name} order by {order}"):
        found[row["scenario_id"], row["replication_id"]].append(row)
    return found


def half_up(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def check_headcounts(plan: Row, baseline: int, bridge: list[Row], levels: list[Row]) -> None:
    """Opening + hires - exits = closing, in all and per level; `exact` meets its totals."""
    assert [row["simulation_year"] for row in bridge] == list(range(plan["start_year"], plan["end_year"] + 1))
    opening = baseline
    last: dict[int, int] = {}
    for number, row in enumerate(bridge, start=1):
        assert row["opening_headcount"] == opening
        exits = row["turnover"] + row["layoffs"] + row["new_hire_exits"]
        opening = row["closing_headcount"]
        assert opening == row["opening_headcount"] + row["hires"] - exits
        target = half_up(baseline * (1 + Decimal(str(plan["target_growth_rate"]))) ** number)
        assert row["target_headcount"] == target
        stayers = row["opening_headcount"] - row["turnover"]
        assert row["layoffs"] == (max(stayers - target, 0) if plan["surplus_policy"] == "layoff" else 0)
        assert row["hires"] == 0 or (stayers < target and plan["new_hire_termination_rate"] < 1)
        if plan["alignment"] == "exact":
            rate = plan["total_termination_rate"]
            if rate is not None:
                assert row["turnover"] == half_up(Decimal(str(rate)) * row["opening_headcount"])
            above = stayers > target and plan["surplus_policy"] == "attrition_only"
            below = stayers < target and plan["new_hire_termination_rate"] == 1
            assert opening == (stayers if above or below else target)
        here = [entry for entry in levels if entry["simulation_year"] == row["simulation_year"]]
        for entry in here:
            moved = entry["hires"] - entry["exits"] + entry["promotions_in"] - entry["promotions_out"]
            assert entry["headcount"] == entry["opening_headcount"] + moved
            assert not last or entry["opening_headcount"] == last[entry["level_id"]]
        last = {entry["level_id"]: entry["headcount"] for entry in here}
        assert sum(last.values()) == opening
        assert sum(entry["hires"] for entry in here) == row["hires"]
        assert sum(entry["exits"] for entry in here) == exits


def check_people(plan: Row, census: dict[str, Any], events: list[Row], snapshot: list[Row]) -> None:
    """Events replayed from the census are the snapshot; age and tenure advance by one; nobody comes back."""
    state = {name: (level, Decimal(pay)) for name, (level, _, _, pay) in census.items()}
    ages = {name: (age, tenure) for name, (_, age, tenure, _) in census.items()}
    gone: set[str] = set()
    for year in range(plan["start_year"], plan["end_year"] + 1):
        hired = set()
        last_day: dict[str, Any] = {}
        for event in (entry for entry in events if entry["simulation_year"] == year):
            name, kind = event["employee_id"], event["event_type"]
            assert name not in gone, f"{kind} of {name} after the exit"
            assert event["event_date"].year == year
            assert event["event_date"] >= last_day.get(name, event["event_date"])
            last_day[name] = event["event_date"]
            assert 0 <= event["probability"] <= 1
            assert event["draw"] is None or 0 <= event["draw"] < 1
            before, after = ((event[f"level_{when}"], event[f"pay_{when}"]) for when in ("before", "after"))
            if kind == "hire":
                assert name not in state and before == (None, None)
                hired.add(name)
            else:
                assert state[name] == before, f"{kind} of {name} starts from {before} and not {state[name]}"
            if kind == "termination":
                del state[name]
                gone.add(name)
            else:
                assert after[0] - (before[0] or after[0]) == (kind == "promotion")
                state[name] = after
        here = {entry["employee_id"]: entry for entry in snapshot if entry["simulation_year"] == year}
        assert {name: (row["level_id"], row["current_compensation"]) for name, row in here.items()} == state
        for name, row in here.items():
            assert row["is_new_hire"] == (name in hired)
            assert row["paid_compensation"] >= 0
            before = (row["age"] - 1, -1) if name in hired else ages[name]
            assert (row["age"], row["tenure"]) == (before[0] + 1, before[1] + 1)
        ages = {name: (row["age"], row["tenure"]) for name, row in here.items()}


def test_every_identity_holds_for_random_configurations(make_run: MakeRun, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Censuses of 20 to 40 people x random scenarios of 16 parameters, 2 replications, 2 to 4 years.

    The run's dbt tests pass; headcounts, targets, layoffs and turnover under `exact`, events, snapshots, ages
    and tenures are what they must be. No false alarms.
    """
    tried: list[Row] = []

    @settings(max_examples=CENSUSES + 1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(people, configurations)
    def identities_hold(given_people: list[Any], drawn: list[Row]) -> None:
        if {level for level, *_ in given_people} == {1}:  # the simplest example is drawn first
            return
        census = {
            f"E{number}": (level, age, min(tenure, age - 18), pay)
            for number, (level, age, tenure, pay) in enumerate(given_people)
        }
        plans = {}
        for number, entry in enumerate(drawn):
            plan = {name: value for name, value in entry.items() if name != "years"}
            plans[f"s{number}"] = plan | {"end_year": plan["start_year"] + entry["years"] - 1}
        folder = tmp_path_factory.mktemp("identities")
        result = make_run(
            **with_all_rows(
                REPLICATIONS,
                census_path=write_census(folder / "census.csv", ((name, *person) for name, person in census.items())),
                scenarios=plans,
            )
        )
        assert result.test_success, result.errors
        file = Path(result.database)
        marts = ("fct_headcount_bridge", "agg_workforce_by_level", "fct_workforce_events", "fct_workforce_snapshot")
        bridge, levels, events, snapshot = (table(file, name) for name in marts)
        assert len(bridge) == SCENARIOS * REPLICATIONS
        for trial, years in bridge.items():
            try:
                check_headcounts(plans[trial[0]], len(census), years, levels[trial])
                check_people(plans[trial[0]], census, events[trial], snapshot[trial])
            except AssertionError as error:
                raise AssertionError(f"{trial}, {plans[trial[0]]}, {len(census)} people: {error}") from error
        tried.extend(plans.values())

    identities_hold()
    assert len(tried) >= CENSUSES * SCENARIOS
    assert len({plan["random_seed"] for plan in tried}) > 0.8 * len(tried)
