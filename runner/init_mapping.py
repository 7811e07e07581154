"""The proposed census_columns: what each column holds, in words, and what is missing."""

from __future__ import annotations

from typing import Any

from runner.database import literal, quoted
from runner.init_census import Census, Column
from runner.init_proposal import Proposal, Value
from runner.init_roles import Roles
from runner.init_values import Values

NEEDED = {
    ("employee_id",): "identifies a person",
    ("current_compensation",): "holds the pay",
    ("hire_date", "tenure"): "says how long people have been there",
}


def add_columns(proposal: Proposal, census: Census, roles: Roles, values: Values) -> None:
    """Put the columns into the proposal, settle what one makes of another, and say what is missing."""
    for role, choice in roles.choices.items():
        if choice.column is None:
            continue
        parts = [_told(role, choice.column, census, roles, values)]
        blank = census.row_count - census.columns[choice.column].filled
        parts += [f"{blank:,} blank"] if blank else []
        parts += [choice.reason] if choice.reason else []
        leavers = role == "active_flag" and values.flag is not None and values.flag.of_leavers
        sure = choice.sure and (role in roles.given or not leavers)
        if role == "level_id" and values.levels.rises is not None:
            parts.append(f"pay rises with it (correlation {values.levels.rises:.2f})")
        others = tuple((name, _briefly(census.columns[name])) for name in choice.others)
        proposal.columns[role] = Value(choice.column, "; ".join(parts), sure, others=others)
    _settle(proposal, census, roles, values)
    _missing(proposal, census, roles, values)


def _settle(proposal: Proposal, census: Census, roles: Roles, values: Values) -> None:
    """Levels by title, an exit beside a flag, a day that every row has."""
    columns = proposal.columns
    title, grade = columns.get("job_title"), columns.get("level_id")
    if grade is not None and values.levels.source == "job_title":
        others = ((title.value, "levels would follow these instead"),) if title is not None else ()
        columns["job_title"] = Value(
            grade.value, f"{grade.why}; {values.levels.why}", grade.sure, True, others
        )
        del columns["level_id"]
    elif title is not None and "job_title" not in roles.given and (grade or not roles["census_year"]):
        _only_mention(columns, "job_title", "levels would follow the median pay of the titles")
    if "termination_date" in columns and values.flag is not None and "termination_date" not in roles.given:
        _only_mention(columns, "termination_date", f"{values.flag.column} says who has left")
    dated = columns.get("census_date")
    if dated is not None and not (roles["census_year"] and _is_read(census, dated.value, values.pattern)):
        why = "the ends of the years are taken" if roles["census_year"] else "one day for the file is enough"
        _only_mention(columns, "census_date", why)


def _only_mention(columns: dict[str, Value], role: str, why: str) -> None:
    value = columns[role]
    columns[role] = Value(value.value, f"{value.why}; {why}", value.sure, False, value.others)


def _is_read(census: Census, column: str, pattern: str) -> bool:
    name = quoted(column)
    unread = f"{name} is not null and day({name}, {literal(pattern)}) is null"
    return not census.value(f"select count(*) from census where {unread}")


def _missing(proposal: Proposal, census: Census, roles: Roles, values: Values) -> None:
    """What a run needs and the file has not, and columns whose names fit where their values do not."""
    columns, problems = proposal.columns, proposal.problems
    for needed, words in NEEDED.items():
        if not set(needed) & set(columns):
            near = [name for role in needed for name in roles.choices[role].others]
            unfit = f"; {_named(census, near)} named like it, but the values do not fit" if near else ""
            problems.append(
                f"no column {words}: name one as {' or '.join(needed)} in census_columns,"
                f" a run needs it{unfit}"
            )
    near = list(roles.choices["active_flag"].others)
    if "active_flag" not in columns and near:
        proposal.notes.append(
            f"{_named(census, near)} named like a flag of who works here, but the values are not understood:"
            " all rows count as employed, unless you name the column as active_flag and its values in"
            " census_active_values"
        )
    ages = [quoted(columns[role].value) for role in ("age", "birth_date") if role in columns]
    if not ages:
        why = "the file has no ages: they are drawn from the table entry_ages, and marked"
        proposal.values["impute_missing_age"] = Value(values.given.get("impute_missing_age", True), why)
        return
    blank = int(census.value(f"select count(*) from census where coalesce({', '.join(ages)}) is null"))
    if blank:
        why = f"{blank:,} rows have neither age nor birth date; unless this is true a run rejects them"
        proposal.values["impute_missing_age"] = Value(True, why, written=False)


def _told(role: str, column: str, census: Census, roles: Roles, values: Values) -> str:
    """What a column holds."""
    name = quoted(column)
    if role == "employee_id":
        distinct = int(census.value(f"select count(distinct {name}) from census"))
        repeated = census.columns[column].filled - distinct
        if roles["census_year"] is not None:
            return f"{distinct:,} people in {census.row_count:,} rows"
        again = f"; {repeated:,} rows repeat one, and a run takes the first of each" if repeated else ""
        return f"{distinct:,} different values{again}"
    if role in ("current_compensation", "age", "tenure"):
        number = f"{values.number}({name})"
        low, high, middle, unread = census.row(
            f"select min({number}), max({number}), median({number}), count({name}) - count({number})"
            " from census"
        )
        lost = f"; {unread:,} not read as a number" if unread else ""
        return f"numbers {_shown(low)} to {_shown(high)}, median {_shown(middle)}{lost}"
    if role.endswith("_date"):
        day = f"day({name}, {literal(values.pattern)})"
        low, high, unread = census.row(
            f"select min({day}), max({day}), count({name}) - count({day}) from census"
        )
        lost = f"; {unread:,} not read as a date" if unread else ""
        return f"dates {low} to {high}{lost}" if low else f"dates that {values.pattern} does not read"
    if role == "active_flag" and values.flag is not None:
        return values.flag.told
    return _told_texts(census, column)


def _told_texts(census: Census, column: str) -> str:
    name = quoted(column)
    found = census.columns[column]
    distinct, low, high = census.row(
        f"select count(distinct {name}), min(plain({name})), max(plain({name})) from census"
    )
    if found.is_whole and distinct > 2:
        return f"{distinct:,} whole numbers from {low:.0f} to {high:.0f}"
    return f"{distinct:,} values, such as {', '.join(found.samples[:3])}"


def _named(census: Census, names: list[str]) -> str:
    """Columns with an example of each, and their verb."""
    told = [f"{name} (such as {', '.join(census.columns[name].samples[:3])})" for name in names]
    return f"{', '.join(told)} {'is' if len(names) == 1 else 'are'}"


def _briefly(column: Column) -> str:
    """A few words on another column that could be meant."""
    if column.is_number:
        return f"numbers {_shown(column.low)} to {_shown(column.high)}, median {_shown(column.middle)}"
    return f"such as {', '.join(column.samples[:2])}"


def _shown(value: Any) -> str:
    return "none" if value is None else f"{float(value):,.2f}".removesuffix(".00")
