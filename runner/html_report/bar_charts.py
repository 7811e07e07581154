"""Bars: the waterfall of the headcount bridge, stacked levels, and pyramids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from runner.html_report.numbers import fixed
from runner.html_report.theme import BASE, DOWN, MUTED, PAPER, PEOPLE, SERIES, TOTAL, UP, Shade

_STEP = 30
_DIGIT = 7.5  # pixels that a character of a number behind a bar may need
_ABSOLUTE = PEOPLE.replace("datum.value", "abs(datum.value)")


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: a total from 0, or a change from where the last bar ended."""

    label: str
    start: float
    end: float
    text: str
    is_total: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the bar of a year; parts are stacked from the first `order` upwards."""

    year: int
    order: int
    label: str
    value: float
    text: str


def waterfall(steps: Sequence[Step], alt_text: str, widest: float) -> dict[str, Any]:
    """From top to bottom, which suits phones; `widest` is the same for neighbours."""
    rows = [
        {
            "label": step.label,
            "start": min(step.start, step.end),
            "end": max(step.start, step.end),
            "reached": step.end,
            "next": steps[place + 1].label if place + 1 < len(steps) else step.label,
            "kind": "total" if step.is_total else "up" if step.end >= step.start else "down",
            "text": step.text,
            "tip": f"{step.label}\n{step.text}",
        }
        for place, step in enumerate(steps)
    ]
    labels = [step.label for step in steps]
    kinds = alt.Scale(domain=["total", "up", "down"], range=[TOTAL[0], UP[0], DOWN[0]])
    room = 10 + _DIGIT * max(len(step.text) for step in steps)
    across = alt.Scale(domain=[0, max(widest, 1)], range=[0, {"expr": f"width - {room}"}], nice=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "label:N",
            sort=labels,
            title=None,
            axis=alt.Axis(labelLimit=150, domain=True),
            scale=alt.Scale(paddingInner=0.35, paddingOuter=0.15),
        )
    )
    links = base.mark_rule(color=MUTED[0], strokeWidth=1, aria=False).encode(
        x=alt.X("reached:Q", scale=across, axis=None), y2="next:N"
    )
    bars = base.mark_bar(aria=False).encode(
        x=alt.X("start:Q", scale=across, axis=None),
        x2="end:Q",
        color=alt.Color("kind:N", scale=kinds, legend=None),
        tooltip=alt.Tooltip("tip:N"),
    )
    numbers = base.mark_text(align="left", dx=6, aria=False).encode(
        x=alt.X("end:Q", scale=across, axis=None), text="text:N"
    )
    chart = alt.layer(links, bars, numbers)
    chart = chart.properties(width="container", height=_STEP * len(steps) + 10, description=alt_text)
    spec: dict[str, Any] = chart.to_dict()
    return spec


def stacked_bars(
    parts: Sequence[Part], shades: Sequence[Shade], alt_text: str, highest: float
) -> dict[str, Any]:
    """One bar per year, the lowest level at its foot."""
    rows = [
        {
            "year": part.year,
            "order": part.order,
            "value": part.value,
            "tip": f"{part.year}\n{part.label}\t{part.text}",
        }
        for part in parts
        if part.value
    ]
    years = sorted({part.year for part in parts})
    colours = alt.Scale(domain=list(range(len(shades))), range=[shade[0] for shade in shades])
    bars = alt.Chart(alt.InlineData(values=rows)).mark_bar(stroke=PAPER[0], strokeWidth=1, aria=False)
    chart = bars.encode(
        x=alt.X("year:O", title=None, scale=alt.Scale(domain=years, paddingInner=0.3, paddingOuter=0.15)),
        y=alt.Y(
            "value:Q",
            title=None,
            stack="zero",
            scale=alt.Scale(domain=[0, max(highest, 1)], nice=True),
            axis=alt.Axis(labelExpr=PEOPLE, tickMinStep=1),
        ),
        color=alt.Color("order:O", scale=colours, legend=None),
        order=alt.Order("order:Q", sort="ascending"),
        tooltip=alt.Tooltip("tip:N"),
    ).properties(width="container", height=240, description=alt_text)
    spec: dict[str, Any] = chart.to_dict()
    return spec


def pyramid(
    bands: Sequence[tuple[str, float, float]],
    alt_text: str,
    widest: float,
    closing: Shade = SERIES[0],
    places: int = 0,
) -> dict[str, Any]:
    """Bands (label, opening, closing), the first at the foot; opening to the left, closing to the right."""
    labels = [label for label, _, _ in reversed(bands)]
    rows = [
        {
            "band": label,
            "side": side,
            "people": sign * people,
            "tip": f"{label}\n{side}\t{fixed(people, places)}",
        }
        for label, before, after in bands
        for side, sign, people in (("Opening", -1, before), ("Closing", 1, after))
    ]
    sides = alt.Scale(domain=["Opening", "Closing"], range=[BASE[0], closing[0]])
    reach = max(widest, 1) * 1.05
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(aria=False)
        .encode(
            y=alt.Y(
                "band:N",
                sort=labels,
                title=None,
                axis=alt.Axis(labelLimit=90),
                scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1),
            ),
            x=alt.X(
                "people:Q",
                title=None,
                scale=alt.Scale(domain=[-reach, reach], nice=False),
                axis=alt.Axis(labelExpr=_ABSOLUTE, tickMinStep=1, tickCount=6, grid=True, domain=False),
            ),
            color=alt.Color("side:N", scale=sides, legend=None),
            tooltip=alt.Tooltip("tip:N"),
        )
        .properties(width="container", height=22 * len(bands) + 10, description=alt_text)
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec
