"""The steps of a timeline as sentences: what happened, and why at that chance."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

_CHANCE = {
    "turnover": "chance of leaving {}",
    "layoff": "chance of a layoff {}",
    "promotion": "chance of promotion {}",
    "new_hire_termination": "chance of leaving in the year of hire {}",
}
_HAPPENS = {"layoff": "laid off", "promotion": "promoted"}
_TAKEN = {
    "turnover": "{} of {} left",
    "layoff": "{} of {} were laid off",
    "promotion": "{} of {} at the level were promoted",
    "new_hire_termination": "{} of {} hires left",
}
_AIMS = {
    "turnover": "to fit the rate of the year",
    "layoff": "to fit the surplus",
    "promotion": "in this year",
}
_CERTAIN = 1e18  # the scaling factor where even certainty for all who can leave is too little

ALIGNMENTS = {
    "exact": "alignment exact: how many leave and how many are promoted is fixed, and those are taken whose"
    " draws are lowest for their chances; in brackets the draw below which this employee is among them",
    "random": "alignment random: it happens when the draw is below the chance; only layoffs take those whose"
    " draws are lowest for their chances",
}


def in_words(row: Row) -> str:
    """One step, such as `chance of leaving 8.1 %, draw 0.412 (leaves below 0.079): stayed`."""
    match row["step"]:
        case "census":
            hired = f", hired on {row['event_date']}" if row["event_date"] else ""
            return f"census: {_state(row)}{hired}"
        case "hire":
            return f"hired on {row['event_date']} as {_state(row)}"
        case "raise":
            return f"raise on {row['event_date']}: {_pay_change(row, _raise_parts(row))}"
        case "year_end":
            year, paid = row["simulation_year"], amount(row["paid_compensation"])
            gone = row["outcome"] == "gone"
            return f"paid {paid} in {year}" if gone else f"end of {year}: {_state(row)}; paid {paid}"
    chance = _CHANCE[row["step"]].format(percent(row["probability"]))
    draw, limit = _told_apart(row["draw"], row["draw_limit"])
    happens = _HAPPENS.get(row["step"], "leaves")
    return f"{chance}, draw {draw} ({happens} below {limit}): {_outcome(row)}"


def because(row: Row) -> str | None:
    """Why the chance of a decision is what it is, and to how many it happened; None for other steps."""
    if row["probability"] is None:
        return None
    taken = _TAKEN[row["step"]].format(f"{row['happened_to']:,}", f"{row['faced_by']:,}")
    if row["level_rate"] is None:
        return taken
    factors = (
        f"{percent(row['level_rate'])} for {row['level_name_before']}"
        f" x {row['age_multiplier']:.2f} at age {row['age']}"
        f" x {row['tenure_multiplier']:.2f} at tenure {row['tenure']}"
    )
    return f"{factors}{_scaling(row)}; {taken}"


def percent(share: Any) -> str:
    """8.1 %, with two decimals below one percent."""
    places = 1 if share == 0 or abs(share) >= 0.01 else 2
    return f"{100 * share:.{places}f} %"


def amount(pay: Any) -> str:
    """Whole currency units."""
    return f"{pay:,.0f}"


def _scaling(row: Row) -> str:
    factor = row["scaling_factor"]
    if factor == 1:
        return ""
    if factor >= _CERTAIN:
        return ", raised to certainty: too few can leave"
    capped = ", at most 100 %" if row["probability"] >= 1 else ""
    return f" x {factor:.3f} {_AIMS[row['step']]}{capped}"


def _outcome(row: Row) -> str:
    match row["outcome"]:
        case "promoted":
            level = row["level_name_after"]
            change = _pay_change(row, f"to the minimum of {level}" if _is_lifted(row) else "")
            return f"promoted to {level} on {row['event_date']}, {change}"
        case "left" | "laid off":
            place = f"as {row['level_name_before']} at {amount(row['pay_before'])} a year"
            return f"{row['outcome']} on {row['event_date']} {place}"
    return str(row["outcome"])


def _state(row: Row) -> str:
    pay = amount(row["pay_after"])
    return f"{row['level_name_after']}, age {row['age']}, tenure {row['tenure']}, {pay} a year"


def _pay_change(row: Row, reason: str) -> str:
    before, after = row["pay_before"], row["pay_after"]
    change = f"{after / before - 1:+.1%}".replace("%", " %") + (f": {reason}" if reason else "")
    return f"{amount(before)} to {amount(after)} ({change})"


def _is_lifted(row: Row) -> bool:
    """Whether a promotion paid more than its raise: at least the minimum of the new level."""
    return bool(row["pay_after"] - row["pay_before"] * (1 + row["raise_rate"]) > 1)


def _raise_parts(row: Row) -> str:
    of_year = row["raise_rate"] - row["merit_rate"] - row["cola_rate"]
    extra = f", of this year {percent(of_year)}" if of_year else ""
    return f"merit {percent(row['merit_rate'])}, cola {percent(row['cola_rate'])}{extra}"


def _told_apart(draw: float, limit: float) -> tuple[str, str]:
    """With three decimals, or as many as it takes to see which is lower."""
    for places in range(3, 11):
        texts = f"{draw:.{places}f}", f"{limit:.{places}f}"
        if texts[0] != texts[1]:
            break
    return texts
