"""Past censuses with known rates, which the fit has to find."""

import random
from typing import Any

FIRST, LAST = 2019, 2024  # the last is the baseline of a projection that starts in 2025
LEVEL_RATE = {1: 0.20, 2: 0.08}
NEWCOMER = 2.0  # people with less than two years leave twice as often
PROMOTION, RAISE, PROMOTION_RAISE = 0.10, {1: 0.03, 2: 0.05}, 0.12
TITLE = {1: "Clerk", 2: "Senior clerk"}


def make_panel(people: int = 4000, last: int = LAST, seed: int = 1) -> list[dict[str, Any]]:
    """A workforce of constant size, observed every year. A row per person and year."""
    luck, hired = random.Random(seed), 0

    def hire(tenure: int = 0) -> dict[str, Any]:
        nonlocal hired
        hired += 1
        level = 1 if luck.random() < 0.7 else 2
        pay = luck.uniform(40_000, 55_000) if level == 1 else luck.uniform(62_000, 85_000)
        age = luck.randint(22, 45) + tenure
        return {"number": hired, "level": level, "pay": round(pay, 2), "age": age, "tenure": tenure}

    staff = [hire(luck.randint(0, 12)) for _ in range(people)]
    panel: list[dict[str, Any]] = []
    for year in range(FIRST, last + 1):
        panel += [_observe(year, **person) for person in staff]
        stayed = []
        for person in staff:
            if luck.random() < LEVEL_RATE[person["level"]] * (NEWCOMER if person["tenure"] < 2 else 1):
                continue
            raised = 1 + RAISE[person["level"]]
            if person["level"] == 1 and luck.random() < PROMOTION:
                person["level"], raised = 2, raised * (1 + PROMOTION_RAISE)
            pay = round(person["pay"] * raised, 2)
            stayed.append(person | {"pay": pay, "age": person["age"] + 1, "tenure": person["tenure"] + 1})
        staff = stayed + [hire() for _ in range(people - len(stayed))]
    return panel


def _observe(year: int, number: int, level: int, pay: float, age: int, tenure: int) -> dict[str, Any]:
    names = {"year": year, "employee_id": f"P{number}", "level_id": level, "job_title": TITLE[level]}
    hired = f"{year - tenure - 1}-{1 + number % 12:02}-{1 + number % 28:02}"
    return names | {"current_compensation": pay, "age": age, "tenure": tenure, "hire_date": hired}
