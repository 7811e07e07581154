"""Colours, dashes and shapes of the charts, and how they look in the dark.

Charts are drawn once, in the light colours. Where a reader prefers dark pages, the style sheet gives each of
these colours its counterpart, so that every colour of a chart must come from here. Series differ by hue and
lightness (by 17 or more in CIELAB, also for protan, deutan and tritan eyes), by dash and by shape; each
stands out from its page by 3:1 or more.
"""

from __future__ import annotations

from typing import Any

Shade = tuple[str, str]  # light, dark

PAPER: Shade = ("#ffffff", "#14181d")
INK: Shade = ("#1f2933", "#e6eaee")
MUTED: Shade = ("#52606d", "#a5b1bd")
LINES: Shade = ("#d5dbe1", "#39424c")
BASE: Shade = ("#8796a5", "#75869a")  # the opening, against which the closing stands
TOTAL: Shade = ("#3e5166", "#a9bacb")

SERIES: tuple[Shade, ...] = (
    ("#0072b2", "#3f9fe0"),
    ("#d55e00", "#f07f3a"),
    ("#009e73", "#35d0a5"),
    ("#7b2d6b", "#e7a9dc"),
    ("#1a1a1a", "#fefefe"),
    ("#6f7a85", "#8a8f96"),
)
DASHES: tuple[list[int], ...] = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 4])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")

UP, DOWN = SERIES[0], SERIES[1]

# labels of an axis: 12,000 people; 120k, 113M or 2B of money
_SHORT = "replace(format(datum.value, '~s'), 'G', 'B')"
PEOPLE = f"abs(datum.value) < 1e6 ? format(datum.value, ',') : {_SHORT}"
MONEY = f"abs(datum.value) < 1e3 ? format(datum.value, ',') : {_SHORT}"

LEVEL_COLOURS = 10
_RAMP_LIGHT = ("#63b0cf", "#2a6ea6", "#0b2447")
_RAMP_DARK = ("#2f6d9c", "#6fb1da", "#e3f2fb")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def level_shades(count: int) -> list[Shade]:
    """One shade per level, from the lowest to the highest; pale to deep, and on dark pages deep to pale."""
    return [
        (_on_ramp(_RAMP_LIGHT, place, count), _on_ramp(_RAMP_DARK, place, count)) for place in range(count)
    ]


def shades() -> list[Shade]:
    """Every shade that a chart may have."""
    levels = [shade for count in range(1, LEVEL_COLOURS + 1) for shade in level_shades(count)]
    return list(dict.fromkeys([PAPER, INK, MUTED, LINES, BASE, TOTAL, *SERIES, *levels]))


def config() -> dict[str, Any]:
    """The Vega-Lite configuration that all charts share."""
    label = {"labelColor": MUTED[0], "titleColor": MUTED[0], "labelFontSize": 12, "titleFontSize": 12}
    return {
        "font": FONT,
        "background": PAPER[0],
        "padding": 4,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "view": {"stroke": None},
        "axis": label
        | {
            "domainColor": MUTED[0],
            "tickColor": MUTED[0],
            "gridColor": LINES[0],
            "labelFont": FONT,
            "titleFont": FONT,
            "titleFontWeight": "normal",
            "labelPadding": 5,
            "labelOverlap": "greedy",
        },
        "axisX": {"grid": False, "labelAngle": 0, "domain": True, "tickSize": 4},
        "axisY": {"domain": False, "ticks": False, "tickCount": 5},
        "text": {"color": INK[0], "font": FONT, "fontSize": 12},
        "legend": {"disable": True},
    }


def _on_ramp(ramp: tuple[str, ...], place: int, count: int) -> str:
    position = (place / (count - 1) if count > 1 else 0.5) * (len(ramp) - 1)
    low = min(int(position), len(ramp) - 2)
    part = position - low
    pairs = zip(_channels(ramp[low]), _channels(ramp[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
