"""The search for a value that meets a goal, in batches: one dbt build measures many values at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

DIGITS = 6  # rates of raises are held to six decimals, so that a finer value says nothing
_FIRST_LOOK = 8  # the first batch covers an eighth of the allowed range to each side of the present value
_STEPS = 8  # parts of a range or bracket that one batch looks at

Measured = Mapping[float, float]


class NotMetError(Exception):
    """No value that was tried meets the goal; `seen` are the values and what they gave."""

    def __init__(self, seen: Measured, finest: bool = False) -> None:
        """Keep what was seen; `finest` when the goal is crossed, but between neighbours of six decimals."""
        super().__init__("the goal is not met")
        self.seen = seen
        self.finest = finest


@dataclass(frozen=True)
class Solution:
    """A value within tolerance of the goal, and every value that was measured on the way."""

    value: float
    seen: Measured
    elsewhere: list[tuple[float, float]]  # other brackets of values between which the goal is crossed


def solve(
    measure: Callable[[list[float]], Measured],
    goal: float,
    tolerance: float,
    bounds: tuple[float, float],
    start: float,
) -> Solution:
    """Find a value of six decimals whose measure is within tolerance of the goal, nearest to `start`.

    `measure` takes a batch of values; those without a measure are left out of its answer. Each batch after
    the first has the interpolated crossing and its surroundings, and cuts the bracket into parts as well, so
    that it shrinks whatever the response looks like. Raises NotMetError.
    """
    low, high = bounds
    seen: dict[float, float] = {}
    for reach in ((high - low) / _FIRST_LOOK, high - low):
        left, right = max(low, start - reach), min(high, start + reach)
        seen |= measure(_new(_evenly(left, right), seen, low, high))
        if _best(seen, goal, tolerance) is not None or _crossings(seen, goal):
            break
    else:
        raise NotMetError(seen)
    while (best := _best(seen, goal, tolerance)) is None:
        left, right = min(_crossings(seen, goal), key=lambda pair: (_distance(pair, start), pair))
        near = _interpolated(seen, goal, left, right)
        aside = (right - left) / _STEPS**2
        batch = _new([near - aside, near, near + aside, *_evenly(left, right)], seen, left, right)
        if not batch:
            raise NotMetError(seen, finest=True)
        seen |= measure(batch)
    elsewhere = [pair for pair in _crossings(seen, goal) if not pair[0] <= best <= pair[1]]
    return Solution(best, seen, elsewhere)


def _evenly(left: float, right: float) -> list[float]:
    return [left + (right - left) * step / _STEPS for step in range(_STEPS + 1)]


def _new(values: Iterable[float], seen: Measured, low: float, high: float) -> list[float]:
    """The values within the bounds, rounded as they will be held, without those that were measured."""
    rounded = {round(value, DIGITS) for value in values}
    return sorted(value for value in rounded if low <= value <= high and value not in seen)


def _best(seen: Measured, goal: float, tolerance: float) -> float | None:
    """The value that comes nearest to the goal, when that is within tolerance."""
    best = min(seen, key=lambda value: (abs(seen[value] - goal), value), default=None)
    return best if best is not None and abs(seen[best] - goal) <= tolerance else None


def _crossings(seen: Measured, goal: float) -> list[tuple[float, float]]:
    """Neighbouring values of which one measures less than the goal and the other more."""
    return [
        (left, right) for left, right in pairwise(sorted(seen)) if (seen[left] < goal) != (seen[right] < goal)
    ]


def _distance(pair: tuple[float, float], start: float) -> float:
    return max(pair[0] - start, start - pair[1], 0)


def _interpolated(seen: Measured, goal: float, left: float, right: float) -> float:
    """Where the goal is crossed: by a cubic through the bracket and its neighbours, else by a line."""
    values = sorted(seen)
    first = values.index(left)
    for near in (values[max(first - 1, 0) : first + 3], [left, right]):
        measured = {seen[value]: value for value in near}
        crossing = sum(
            value * math.prod((goal - other) / (this - other) for other in measured if other != this)
            for this, value in measured.items()
        )
        if left < crossing < right:
            return crossing
    return (left + right) / 2
