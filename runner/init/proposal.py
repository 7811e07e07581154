"""All that `init` proposes for a census: columns, parameters and tables, each with its reason."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from runner.config.parameters import parameters
from runner.init import values
from runner.init.census import Census, read_words
from runner.init.roles import Choice, choose_roles, read_flag, read_given
from runner.init.values import Levels, Value
from runner.read import quoted
from runner.show import to_csv

_FEW = 0.005  # of all rows may be hired after a census date
_PLAN = ("target_growth_rate", "total_termination_rate", "separation_rate", "new_hire_termination_rate", "promotion_raise_cap")
_NEEDED = {
    ("employee_id",): "identifies a person",
    ("current_compensation",): "holds the pay",
    ("hire_date", "tenure"): "says how long people have been there",
}


class Proposal:
    """What goes into the configuration and beside it. What is found first helps to find the next."""

    def __init__(self, census: Census, given: Iterable[str] = ()) -> None:
        self.census, self.path = census, census.path
        self.row_count, self.names = census.row_count, census.names
        self.columns: dict[str, Value] = {}
        self.values: dict[str, Value] = {}
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.roles = choose_roles(census, read_given(census, given))
        self.chosen = {role: choice.column for role, choice in self.roles.items()}
        self._find_formats()
        self.day = self._find_panel_day() if self.chosen["census_year"] else self._find_day()
        self._find_people()
        self.levels = self._find_levels()
        self._describe_columns()
        self._find_missing()
        self._add_notes()

    @property
    def unused(self) -> list[str]:
        units = self.values.get("dimensions", Value({}, "")).value.values()
        return [name for name in self.names if name not in {*units, *(it.value for it in self.columns.values() if it.written)}]

    @property
    def remarks(self) -> list[str]:
        return [f"MISSING: {problem}" for problem in self.problems] + [f"Note: {note}" for note in self.notes]

    def _find_formats(self) -> None:
        numbers = Value(**self.census.run("numbers")[0])
        dates, own = values.find_date_formats(self.census, day_first=numbers.value == "decimal_comma")
        for name, found in {"census_number_format": numbers, "census_date_format": dates}.items():
            if found.value != parameters()[name].default:
                self.values[name] = found
        if own:
            columns = " and ".join(str(self.chosen[role]) for role in own)
            self.values["census_date_formats"] = Value(own, f"{columns} differ from the other dates")
        self.census.set("number_format", numbers.value)
        self.census.set("own_formats", dict.fromkeys(parameters()["census_date_formats"].names, dates.value) | own)
        self.census.run("typed")

    def _find_panel_day(self) -> date:
        last = int(self.census.value("select max(census_year) from typed"))
        self.values["baseline_census_year"] = Value(last, "the last census of the file")
        self._set_years(last + 1, f"the year after the census of {last}")
        followed = self.census.value("select count(distinct employee_id) between 1 and 0.9 * count(*) from chosen")
        lesson = "`planwise fit` learns from them, `planwise backtest` tests that"
        self.notes.append(
            f"the file holds several censuses: {lesson if followed else 'no id is in two of them, so the last one counts'}"
        )
        return date(last, 12, 31)

    def _find_day(self) -> date | None:
        days = values.find_census_days(self.census)
        best = next((row for row in days if row["hired_later"] <= _FEW * self.row_count), None)
        if best is None:
            why = "nothing in the file says when the census was taken; set the year after it"
            self._set_years(int(parameters()["start_year"].default), why, sure=False)
            return None
        late = f"; {best['hired_later']:,} were hired later, and a run rejects those" if best["hired_later"] else ""
        others = tuple((row["day"].isoformat(), row["why"]) for row in days if row is not best)
        self.values["census_date"] = Value(best["day"].isoformat(), best["why"] + late, sure=False, others=others)
        # a census of January is that of the end of the year before
        self._set_years((best["day"] - timedelta(days=31)).year + 1, "the year after the census date")
        return best["day"]  # type: ignore[no-any-return]

    def _set_years(self, year: int, why: str, sure: bool = True) -> None:
        start = parameters()["start_year"]
        lowest, highest = int(start.min or 0), int(start.max or 0)
        first = min(max(year, lowest), highest - 1)
        if not start.usual[0] <= first <= start.usual[1] - 4:
            self.values["historical"] = Value(True, f"the years from {first} on lie outside {start.usual[0]} to {start.usual[1]}")
        self.values["start_year"] = Value(first, why, sure)
        self.values["end_year"] = Value(min(first + 4, highest), "five years")

    def _find_people(self) -> None:
        pay, column = self.chosen["current_compensation"], self.chosen["active_flag"]
        self.period = Value("annual", "")
        if pay is not None:
            self._find_pay_period(pay)
            self.values |= {row.pop("name"): Value(**row) for row in self.census.run("basis")}
        units = self.census.run("units", used=[*filter(None, self.chosen.values())])
        self.values |= {row.pop("name"): Value(**row) for row in units}
        self.flag = None if column is None else read_flag(self.census, column)
        if self.flag is not None and self.flag.active_values is not None:
            self.values["census_active_values"] = Value(self.flag.active_values, f"those of {column} that stay")
        for query in ("lives", "flows", "believed", "new_hire_hazards"):
            self.census.run(query, day=self.day, has_exits=bool(self.day and self.chosen["termination_date"]))
        if not self.chosen["census_year"]:
            here, gone = (self.flag.here, self.flag.gone) if self.flag else (0, 0)
            named = {"flag": column, "of_one_year": self.flag is not None and self.flag.is_of_one_year}
            self.values |= {row.pop("name"): Value(**row) for row in self.census.run("rates", here=here, gone=gone, **named)}

    def _find_pay_period(self, pay: str) -> None:
        column, [said] = self.chosen["pay_period"], self.census.run("periods")
        if said["of_all"]:
            self.period = Value(said["of_all"], f"{column} says so in every row")
        elif not said["by_row"]:
            self.period = values.find_pay_period(self.census, pay)
        if not said["by_row"]:
            self.chosen["pay_period"], self.roles["pay_period"] = None, Choice(None)
            if self.period.value == "annual" and (mixture := self.census.run("mixture")):
                self.values["census_hourly_below"] = Value(**mixture[0])
                self.period = Value("annual", "")
        if self.period.value != "annual" or not self.period.sure:
            self.values["census_pay_period"] = self.period

    def _find_levels(self) -> Levels:
        level, panel = self.chosen["level_id"], self.chosen["census_year"] is not None
        by_title = level is None and panel and self.chosen["job_title"] is not None
        year = self.values["baseline_census_year"].value if panel else None
        for name in ("hourly_below", "pay_basis"):
            self.census.set(name, self.values.get(f"census_{name}", Value(None, "")).value)
        self.census.run("people", by_title=by_title, periods=values.PERIODS[self.period.value], day=self.day, year=year)
        levels = values.find_levels(self.census, level, by_title) if self.chosen["current_compensation"] else Levels()
        if hazards := self.census.rows("select from_month, monthly_rate from new_hire_hazards"):
            why = self.census.value("select any_value(why) from new_hire_hazards")
            tables = {**levels.tables, "new_hire_hazards": to_csv(hazards)}
            levels = levels._replace(why=f"{levels.why}\n{why}".strip(), tables=tables)
        if levels.tables:
            self.values["assumptions"] = Value({table: f"{table}.csv" for table in levels.tables}, levels.why)
        return levels

    def _describe_columns(self) -> None:
        facts = {row["role"]: row for row in self.census.run("facts")}
        for role, choice in self.roles.items():
            if choice.column is None:
                continue
            column, fact = self.census.columns[choice.column], facts[role]
            text = self.flag.text if self.flag and role == "active_flag" else fact["description"]
            text = (text or f"{fact['distinct_values']} values, {column.description}") + fact["lost"]
            if role == "level_id" and self.levels.correlation is not None:
                text += f"; pay rises with it (correlation {self.levels.correlation:.2f})"
            sure = choice.sure and not (role == "active_flag" and self.flag and self.flag.is_of_leavers)
            others = tuple((name, self.census.columns[name].description) for name in choice.others)
            self.columns[role] = Value(column.name, text, sure, others=others)
        columns, panel, mentioned = self.columns, "census_year" in self.columns, dict[str, str]()
        title, grade = columns.get("job_title"), columns.get("level_id")
        if grade is not None and self.levels.source == "job_title":
            why = f"{grade.why}; {self.levels.why.splitlines()[0].removeprefix('job_levels: ')}"
            also = ((title.value, "levels would follow these instead"),) if title is not None else ()
            columns["job_title"] = grade._replace(why=why, others=also)
            del columns["level_id"]
        elif title is not None and (grade or not panel):
            mentioned["job_title"] = "levels would follow the median pay of the titles"
        if "termination_date" in columns and self.flag is not None:
            mentioned["termination_date"] = f"{self.flag.column} says who has left"
        if "census_date" in columns and (not panel or facts["census_date"]["unread"]):
            mentioned["census_date"] = "the ends of the years are taken" if panel else "one day for the file is enough"
        for role, why in mentioned.items():
            columns[role] = columns[role]._replace(why=f"{columns[role].why}; {why}", written=False)

    def _find_missing(self) -> None:
        if not self.roles["employee_id"].column and not self.roles["employee_id"].others:
            why = "no column identifies a person: each row is one, and cannot be followed into another file"
            self.columns = {"employee_id": Value("row_number", why, sure=False)} | self.columns
        for needed, words in _NEEDED.items():
            if not any(role in self.columns for role in needed):
                unfit = self._list_unfit(*needed)
                told = f"; {unfit} named like it, but the values do not fit" if unfit else ""
                roles = " or ".join(needed)
                self.problems.append(
                    f"no column {words}: `--column {needed[0]}=HEADER` names one as {roles}, a run needs it{told}"
                )
        if "active_flag" not in self.columns and (unfit := self._list_unfit("active_flag")):
            self.notes.append(
                f"{unfit} named like a flag of who works here, but the values are not understood: all rows count as employed,"
                " unless you name the column as active_flag and its values in census_active_values"
            )
        ages = [quoted(self.columns[role].value) for role in ("age", "birth_date") if role in self.columns]
        if not ages:
            why = "the file has no ages: they are drawn from the table entry_ages, and marked"
            self.values["impute_missing_age"] = Value(True, why)
        elif blank := self.census.value(f"select count(*) from census where coalesce({', '.join(ages)}) is null"):
            why = f"{blank:,} rows have neither age nor birth date; unless this is true a run rejects them"
            self.values["impute_missing_age"] = Value(True, why, written=False)

    def _add_notes(self) -> None:
        for name in _PLAN:
            found = self.values.get(name)
            self.census.set(name, found.value if found and found.written else parameters()[name].default)
        self._note("missing_pay", self.chosen["current_compensation"] is not None)
        self._note("capped_promotions", bool(self.levels.tables))
        self._note("flows", bool(self.day and self.chosen["hire_date"] and not self.chosen["census_year"]))
        words, columns = read_words(), self.census.columns.values()
        by_value = (c for c in columns if any(re.search(words["part_time"], text.lower()) for text in c.samples))
        if not self.chosen["fte"] and (column := next(by_value, None)):
            self.census.rows(f"create view shares as select {quoted(column.name)} as v, t.* from census positional join typed t")
            self._note("part_time", True, header=column.name, part_time=words["part_time"])

    def _note(self, query: str, applies: bool, **values: Any) -> None:
        self.notes += [row["note"] for row in self.census.run(f"notes/{query}", **values)] if applies else []

    def _list_unfit(self, *roles: str) -> str:
        names = [name for role in roles for name in self.roles[role].others]
        told = ", ".join(f"{name} (such as {', '.join(self.census.columns[name].samples[:3])})" for name in names)
        return told and f"{told} {'is' if len(names) == 1 else 'are'}"
