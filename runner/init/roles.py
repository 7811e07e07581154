"""Which column of a census is which of ours, by names, types and values, and who works here by a flag."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from runner.init.census import Census, Column, read_words
from runner.read import quoted

_CLEAR, _LEAD = 60, 25  # a name worth that much, that far ahead of the next, is sure
_MISSPELLED = 30  # what a name is worth at most whose spelling had to be guessed
_MOST_LEVELS, _MOST_FLAGS = 40, 15


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


def choose_roles(census: Census) -> dict[str, Choice]:
    """The columns of a census by our names, each used once. Makes the table `chosen` of them."""
    roles: dict[str, Choice] = {}

    def choose(role: str, fits: Callable[[Column], bool]) -> str | None:
        used = {choice.column for choice in roles.values()}
        columns = [column for name, column in census.columns.items() if name not in used and column.seen]
        worth = {column.name: worth_of(role, column.name) for column in columns}
        ranked = sorted((name for name in worth if worth[name] > 0), key=lambda name: -worth[name])
        fitting = [name for name in ranked if fits(census.columns[name])]
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

    # several censuses in one file: ids repeat, but not within a year
    year = choose("census_year", lambda c: c.is_whole and c.low >= 1950 and c.high <= 2100)
    several = year is not None and census.value(f"select count(distinct {quoted(year)}) from census") > 1
    years = [year] if year is not None and several else []
    who = choose("employee_id", lambda c: uniqueness(c.name) >= 0.9 or uniqueness(c.name, *years) >= 0.95)
    if not several or who is None or uniqueness(who) >= 0.9:
        roles["census_year"] = Choice(None)
    choose("current_compensation", lambda c: c.is_number and c.middle > 0 and (c.distinct_values > 1 or c.seen < 3))
    choose("level_id", _is_level)
    choose("job_title", lambda c: c.is_text and 1 < c.distinct_values <= 0.6 * max(c.seen, 20))
    choose("age", lambda c: c.is_number and c.low >= 10 and c.high <= 110)
    choose("birth_date", lambda c: c.is_date)
    choose("tenure", lambda c: c.is_number and c.low >= 0 and c.high <= 70)
    choose("hire_date", lambda c: c.is_date)
    choose("termination_date", lambda c: c.is_date)
    choose("active_flag", lambda c: c.distinct_values <= _MOST_FLAGS and read_flag(census, c.name).is_understood)
    choose("census_date", lambda c: c.is_date)
    selected = ", ".join(
        f"{'cast(null as varchar)' if choice.column is None else quoted(choice.column)} as {role}"
        for role, choice in roles.items()
    )
    census.rows(f"create table chosen as select {selected} from census")
    return {role: roles[role] for role in read_words()["roles"]}


def _is_level(column: Column) -> bool:
    if column.is_whole:
        return column.low >= 0 and column.high <= 32000 and 1 < column.distinct_values <= _MOST_LEVELS
    return not column.is_number and not column.is_date and 1 < column.distinct_values <= 12


class Flag(NamedTuple):
    """A column that says who works here. Values that are not understood count as employed."""

    column: str
    here: int  # rows
    gone: int
    is_understood: bool  # values are few, nearly all known, and not everybody has left
    is_of_leavers: bool
    is_of_one_year: bool
    active_values: list[str] | None  # None where a run reads all values so by itself
    text: str


def read_flag(census: Census, column: str) -> Flag:
    words, name = read_words()["flags"], quoted(column)
    found = census.rows(
        f"select {name} as value, count(*) as people from census where {name} is not null group by 1"
        f" order by 2 desc, 1 limit {_MOST_FLAGS + 1}"
    )
    counts = {row["value"]: row["people"] for row in found} if len(found) <= _MOST_FLAGS else {}
    of_leavers, of_one_year = (re.search(words[key], words_of(column)) is not None for key in ("leavers", "of_a_year"))
    codes = dict.fromkeys(words["codes"]["here"], True) | dict.fromkeys(words["codes"]["gone"], False)
    is_coded = {"a"} <= {value.lower() for value in counts} <= set(codes)
    means: dict[str, bool | None] = {}
    for value in counts:
        text = value.lower()
        if is_coded:
            means[value] = codes[text]
        elif text in words["yes"] or text in words["no"]:
            means[value] = (text in words["yes"]) != of_leavers
        else:
            means[value] = False if re.search(words["gone"], text) else True if re.search(words["here"], text) else None
    default = dict.fromkeys(words["by_default"]["here"], True) | dict.fromkeys(words["by_default"]["gone"], False)
    active: dict[str, str] = {}
    for value in (value for value, meaning in means.items() if meaning is not False):
        active.setdefault(value.lower(), value)
    is_default = all(default.get(value.lower()) == meaning for value, meaning in means.items())
    everybody = sum(counts.values())
    gone = sum(counts[value] for value in counts if means[value] is False)
    unknown = sum(counts[value] for value in counts if means[value] is None)
    in_words = {True: "employed", False: "gone", None: "not known, counted as employed"}
    return Flag(
        column,
        everybody - gone,
        gone,
        everybody > gone and unknown <= 0.1 * everybody,
        of_leavers,
        of_one_year,
        None if is_default else list(active.values()),
        ", ".join(f"{value} = {in_words[means[value]]} ({count:,} rows)" for value, count in counts.items()),
    )
