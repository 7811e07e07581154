"""The data test that replays each life sees every way in which events and snapshot can disagree."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from helpers import dbt, execute

pytestmark = pytest.mark.slow

NAME = "assert_events_replay_to_snapshot"
EVENTS, SNAPSHOT = "fct_workforce_events", "fct_workforce_snapshot"
FIRST_KEY = f"(select min(employee_key) from {SNAPSHOT} where simulation_year = 2026 and not is_new_hire)"
ONE_RAISE = f"rowid = (select min(rowid) from {EVENTS} where event_type = 'raise')"
LEAVER = (
    f"(select min(employee_key) from {EVENTS} where reason = 'turnover' and simulation_year = 2027"
    f" and employee_key in (select employee_key from {SNAPSHOT} where simulation_year = 2025))"
)
LATER = (
    f"rowid = (select min(later.rowid) from {EVENTS} as later inner join {EVENTS} as earlier using"
    " (employee_key, simulation_year) where earlier.sequence_in_year = 2 and later.sequence_in_year = 3)"
)
TWICE, AFTER_EXIT = "same event or snapshot twice", "event or snapshot after the exit"
LINK, AGE = "level or pay does not follow from the row before", "age or tenure does not advance by one a year"
DATE, KIND = ("date missing, outside its year or before the row before", "event is not what its event_type says")
NAME_OF_KEY = "employee_id is not that of the key"


def of(key: str, year: int) -> str:
    return f"employee_key = {key} and simulation_year = {year}"


def again(table: str, change: str, where: str) -> str:
    return f"insert into {table} select * replace ({change}) from {table} where {where}"


BROKEN = [
    (f"delete from {SNAPSHOT} where {of(FIRST_KEY, 2026)}", "no snapshot of the year before"),
    (f"delete from {SNAPSHOT} where rowid = (select max(rowid) from {SNAPSHOT})", "no snapshot after this row"),
    (f"insert into {SNAPSHOT} select * from {SNAPSHOT} where {of(FIRST_KEY, 2026)}", TWICE),
    (f"insert into {EVENTS} select * from {EVENTS} where {ONE_RAISE}", TWICE),
    (
        again(EVENTS, "3 as sequence_in_year, pay_after as pay_before", "event_type = 'raise' and sequence_in_year = 2 limit 1"),
        TWICE,
    ),
    (again(SNAPSHOT, "2029::smallint as simulation_year", of(LEAVER, 2025)), AFTER_EXIT),
    (again(EVENTS, "2029::smallint as simulation_year", f"{of(LEAVER, 2027)} and event_type = 'termination'"), AFTER_EXIT),
    (f"update {SNAPSHOT} set current_compensation = 1 where {of(FIRST_KEY, 2026)}", LINK),
    (f"update {SNAPSHOT} set level_id = level_id + 1 where {of(FIRST_KEY, 2026)}", LINK),
    (f"update {EVENTS} set pay_before = pay_before + 0.01 where {ONE_RAISE}", LINK),
    (f"update {EVENTS} set scenario_id = 'another' where {ONE_RAISE}", LINK),
    (f"delete from {EVENTS} where event_type = 'hire' and employee_id = 'NH-2026-1'", LINK),
    (f"update {SNAPSHOT} set age = age + 1 where {of(FIRST_KEY, 2026)}", AGE),
    (f"update {SNAPSHOT} set tenure = 60 where {of(FIRST_KEY, 2026)}", AGE),
    (f"update {EVENTS} set event_date = null where {ONE_RAISE}", DATE),
    (f"update {EVENTS} set event_date = event_date + interval 1 year where {ONE_RAISE}", DATE),
    (f"update {EVENTS} set event_date = make_date(simulation_year, 1, 1) where {LATER}", DATE),
    (f"update {EVENTS} set event_type = 'hire' where {ONE_RAISE}", KIND),
    (f"update {EVENTS} set event_type = 'promotion' where {ONE_RAISE}", KIND),
    (f"update {EVENTS} set sequence_in_year = 4 where {ONE_RAISE}", KIND),
    (f"update {SNAPSHOT} set employee_id = 'E99999' where {of(FIRST_KEY, 2026)}", NAME_OF_KEY),
    (f"update {SNAPSHOT} set employee_id = 'NH-2026-9' where employee_id = 'NH-2026-1'", NAME_OF_KEY),
    (f"update {EVENTS} set employee_id = 'NH-2025-1' where employee_id = 'NH-2026-1'", NAME_OF_KEY),
]


@pytest.fixture(scope="module")
def connection(default_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the default run, with the data test, which has passed on it, as the table macro `replay`."""
    result = dbt(["compile", "--select", NAME], default_file, {})
    [sql] = [entry.node.compiled_code for entry in result.result.results if entry.node.name == NAME]
    with duckdb.connect(shutil.copy(default_file, tmp_path_factory.mktemp("lives"))) as opened:
        opened.execute(f"create macro replay() as table {sql}")
        assert opened.execute("from replay()").fetchall() == []
        yield opened


def test_a_hire_with_an_id_of_the_census_is_found(default_file: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(default_file, tmp_path))
    execute(file, f"update {EVENTS} set employee_id = 'E00002' where event_type = 'hire' and employee_id = 'NH-2026-1'")
    found = dbt(["test", "--select", "assert_grains_hold"], file, {}).result.results
    assert "fail" in {str(entry.status) for entry in found}


@pytest.mark.parametrize(("change", "rule"), BROKEN)
def test_a_broken_life_is_found(change: str, rule: str, connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("begin")
    changed = connection.execute(change).fetchone()
    found = connection.execute("from replay()").fetchall()
    connection.execute("rollback")
    assert changed is not None and changed[0] >= 1
    assert rule in {row[0] for row in found}
