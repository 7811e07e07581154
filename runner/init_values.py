"""The parameters that a census decides: how it is written, when it was taken, who left, its levels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from runner.database import literal, quoted
from runner.declarations import declared_parameters
from runner.init_census import Census
from runner.init_dates import DECLARED, DateFormat, census_days, format_of, hired_after
from runner.init_flags import Flag, flag_of
from runner.init_levels import Levels, levels_of, promotion_raise
from runner.init_pay import PERIODS, number_format, pay_period
from runner.init_proposal import Proposal, Value
from runner.init_roles import Roles
from runner.init_turnover import turnover_of

DATES = ("birth_date", "hire_date", "termination_date")
FEW = 0.005  # of all rows may be hired after a census date
MUCH = 0.1  # of pay, beyond promotion_raise_rate


class Values:
    """Takes one look after the other; what is found first helps to find the next."""

    def __init__(self, census: Census, roles: Roles, given: Mapping[str, Any], proposal: Proposal) -> None:
        """Look at all, and put what is found into the proposal."""
        self.census, self.roles, self.given, self.proposal = census, roles, given, proposal
        self.number = self._number_format()
        self.pattern = self._date_format()
        self.day = None if roles["census_year"] else self._day()
        if roles["census_year"]:
            self._panel_years()
        self.periods = self._pay_period()
        self.flag = self._flag()
        self.levels = self._levels()

    def _put(self, name: str, value: Any, why: str, **more: Any) -> Any:
        """A proposal, or what a person has said instead; the value that holds."""
        if name in self.given:
            value, why, more = self.given[name], "as you said", {}
        self.proposal.values[name] = Value(value, why, **more)
        return value

    def _number_format(self) -> str:
        columns = [self.roles[role] for role in ("current_compensation", "age", "tenure")]
        found = number_format(self.census, [name for name in columns if name is not None])
        if found.value == "plain" and "census_number_format" not in self.given:
            return found.value
        return str(self._put("census_number_format", found.value, found.why, sure=found.sure))

    def _date_format(self) -> str:
        columns = [name for role in DATES if (name := self.roles[role]) is not None]
        found = format_of(self.census, columns) or DateFormat(DECLARED, 0, 0)
        if found.pattern == DECLARED and "census_date_format" not in self.given:
            return found.pattern
        why, others = f"reads {found.read:,} of {found.filled:,} dates", []
        if found.ambiguous:
            why = f"AMBIGUOUS, {found.ambiguous} reads every date as well: look which one is right"
            others.append((found.ambiguous, "the other way round"))
        sure = found.ambiguous is None
        return str(self._put("census_date_format", found.pattern, why, sure=sure, others=tuple(others)))

    def _panel_years(self) -> None:
        """Several censuses: the last one is projected, each is of the end of its year."""
        name = quoted(str(self.roles["census_year"]))
        last = int(self.census.value(f"select max(plain({name})) from census"))
        last = int(self._put("baseline_census_year", last, "the last census of the file"))
        self._years(last + 1, f"the year after the census of {last}")
        self.proposal.notes.append(
            "the file holds several censuses: `python -m runner fit` estimates rates from them,"
            " `python -m runner backtest` tests how well"
        )

    def _day(self) -> date | None:
        """When the census was taken, and the first simulated year."""
        days = census_days(
            self.census,
            self.roles["hire_date"],
            self.roles["termination_date"],
            self.roles["census_date"],
            self.pattern,
        )
        late = {entry.day: self._hired_after(entry.day) for entry in days}
        best = next((entry for entry in days if late[entry.day] <= FEW * self.census.row_count), None)
        if best is None and "census_date" not in self.given:
            why = "nothing in the file says when the census was taken; set the year after it"
            self._years(int(declared_parameters()["start_year"].default), why, sure=False)
            return None
        others = tuple((entry.day.isoformat(), entry.why) for entry in days if entry is not best)
        after = late[best.day] if best else 0
        why = best.why if best else ""
        why += f"; {after:,} were hired later, and a run rejects those" if after else ""
        text = best.day.isoformat() if best else ""
        day = date.fromisoformat(self._put("census_date", text, why, sure=False, others=others))
        # a census of January is that of the end of the year before
        self._years((day - timedelta(days=31)).year + 1, "the year after the census date")
        return day

    def _hired_after(self, day: date) -> int:
        hired = self.roles["hire_date"]
        return 0 if hired is None else hired_after(self.census, hired, self.pattern, day)

    def _years(self, year: int, why: str, sure: bool = True) -> None:
        start = declared_parameters()["start_year"]
        lowest, highest = int(start.min or 0), int(start.max or 0)
        first = min(max(year, lowest), highest - 1)
        if first != year:
            why = f"{why} would be {year}; {lowest} to {highest} can be simulated, and {first} stands for it"
        first = int(self._put("start_year", first, why, sure=sure))
        self._put("end_year", min(first + 4, highest), "five years")

    def _pay_period(self) -> int:
        """Pay periods of a year."""
        column = self.roles["current_compensation"]
        if column is None:
            return 1
        number = f"{self.number}({quoted(column)})"
        low, middle = self.census.row(f"select quantile_cont({number}, 0.05), median({number}) from census")
        found = pay_period(self.census, column, float(low or 0), float(middle or 0))
        if found.value == "annual" and found.sure and "census_pay_period" not in self.given:
            return 1
        return PERIODS[self._put("census_pay_period", found.value, found.why, sure=found.sure)]

    def _flag(self) -> Flag | None:
        """Who has left, and how many do in a year."""
        column = self.roles["active_flag"]
        flag = None if column is None else flag_of(self.census, column)
        if flag is not None and flag.active_values is not None:
            self._put("census_active_values", flag.active_values, f"those of {column} that stay", sure=True)
        if self.roles["census_year"] is None:
            left, hired = self.roles["termination_date"], self.roles["hire_date"]
            found = turnover_of(self.census, flag, left, hired, self.pattern, self.day)
            if found is not None and 0 < found.rate < 1:
                why = found.why if found.of_a_year else f"{found.why}; if that is one year's, set it"
                self._put("total_termination_rate", round(found.rate, 4), why, written=found.of_a_year)
        return flag

    def _levels(self) -> Levels:
        pay, year = self.roles["current_compensation"], self.roles["census_year"]
        if pay is None:
            return Levels(None, "")
        where = ""
        if year is not None:
            where = f" where plain({quoted(year)}) = {self.proposal.values['baseline_census_year'].value}"
        annual = f"cast({self.number}({quoted(pay)}) as double) * {self.periods} as pay"
        years = ", ".join(
            self._whole_years(*names) for names in (("tenure", "hire_date"), ("age", "birth_date"))
        )
        people = f"{annual}, {years} from census{where}"
        level, title = self.roles["level_id"], self.roles["job_title"]
        by_title = (
            level is None and title is not None and ("job_title" in self.roles.given or year is not None)
        )
        levels = levels_of(self.census, people, level, title, self.number, by_title)
        self.proposal.tables = levels.tables
        if levels.tables:
            files = {table: f"{table}.csv" for table in levels.tables}
            self.proposal.values["assumptions"] = Value(files, levels.told)
        self._note_promotions(levels)
        return levels

    def _note_promotions(self, levels: Levels) -> None:
        """Say so where the minimum of the next level is far above what promotion_raise_rate gives."""
        name = "promotion_raise_rate"
        rate = float(self.given.get(name, declared_parameters()[name].default))
        found = promotion_raise(self.census, levels, rate)
        if found is not None and found > rate + MUCH:
            self.proposal.notes.append(
                "a promotion pays at least the minimum of the next level: on average, over everybody below"
                f" the top, {found:.0%} more with these levels, where {name} is {rate:.0%};"
                " lower minima in job_levels.csv make it less"
            )

    def _whole_years(self, role: str, dated: str) -> str:
        """The SQL of tenure_years or age_years: as the census has them, or up to its day."""
        known, since = self.roles[role], self.roles[dated]
        given = "null" if known is None else f"floor({self.number}({quoted(known)}))"
        last = self.proposal.values.get("baseline_census_year")
        day = self.day or (None if last is None else date(int(last.value), 12, 31))
        counted = "null"
        if since is not None and day is not None:
            counted = f"floor((date '{day}' - day({quoted(since)}, {literal(self.pattern)})) / 365.25)"
        return f"coalesce({given}, {counted}) as {role}_years"
