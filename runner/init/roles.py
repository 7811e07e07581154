"""Which column of a census is which of ours, by names, types and values, and who works here by a flag."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from runner.config.parameters import did_you_mean, json_value
from runner.errors import InputError, printable
from runner.init.census import Census, read_words
from runner.read import quoted

_CLEAR, _LEAD = 60, 25  # a name worth that much, that far ahead of the next, is sure
_MISSPELLED = 30  # what a name is worth at most whose spelling had to be guessed


class Choice(NamedTuple):
    column: str | None
    sure: bool = True
    others: tuple[str, ...] = ()


def words_of(name: str) -> str:
    """A column's name as lower-case words: EmployeeID is `employee id`, Emp# is `emp no`."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3 \2", name.replace("#", " no "))
    return " ".join(re.sub(r"[\W_]+", " ", spaced).lower().split())


def worth_of(role: str, name: str) -> int:
    """How well a column's name fits one of ours. 0 when it does not."""
    vocabulary, words = read_words()["roles"][role], words_of(name)
    if words.replace(" ", "_") == role:
        return 120
    for text in (words, " ".join(map(_spell, words.split()))):
        if re.search(vocabulary["against"], text):
            return 0
        worth: int = max((points for pattern, points in vocabulary["names"].items() if re.search(pattern, text)), default=0)
        if worth:
            worth += sum(points for pattern, points in vocabulary.get("more", {}).items() if re.search(pattern, text))
            return worth if text == words else min(worth, _MISSPELLED)
    return 0


@cache
def _spell(word: str) -> str:
    near = process.extractOne(word, read_words()["spellings"], scorer=fuzz.ratio, score_cutoff=85)
    return near[0] if near else word


def read_given(census: Census, assignments: Iterable[str]) -> dict[str, str]:
    given = {role: header for role, _, header in (text.partition("=") for text in assignments)}
    hint = f"Example: --column employee_id=HEADER. The columns are: {', '.join(map(printable, census.columns))[:1000]}"
    for names, known in ((given, read_words()["roles"]), (given.values(), census.columns)):
        for name in names:
            if name not in known:
                raise InputError(f"--column: there is no {json_value(name)}.{did_you_mean(name, known)}", hint)
    return given


def choose_roles(census: Census, given: Mapping[str, str]) -> dict[str, Choice]:
    """The columns of a census by our names, each used once. Makes the table `chosen` of them."""
    roles: dict[str, Choice] = {}

    def choose(role: str, holds: Callable[[str], bool] = lambda _: True) -> str | None:
        if role in given:
            roles[role] = Choice(given[role])
            return given[role]
        used = {choice.column for choice in roles.values()} | {*given.values()}
        worth = {name: worth_of(role, name) for name, column in census.columns.items() if name not in used and column.seen}
        filled = {name: census.columns[name].seen for name in worth if worth[name] > 0}
        # a column with a tenth of the values of another is hardly meant, whatever its name
        ranked = sorted(filled, key=lambda name: (10 * filled[name] < max(filled.values()), -worth[name]))
        fitting = [name for name in ranked if census.columns[name].fits.get(role, True) and holds(name)]
        if not fitting:
            roles[role] = Choice(None, others=tuple(ranked))
            return None
        best, *rest = fitting
        sure = worth[best] >= _CLEAR and all(worth[best] - worth[name] >= _LEAD for name in rest)
        roles[role] = Choice(best, sure, tuple(rest))
        return best

    def uniqueness(*columns: str) -> float:
        names = ", ".join(map(quoted, columns))
        sql = f"select count(distinct ({names})) / count(*) from census where {quoted(columns[0])} is not null"
        return float(census.value(sql) or 0)

    year = choose("census_year")  # of several censuses in one file: ids repeat, but not within a year
    several = year is not None and census.value(f"select count(distinct {quoted(year)}) from census") > 1
    years = [year] if year is not None and several else []
    choose("employee_id", lambda name: uniqueness(name) >= 0.9 or uniqueness(name, *years) >= 0.95)
    if not several:
        roles["census_year"] = Choice(None)
    for role in ("current_compensation", "level_id", "job_title", "age", "birth_date", "tenure", "hire_date", "termination_date"):
        choose(role)
    choose("active_flag", lambda name: read_flag(census, name).is_understood)
    for role in ("census_date", "pay_period", "fte"):
        choose(role)
    selected = ", ".join(
        f"{'cast(null as varchar)' if choice.column is None else quoted(choice.column)} as {role}"
        for role, choice in roles.items()
    )
    census.rows(f"create table chosen as select {selected} from census")
    return {role: roles[role] for role in read_words()["roles"]}


class Flag(NamedTuple):
    """A column that says who works here. Values that are not understood count as employed."""

    column: str
    is_of_leavers: bool
    is_of_one_year: bool
    here: int  # rows
    gone: int
    is_understood: bool  # values are few, nearly all known, and not everybody has left
    active_values: list[str] | None  # None where a run reads all values so by itself
    text: str


def read_flag(census: Census, column: str) -> Flag:
    of = {name: re.search(read_words()["flags"][name], words_of(column)) is not None for name in ("leavers", "of_a_year")}
    census.rows(f"create or replace view flags as select {quoted(column)} as v from census")
    [found] = census.run("flag", of_leavers=of["leavers"])
    return Flag(column, of["leavers"], of["of_a_year"], **found)
