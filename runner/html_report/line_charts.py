"""Lines over the years: one per scenario, or one with the spread of its replications around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from runner.html_report.theme import DASHES, INK, MUTED, SERIES, SHAPES

_HEIGHT = 260
_MARKED = 16  # years up to which each point has a mark of its own


@dataclass(frozen=True)
class Point:
    """A value of one year, the ends of the band around it, and how it is written."""

    year: int
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    inner_low: float | None = None
    inner_high: float | None = None


@dataclass(frozen=True)
class Line:
    """The points of one scenario; without a name their texts stand alone when pointed at."""

    name: str
    place: int
    points: Sequence[Point]


def line_chart(lines: Sequence[Line], alt_text: str, labels: str, from_zero: bool = False) -> dict[str, Any]:
    """Lines with their bands; pointing at a year tells the values of all. `labels` writes the axis."""
    layers: list[Any] = [_hover(lines)]
    if from_zero:
        layers.append(alt.Chart(_zero()).mark_rule(color=MUTED[0]).encode(y="zero:Q"))
    values = alt.InlineData(values=_rows(lines))
    base = alt.Chart(values).encode(x=_years(), color=_colours(lines))
    if any(point.low is not None for line in lines for point in line.points):
        band = base.mark_area(opacity=0.16, aria=False, interpolate="linear")
        layers.append(
            band.encode(y=_amounts("low", labels), y2="high:Q").transform_filter("isValid(datum.low)")
        )
    layers.append(_drawn(base, lines, labels))
    if max(len(line.points) for line in lines) <= _MARKED:
        points = base.mark_point(filled=True, size=48, opacity=1, aria=False)
        layers.append(points.encode(y=_amounts("value", labels), shape=_shapes(lines)))
    return _finished(layers, alt_text)


def fan_chart(line: Line, alt_text: str, labels: str) -> dict[str, Any]:
    """The median of one scenario between its percentiles."""
    colour = SERIES[line.place][0]
    base = alt.Chart(alt.InlineData(values=_rows([line]))).encode(x=_years())
    layers: list[Any] = [_hover([line])]
    bands = [("inner_low", "inner_high", 0.4)]
    if any(point.low is not None for point in line.points[1:]):
        bands.insert(0, ("low", "high", 0.2))
    for low, high, opacity in bands:
        band = base.mark_area(color=colour, opacity=opacity, aria=False)
        band = band.encode(y=_amounts(low, labels), y2=f"{high}:Q").transform_filter(f"isValid(datum.{low})")
        layers.append(band)
    layers.append(
        base.mark_line(color=colour, strokeWidth=2.5, aria=False).encode(y=_amounts("value", labels))
    )
    return _finished(layers, alt_text)


def _drawn(base: alt.Chart, lines: Sequence[Line], labels: str) -> Any:
    dash = alt.StrokeDash(
        "series:N",
        legend=None,
        scale=alt.Scale(domain=_keys(lines), range=[DASHES[line.place] for line in lines]),
    )
    return base.mark_line(strokeWidth=2.5, aria=False).encode(y=_amounts("value", labels), strokeDash=dash)


def _hover(lines: Sequence[Line]) -> Any:
    """An invisible column per year, which shows itself and the values when it is pointed at."""
    pointed = alt.selection_point(on="pointerover", clear="pointerout", fields=["year"], empty=False)
    columns = alt.Chart(alt.InlineData(values=_tips(lines))).mark_rect(color=INK[0], aria=False)
    return columns.encode(
        x=_years(),
        tooltip=alt.Tooltip("tip:N"),
        opacity=alt.condition(pointed, alt.value(0.08), alt.value(0)),
    ).add_params(pointed)


def _tips(lines: Sequence[Line]) -> list[dict[str, Any]]:
    years = sorted({point.year for line in lines for point in line.points})
    tips = []
    for year in years:
        said = [
            f"{line.name}\t{point.text}" if line.name else point.text
            for line in lines
            for point in line.points
            if point.year == year
        ]
        tips.append({"year": year, "tip": "\n".join([str(year), *said])})
    return tips


def _rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "series": f"s{line.place}",
            "year": point.year,
            "value": point.value,
            "low": point.low,
            "high": point.high,
            "inner_low": point.inner_low,
            "inner_high": point.inner_high,
        }
        for line in lines
        for point in line.points
    ]


def _colours(lines: Sequence[Line]) -> alt.Color:
    colours = alt.Scale(domain=_keys(lines), range=[SERIES[line.place][0] for line in lines])
    return alt.Color("series:N", scale=colours, legend=None)


def _shapes(lines: Sequence[Line]) -> alt.Shape:
    shapes = alt.Scale(domain=_keys(lines), range=[SHAPES[line.place] for line in lines])
    return alt.Shape("series:N", scale=shapes, legend=None)


def _keys(lines: Sequence[Line]) -> list[str]:
    return [f"s{line.place}" for line in lines]


def _years() -> alt.X:
    return alt.X("year:O", title=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))


def _amounts(field: str, labels: str) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(labelExpr=labels))


def _zero() -> alt.Data:
    return alt.InlineData(values=[{"zero": 0}])


def _finished(layers: Sequence[Any], alt_text: str) -> dict[str, Any]:
    chart = alt.layer(*layers).properties(width="container", height=_HEIGHT, description=alt_text)
    spec: dict[str, Any] = chart.to_dict()
    return spec
