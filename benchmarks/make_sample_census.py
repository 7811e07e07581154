"""Write the sample census, seeds/sample_employees.csv: 1,000 invented employees as of 2024-12-31.

Run `python benchmarks/make_sample_census.py` from anywhere, or name another output file. Nobody in it is
real. Every run writes the same bytes on every machine and Python version: the only source of luck is
`Random.random()`, whose sequence for a seed Python promises to keep, and numbers are made from it with
+ - * / alone. Every row is valid; an optional value is missing only where another column of the row carries
the same information.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

SEED = 20241231
CENSUS_YEAR = 2024  # on 31 December, age and tenure are the differences of the calendar years
LOWEST_ENTRY_AGE = 19  # by year of birth, so that everybody was 18 on the day of hire

INACTIVE_SHARE = 0.04
BELOW_BAND_SHARE = 0.02
ABOVE_BAND_SHARE = 0.02
MISSING_TENURE_SHARE = 0.03
MISSING_HIRE_DATE_SHARE = 0.02
MISSING_AGE_SHARE = 0.02
MISSING_BIRTH_DATE_SHARE = 0.01

HEADER = (
    "employee_id",
    "level_id",
    "current_compensation",
    "age",
    "birth_date",
    "tenure",
    "hire_date",
    "active_flag",
    "department",
)
DEPARTMENTS = {"Operations": 0.38, "Sales": 0.24, "Engineering": 0.2, "Support": 0.12, "Finance": 0.06}  # shares of all levels


class Level(NamedTuple):
    """Headcount, pay band, and ages and tenures at the quantiles 0, 1/4, 1/2, 3/4 and 1, in whole years."""

    headcount: int
    min_salary: int
    max_salary: int
    ages: tuple[int, ...]
    tenures: tuple[int, ...]


LEVELS = {
    1: Level(420, 40_000, 60_000, (19, 28, 35, 44, 64), (0, 1, 3, 7, 25)),
    2: Level(290, 60_000, 90_000, (25, 34, 41, 50, 66), (0, 3, 6, 11, 30)),
    3: Level(170, 80_000, 120_000, (29, 39, 46, 53, 67), (0, 4, 8, 14, 32)),
    4: Level(85, 110_000, 170_000, (34, 43, 49, 56, 67), (0, 5, 9, 16, 34)),
    5: Level(35, 160_000, 280_000, (40, 48, 53, 59, 68), (0, 6, 11, 19, 36)),
}


def at_quantile(quantiles: tuple[int, ...], draw: float) -> int:
    """Whole years at `draw` in [0, 1), linear between the equally spaced quantiles."""
    place = draw * (len(quantiles) - 1)
    below = int(place)
    return int(quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below]) + 0.5)


def day_in(year: int, draw: float) -> date:
    """One day of the year, all equally likely."""
    first = date(year, 1, 1)
    return first + timedelta(days=int(draw * (date(year + 1, 1, 1) - first).days))


def pay_position(tenure: int, random: Random) -> float:
    """Place in the pay band: 0 is its minimum, 1 its maximum; rises with tenure, a few are outside."""
    kind, noise = random.random(), random.random() + random.random() - 1
    if kind < BELOW_BAND_SHARE:
        return -0.02 - 0.1 * abs(noise)
    if kind > 1 - ABOVE_BAND_SHARE:
        return 1.02 + 0.15 * abs(noise)
    return min(max(0.15 + 0.65 * tenure / (tenure + 6) + 0.3 * noise, 0.0), 1.0)


def employee(number: int, level_id: int, random: Random) -> tuple[str, ...]:
    """One row of the census, as text."""
    level = LEVELS[level_id]
    age = at_quantile(level.ages, random.random())
    tenure = min(at_quantile(level.tenures, random.random()), age - LOWEST_ENTRY_AGE)
    position = pay_position(tenure, random)
    pay = level.min_salary + position * (level.max_salary - level.min_salary)
    birth_date = day_in(CENSUS_YEAR - age, random.random())
    hire_date = day_in(CENSUS_YEAR - tenure, random.random())
    is_active = random.random() >= INACTIVE_SHARE

    missing_in_tenure, missing_in_age = random.random(), random.random()
    has_tenure = missing_in_tenure >= MISSING_TENURE_SHARE
    has_hire_date = not 0 <= missing_in_tenure - MISSING_TENURE_SHARE < MISSING_HIRE_DATE_SHARE
    has_age = missing_in_age >= MISSING_AGE_SHARE
    has_birth_date = not 0 <= missing_in_age - MISSING_AGE_SHARE < MISSING_BIRTH_DATE_SHARE
    return (
        f"E{number:05d}",
        str(level_id),
        f"{pay:.2f}",
        str(age) if has_age else "",
        birth_date.isoformat() if has_birth_date else "",
        str(tenure) if has_tenure else "",
        hire_date.isoformat() if has_hire_date else "",
        "true" if is_active else "false",
    )


def department(draw: float) -> str:
    """The department at `draw` in [0, 1)."""
    for name, share in DEPARTMENTS.items():
        draw -= share
        if draw < 0:
            return name
    return name


def census() -> list[tuple[str, ...]]:
    """All rows; the exact headcount of each level, in a random order."""
    random = Random(SEED)
    level_ids = [level_id for level_id, level in LEVELS.items() for _ in range(level.headcount)]
    level_ids.sort(key=lambda _: random.random())
    people = [employee(number, level_id, random) for number, level_id in enumerate(level_ids, start=1)]
    return [(*person, department(random.random())) for person in people]


def main(arguments: list[str]) -> int:
    """Write the census to the file named, by default the project's own seed."""
    default = Path(__file__).resolve().parent.parent / "seeds" / "sample_employees.csv"
    path = Path(arguments[0]) if arguments else default
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(census())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
