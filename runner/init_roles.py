"""Which column of a census is which of ours, by names, types and values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from runner.database import quoted
from runner.init_census import Census, Column
from runner.init_flags import MOST_VALUES, flag_of
from runner.init_names import WORDS, worth_of

CLEAR, LEAD = 60, 25  # a name worth that much, that far ahead of the next, is sure
LEVELS = 40  # at most


@dataclass(frozen=True)
class Choice:
    """The column proposed for one of our names, or none; what else could be meant."""

    role: str
    column: str | None
    sure: bool = True
    reason: str = ""
    others: tuple[str, ...] = ()


@dataclass
class Roles:
    """The choices so far, by our names; a column is used once."""

    census: Census
    given: Mapping[str, str | None] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)

    def __getitem__(self, role: str) -> str | None:
        """The column of a role, if it has one."""
        return self.choices[role].column if role in self.choices else None

    @property
    def unused(self) -> list[str]:
        """Columns that no role has."""
        used = {choice.column for choice in self.choices.values()}
        return [name for name in self.census.names if name not in used]

    def choose(self, role: str, fits: Callable[[Column], bool]) -> Choice:
        """The column whose name fits best among those whose values fit; what was given wins."""
        if role in self.given:
            choice = Choice(role, self.given[role], reason="as you said")
        else:
            free = [self.census.columns[name] for name in self.unused]
            worth = {c.name: worth_of(role, c.name) for c in free if c.seen}
            ranked = sorted((n for n, w in worth.items() if w > 0), key=lambda n: (-worth[n], self._place(n)))
            fitting = [name for name in ranked if fits(self.census.columns[name])]
            if not fitting:
                choice = Choice(role, None, others=tuple(ranked))
            else:
                best, *rest = fitting
                sure = worth[best] >= CLEAR and all(worth[best] - worth[name] >= LEAD for name in rest)
                choice = Choice(role, best, sure, others=tuple(rest))
        self.choices[role] = choice
        return choice

    def _place(self, name: str) -> int:
        return self.census.names.index(name)


def roles_of(census: Census, given: Mapping[str, str | None] | None = None) -> Roles:
    """The columns of a census by our names; `given` (of a person) comes first."""
    roles = Roles(census, given or {})
    for column in roles.given.values():  # nobody else may take those
        roles.choices[f"given {column}"] = Choice("", column)
    _choose_people(roles)
    roles.choose("current_compensation", lambda c: c.is_number and c.middle > 0 and _varies(c))
    roles.choose("level_id", _is_level)
    roles.choose("job_title", lambda c: c.is_text and c.distinct > 1 and c.distinct <= 0.6 * max(c.seen, 20))
    roles.choose("age", lambda c: c.is_number and c.low >= 10 and c.high <= 110)
    roles.choose("birth_date", lambda c: c.is_date)
    roles.choose("tenure", lambda c: c.is_number and c.low >= 0 and c.high <= 70)
    roles.choose("hire_date", lambda c: c.is_date)
    roles.choose("termination_date", lambda c: c.is_date)
    roles.choose("active_flag", lambda c: c.distinct <= MOST_VALUES and flag_of(census, c.name).understood)
    roles.choose("census_date", lambda c: c.is_date)
    _guess_by_values(roles)
    for column in roles.given.values():
        roles.choices.pop(f"given {column}")
    roles.choices = {role: roles.choices[role] for role in WORDS}
    return roles


def _varies(column: Column) -> bool:
    return column.distinct > 1 or column.seen < 3


def _is_level(column: Column) -> bool:
    """Few whole numbers, or few words."""
    if column.is_whole:
        return column.low >= 0 and column.high <= 32000 and 1 < column.distinct <= LEVELS
    return not column.is_number and not column.is_date and 1 < column.distinct <= 12


def _choose_people(roles: Roles) -> None:
    """The id, and the year where the file holds several censuses: ids that repeat, but not within a year."""
    census = roles.census
    year = roles.choose("census_year", lambda c: c.is_whole and c.low >= 1950 and c.high <= 2100)
    years = [] if year.column is None else [year.column]
    several = any(
        int(census.value(f"select count(distinct {quoted(name)}) from census")) > 1 for name in years
    )
    choice = roles.choose(
        "employee_id",
        lambda c: (
            _uniqueness(census, c.name) >= 0.9 or (several and _uniqueness(census, c.name, *years) >= 0.95)
        ),
    )
    alone = choice.column is None or _uniqueness(census, choice.column) >= 0.9
    if "census_year" not in roles.given and (not several or alone):
        roles.choices["census_year"] = Choice("census_year", None)


def _uniqueness(census: Census, *columns: str) -> float:
    """Different values over rows that have one."""
    names = ", ".join(quoted(column) for column in columns)
    row: Any = census.row(
        f"select count(distinct ({names})), count(*) from census where {quoted(columns[0])} is not null"
    )
    return row[0] / row[1] if row[1] else 0.0


def _guess_by_values(roles: Roles) -> None:
    """Where no name told the id, the pay or a date, the values may; never sure."""
    columns = roles.census.columns

    def take(role: str, names: list[str], reason: str) -> None:
        if role not in roles.given and roles[role] is None and names:
            roles.choices[role] = Choice(role, names[0], False, reason, tuple(names[1:]))

    free = [columns[name] for name in roles.unused if columns[name].seen]
    ids = [
        c.name
        for c in free
        if (c.is_whole or not (c.is_number or c.is_date))
        and all(any(sign.isdigit() for sign in value) for value in c.samples)
        and _uniqueness(roles.census, c.name) >= 0.99
        and c.filled == roles.census.row_count
    ]
    take("employee_id", ids, "no name says so, but no two rows have the same")
    pays = [
        c for c in free if c.is_number and c.name != roles["employee_id"] and c.low > 0 and c.middle >= 1000
    ]
    varied = [c.name for c in sorted(pays, key=lambda c: -c.distinct) if c.distinct > 0.2 * c.seen]
    take("current_compensation", varied, "no name says so; it holds amounts that differ between people")
    dates = [c for c in free if c.is_date and not c.is_number]
    if dates and roles["hire_date"] is None and roles["tenure"] is None:
        _guess_dates(roles, [c.name for c in dates], take)


def _guess_dates(roles: Roles, names: list[str], take: Callable[[str, list[str], str], None]) -> None:
    """Of several columns of dates, those of births lie a working age before the others."""
    from runner.init_dates import middle_year

    years = {name: middle_year(roles.census, name) for name in names}
    ordered = sorted((name for name in names if years[name]), key=lambda name: years[name] or 0)
    if not ordered:
        return
    latest = years[ordered[-1]] or 0
    births = [name for name in ordered if latest - (years[name] or 0) >= 14]
    others = [name for name in ordered if name not in births]
    take("hire_date", others, "no name says so; of the dates that come late enough, the first")
    if roles["age"] is None:
        take("birth_date", births, "no name says so; these dates lie a working age before the others")
