"""The charts of the report, as Vega-Lite: one function for each kind, whose rows come from SQL as they are.

Every color is a variable of the style sheet, which has it for light pages, dark pages and paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

Rows = Sequence[Mapping[str, Any]]
Spec = dict[str, Any]

DRAWN = 6  # scenarios that lines and small multiples can still be told apart for
LEVELS = 10  # shades from the lowest level to the highest; level_headcount.sql groups levels accordingly
_SERIES = [f"var(--series-{place})" for place in range(DRAWN)]
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 4]]
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_LABEL = "abs({0}) < 1e6 ? format({0}, ',') : replace(format({0}, '~s'), 'G', 'B')"


def draw_lines(rows: Rows, value: str, label: str, drawn: Mapping[str, int], kind: str | None) -> Spec:
    """One line for each scenario over the years, in a band where there is one. `drawn` has their places."""

    def by_scenario(channel: Any, choices: Sequence[Any]) -> Any:
        scale = alt.Scale(domain=list(drawn), range=[choices[place] for place in drawn.values()])
        return channel("scenario_id:N", scale=scale, legend=alt.Legend() if len(drawn) > 1 else None, title=None)

    base = alt.Chart(alt.InlineData(rows)).encode(_years(), by_scenario(alt.Color, _SERIES))
    line = base.mark_line(strokeWidth=2.5).encode(_amounts(value), by_scenario(alt.StrokeDash, _DASHES))
    layers, said = [line], {value: label}
    if any(row["low"] is not None for row in rows):
        band = base.mark_area(opacity=0.16).encode(_amounts("low"), alt.Y2("high"))
        layers.insert(0, band.transform_filter("isValid(datum.low)"))
        said |= {"low": "From", "high": "To"}
    if value == "mean_difference":
        layers.insert(0, alt.Chart(alt.InlineData([{}])).mark_rule().encode(y=alt.datum(0)))
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        _amounts(value), by_scenario(alt.Shape, _SHAPES), tooltip=_tips(said, "scenario_id", "Scenario", kind)
    )
    return dict(alt.layer(*layers, points).properties(height=260).to_dict())


def draw_fans(rows: Rows, names: Sequence[str], kind: str | None) -> Spec:
    """The median of each scenario between its percentiles, each on an axis of its own."""
    base = alt.Chart().encode(_years())
    said = {"p5": "5 %", "p25": "25 %", "p50": "Median", "p75": "75 %", "p95": "95 %"}
    bands = {"Nine in ten (5 to 95 %)": ("p5", "p95"), "Middle half (25 to 75 %)": ("p25", "p75")}
    scale = alt.Scale(domain=list(bands), range=[0.2, 0.4])
    if all(row["p5"] is None for row in rows):
        del said["p5"], said["p95"], bands["Nine in ten (5 to 95 %)"]
    legend = alt.Legend(symbolType="square", symbolFillColor=_SERIES[0], values=list(bands))
    layers = [
        base.mark_area(color=_SERIES[0])
        .encode(_amounts(low, 48), alt.Y2(high), alt.Opacity("band:O", title=None, scale=scale, legend=legend))
        .transform_filter(f"isValid(datum.{low})")
        .transform_calculate(band=f"'{label}'")
        for label, (low, high) in bands.items()
    ]
    median = base.mark_line(color=_SERIES[0], strokeWidth=2.5, point={"color": _SERIES[0], "size": 40})
    layers.append(median.encode(_amounts("p50", 48), tooltip=_tips(said, kind=kind)))
    return _facet(alt.layer(*layers), rows, names, 200, y="independent")


def draw_bridge(rows: Rows, names: Sequence[str]) -> Spec:
    """From opening to closing headcount, from top to bottom."""
    kinds = {"Headcount": "var(--total)", "Adds": _SERIES[0], "Takes away": _SERIES[1]}
    steps = list(dict.fromkeys(row["step"] for row in rows))
    room = 1.3 * max(1, *(row["reached"] for row in rows))  # for the numbers behind the bars
    across = alt.X("start:Q", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    base = alt.Chart().encode(alt.Y("step:N", sort=steps, title=None), tooltip=_tips({"change": "Employees"}, "step"))
    bars = base.mark_bar().encode(across, alt.X2("reached"), _color("kind", kinds))
    sign = "datum.kind === 'Headcount' ? '' : '+'"
    numbers = base.transform_calculate(
        text=f"round(datum.change) ? format(datum.change, ({sign}) + ',.0f') : '0'", end="max(datum.start, datum.reached)"
    ).mark_text(align="left", dx=6)
    return _facet(alt.layer(bars, numbers.encode(alt.X("end:Q"), text="text:N")), rows, names, 28 * len(steps))


def draw_levels(rows: Rows, names: Sequence[str]) -> Spec:
    """Headcount by level, one bar for each year, the lowest level at its foot."""
    groups = list(dict.fromkeys(row["group_name"] for row in sorted(rows, key=lambda row: row["level_group"])))
    step = (LEVELS - 1) / max(len(groups) - 1, 1)
    shades = {group: f"var(--level-{round(place * step)})" for place, group in enumerate(groups)}
    bars = alt.Chart().mark_bar(stroke="var(--paper)", strokeWidth=1).transform_filter("datum.headcount > 0")
    bars = bars.encode(
        alt.X("simulation_year:O", title=None),
        _amounts("sum(headcount)", zero=True),
        _color("group_name", shades),
        alt.Order("level_group:Q"),
        tooltip=_tips({"sum(headcount)": "Employees"}, "group_name", "Level"),
    )
    return _facet(bars, rows, names, 240)


def draw_pyramid(rows: Rows, names: Sequence[str]) -> Spec:
    """Opening to the left, closing to the right, in bands of years from the foot up."""
    bands = list(dict.fromkeys(row["band"] for row in sorted(rows, key=lambda row: -row["first_year"])))
    axis = alt.Axis(labelExpr=_LABEL.format("abs(datum.value)"), grid=True, tickCount=5)
    bars = alt.Chart().transform_fold(["opening", "closing"], ["side", "people"])
    bars = bars.transform_calculate(
        signed="datum.side === 'opening' ? -datum.people : datum.people", side="datum.side === 'opening' ? 'Opening' : 'Closing'"
    )
    bars = bars.mark_bar().encode(
        alt.Y("band:N", sort=bands, title=None),
        alt.X("signed:Q", title=None, axis=axis),
        _color("side", {"Opening": "var(--opening)", "Closing": _SERIES[0]}),
        tooltip=[alt.Tooltip("side:N", title="When"), *_tips({"people": "Employees"}, "band", "Years")],
    )
    return _facet(bars, rows, names, 22 * len(bands))


@cache
def chart_library() -> Markup:
    """Vega, Vega-Lite and Vega-Embed in one script, in which nothing may end the script early."""
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    return Markup(bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def _facet(chart: Any, rows: Rows, names: Sequence[str], height: int, y: Any = "shared") -> Spec:
    """The same chart for each scenario. draw.js fits their width and number to the page."""
    data = alt.InlineData(rows)
    if len(names) == 1:
        return dict(chart.properties(data=data, height=height).to_dict())
    by_scenario = alt.Facet("scenario_id:N", sort=list(names), title=None)
    small = chart.properties(width=300, height=height)
    return dict(small.facet(by_scenario, data=data, columns=3).resolve_scale(y=y).to_dict())


def _years() -> alt.X:
    return alt.X("simulation_year:O", title=None, scale=alt.Scale(padding=0.3, type="point"))


def _amounts(field: str, extent: float = 0, zero: bool = False) -> alt.Y:
    axis = alt.Axis(labelExpr=_LABEL.format("datum.value"), tickMinStep=1, minExtent=extent)
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=zero), axis=axis)


def _color(field: str, colors: Mapping[str, str]) -> alt.Color:
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=list(colors), range=list(colors.values())), title=None)


def _tips(
    said: Mapping[str, str], name: str | None = None, title: str | None = None, kind: str | None = None
) -> list[alt.Tooltip]:
    first = [alt.Tooltip(f"{name}:N", title=title or str(name).capitalize())] if name else []
    year = [] if "change" in said or "people" in said else [alt.Tooltip("simulation_year:O", title="Year")]
    text = ",.0f" if kind == "money" else ",.1~f"
    return [*first, *year, *(alt.Tooltip(f"{field}:Q", title=label, format=text) for field, label in said.items())]
