"""What the values of a flag mean: who works here, and who has left."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runner.database import quoted
from runner.init_census import Census
from runner.init_names import LEAVERS, OF_A_YEAR, words_of

MOST_VALUES = 15
_YES = {"yes", "y", "true", "t", "1", "ja", "oui"}
_NO = {"no", "n", "false", "f", "0", "nein", "non"}
_GONE = re.compile(
    r"inactive|terminat|resign|retire|deceas|dismiss|discharg|\bquit|\bleft\b|separat|former|laid ?off"
    r"|redundan|\bgone\b|leaver|exited|attrit|churn|withdrawn|no longer|not employed|future|ausgeschieden"
)
_HERE = re.compile(
    r"\bactive\b|employed|current|working|\bleave\b|\bloa\b|suspend|existing|\bstay|on payroll|furlough"
    r"|sabbatical|maternity|parental|retained|\baktiv"
)
# codes of payroll systems, read so beside an A: L leave, P paid leave, S suspended and W break are employed
_CODES = dict.fromkeys("alpsw", True) | dict.fromkeys("dqrtuvxi", False)


@dataclass(frozen=True)
class Flag:
    """A column that says who works here: each value with its rows, and whether it means employed."""

    column: str
    counts: dict[str, int]
    means: dict[str, bool | None]  # None: not known
    of_leavers: bool

    @property
    def gone(self) -> int:
        """Rows of people who have left."""
        return sum(count for value, count in self.counts.items() if self.means[value] is False)

    @property
    def here(self) -> int:
        """Rows of people who are employed, those of values not understood included."""
        return sum(self.counts.values()) - self.gone

    @property
    def understood(self) -> bool:
        """Values are few, nearly all known, and not everybody has left."""
        unknown = sum(count for value, count in self.counts.items() if self.means[value] is None)
        return bool(self.counts) and self.here > 0 and unknown <= 0.1 * sum(self.counts.values())

    @property
    def is_of_one_year(self) -> bool:
        """The name says that it is the leavers of a year (attrition, turnover)."""
        return bool(OF_A_YEAR.search(words_of(self.column)))

    @property
    def active_values(self) -> list[str] | None:
        """For census_active_values; None where the census door reads all values so by itself."""
        if all(_read_by_default(value) == means for value, means in self.means.items()):
            return None
        kept: dict[str, str] = {}
        for value, means in self.means.items():
            if means is not False:
                kept.setdefault(value.lower(), value)
        return list(kept.values())

    @property
    def told(self) -> str:
        """The values and their rows, in words."""
        names = {True: "employed", False: "gone", None: "not known, counted as employed"}
        return ", ".join(
            f"{value} = {names[self.means[value]]} ({count:,} rows)" for value, count in self.counts.items()
        )


def flag_of(census: Census, column: str) -> Flag:
    """What a column says about who works here; without values where they are too many."""
    name = quoted(column)
    found = census.rows(
        f"select {name}, count(*) from census where {name} is not null group by 1"
        f" order by 2 desc, 1 limit {MOST_VALUES + 1}"
    )
    counts = dict(found) if len(found) <= MOST_VALUES else {}
    of_leavers = bool(LEAVERS.search(words_of(column)))
    return Flag(column, counts, means_of(list(counts), of_leavers), of_leavers)


def means_of(values: list[str], of_leavers: bool) -> dict[str, bool | None]:
    """Whether each value means employed; None where that is not known."""
    plain = {value.lower() for value in values}
    if "a" in plain and plain <= set(_CODES):
        return {value: _CODES[value.lower()] for value in values}
    return {value: _means(value.lower(), of_leavers) for value in values}


def _means(value: str, of_leavers: bool) -> bool | None:
    if value in _YES or value in _NO:
        return (value in _YES) != of_leavers
    if value == "a" or value == "i":
        return value == "a"
    if _GONE.search(value):
        return False
    return True if _HERE.search(value) else None


def _read_by_default(value: str) -> bool | None:
    """What models/staging/employees.sql makes of a value without census_active_values."""
    known = {"active": True, "a": True, "inactive": False, "terminated": False}
    known |= dict.fromkeys(("true", "t", "yes", "y", "1"), True)
    known |= dict.fromkeys(("false", "f", "no", "n", "0"), False)
    return known.get(value.lower())
