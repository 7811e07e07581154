"""Past censuses made up with known rates: what the fit has to find."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import write_csv

FIRST, LAST = 2019, 2024  # the last is the baseline of a projection that starts in 2025
LEVEL_RATE = {1: 0.20, 2: 0.08}
NEWCOMER = 2.0  # how many times as often people with less than two years leave
PROMOTION, RAISE, PROMOTION_RAISE = 0.10, {1: 0.03, 2: 0.05}, 0.12
TITLE = {1: "Clerk", 2: "Senior clerk"}


@dataclass
class Person:
    number: int
    level: int
    age: int
    tenure: int
    pay: float
    title: str = ""


@dataclass
class Panel:
    """The rows, and the drift that was put into them."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def write(self, file: Path) -> str:
        return str(write_csv(file, self.rows))


def make_panel(people: int = 4000, last: int = LAST, seed: int = 1) -> Panel:
    """A workforce of constant size, observed every year."""
    luck = random.Random(seed)
    numbers = iter(range(1, 10**6))

    def hire(tenure: int = 0) -> Person:
        level = 1 if luck.random() < 0.7 else 2
        pay = luck.uniform(40_000, 55_000) if level == 1 else luck.uniform(62_000, 85_000)
        return Person(next(numbers), level, luck.randint(22, 45) + tenure, tenure, round(pay, 2))

    staff = [hire(luck.randint(0, 12)) for _ in range(people)]
    panel = Panel()
    for year in range(FIRST, last + 1):
        panel.rows += [row(person, year) for person in staff]
        stayed = []
        for person in staff:
            if luck.random() < LEVEL_RATE[person.level] * (NEWCOMER if person.tenure < 2 else 1):
                continue
            raised = 1 + RAISE[person.level]
            if person.level == 1 and luck.random() < PROMOTION:
                person.level, raised = 2, raised * (1 + PROMOTION_RAISE)
            person.pay = round(person.pay * raised, 2)
            person.age, person.tenure = person.age + 1, person.tenure + 1
            stayed.append(person)
        staff = stayed + [hire() for _ in range(people - len(stayed))]
    return panel


def row(person: Person, year: int) -> dict[str, Any]:
    return {
        "year": year,
        "employee_id": f"P{person.number}",
        "level_id": person.level,
        "job_title": person.title or TITLE[person.level],
        "current_compensation": person.pay,
        "age": person.age,
        "tenure": person.tenure,
        "hire_date": f"{year - person.tenure - 1}-{1 + person.number % 12:02}-{1 + person.number % 28:02}",
    }
