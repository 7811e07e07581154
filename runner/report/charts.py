"""The charts of the report, as Vega-Lite: one function for each kind, whose rows come from SQL as they are.

Every color is a variable of the style sheet, which has it for light pages, dark pages and paper.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from runner.report.facts import DRAWN, Facts, Row

Spec = dict[str, Any]

LEVELS = 10  # shades from the lowest level to the highest; level_headcount.sql groups levels accordingly
_SERIES = [f"var(--series-{place})" for place in range(DRAWN)]
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 4]]
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_YEARS = alt.X("simulation_year:O", title=None, scale=alt.Scale(padding=0.3, type="point"))
_FISCAL = "(slice(datum.value, 5) == '01' ? '' : 'FY') + (+slice(datum.value, 0, 4) + (slice(datum.value, 5) == '01' ? 0 : 1))"
_LABEL = "abs({0}) < 1e6 ? format({0}, ',') : replace(format({0}, '~s'), 'G', 'B')"
_BANDS = {"Nine in ten (5 to 95 %)": ("p5", "p95"), "Middle half (25 to 75 %)": ("p25", "p75")}
_PERCENTILES = {"p5": "5 %", "p25": "25 %", "p50": "Median", "p75": "75 %", "p95": "95 %"}


def draw_charts(facts: Facts) -> dict[str, Spec]:
    """The chart of each figure, without those that would show nothing."""
    names = facts.drawn
    charts = {
        "bridge": draw_bridge(facts.of("bridge_steps"), names),
        "levels": draw_stacks(facts.of("level_headcount"), names, "headcount", "Level"),
        "payroll": draw_lines(facts.of("payroll"), names, "payroll", "Payroll", "money"),
        "average_pay": draw_lines(facts.of("average_pay"), names, "average_pay", "Average pay", "money"),
        "months": draw_lines(facts.of("months"), names, "headcount", "Headcount"),
        "age": draw_pyramid(facts.of("bands", dimension="age"), names),
        "tenure": draw_pyramid(facts.of("bands", dimension="tenure"), names),
    }
    if rows := facts.rows["risk_dots"]:
        charts["risk"] = draw_dots(rows)
    if len(names) > 1:
        charts["headcount"] = draw_lines(facts.of("headcount"), names, "headcount", "Headcount")
    if costs := facts.of("costs"):
        charts["costs"] = draw_stacks(costs, names, "amount", "Item", "money")
    for measure, kind in (("headcount", None), ("payroll", "money"), ("people_cost", "money")):
        rows = facts.of("fans", measure=measure)
        if any(row["has_spread"] for row in rows):
            charts[f"fan-{measure}"] = draw_fans(rows, names, kind)
        if rows := facts.of("comparison", measure=measure):
            charts[f"difference-{measure}"] = draw_lines(rows, names, "mean_difference", "Difference", kind)
    return charts


def draw_lines(rows: Sequence[Row], names: Sequence[str], value: str, label: str, kind: str | None = None) -> Spec:
    """One line for each scenario over the years, or over months with a mark for each year, in a band where there is one."""
    starts = [row["month"] for row in rows if row.get("fiscal_month") == 1]
    axis = alt.Axis(values=list(dict.fromkeys(starts)), grid=True, labelExpr=_FISCAL)
    when = alt.X("month:O", title=None, scale=alt.Scale(padding=0.3, type="point"), axis=axis) if starts else _YEARS
    rows = [row for row in rows if row[value] is not None]
    drawn = [name for name in names if any(row["scenario_id"] == name for row in rows)]

    def by_scenario(channel: Any, choices: Sequence[Any]) -> Any:
        scale = alt.Scale(domain=drawn, range=[choices[names.index(name)] for name in drawn])
        return channel("scenario_id:N", scale=scale, legend=alt.Legend() if len(drawn) > 1 else None, title=None)

    base = alt.Chart(alt.InlineData(rows)).encode(when, by_scenario(alt.Color, _SERIES))
    line = base.mark_line(strokeWidth=2.5).encode(_amounts(value), by_scenario(alt.StrokeDash, _DASHES))
    layers, said = [line], {"scenario_id:N": "Scenario", when.shorthand: "Month" if starts else "Year", value: label}
    if any(row["low"] is not None for row in rows):
        band = base.mark_area(opacity=0.16).encode(_amounts("low"), alt.Y2("high"))
        layers.insert(0, band.transform_filter("isValid(datum.low)"))
        said |= {"low": "From", "high": "To"}
    if value == "mean_difference":
        layers.insert(0, alt.Chart(alt.InlineData([{}])).mark_rule().encode(y=alt.datum(0)))
    points = base.mark_point(filled=True, size=15 if starts else 60, opacity=1)
    points = points.encode(_amounts(value), by_scenario(alt.Shape, _SHAPES), tooltip=_tips(said, kind))
    return dict(alt.layer(*layers, points).properties(height=260).to_dict())


def draw_fans(rows: Sequence[Row], names: Sequence[str], kind: str | None) -> Spec:
    """The median of each scenario between its percentiles, each on an axis of its own."""
    base, color = alt.Chart().encode(_YEARS), _SERIES[0]
    shown = [name for name in _PERCENTILES if any(row[name] is not None for row in rows)]
    bands = {label: ends for label, ends in _BANDS.items() if ends[0] in shown}
    scale = alt.Scale(domain=list(_BANDS), range=[0.2, 0.4])
    legend = alt.Legend(symbolType="square", symbolFillColor=color, values=list(bands))
    layers = [
        base.mark_area(color=color)
        .encode(_amounts(low, 48), alt.Y2(high), alt.Opacity("band:O", title=None, scale=scale, legend=legend))
        .transform_filter(f"isValid(datum.{low})")
        .transform_calculate(band=f"'{label}'")
        for label, (low, high) in bands.items()
    ]
    median = base.mark_line(color=color, strokeWidth=2.5, point={"color": color, "size": 40})
    said = {"simulation_year:O": "Year"} | {name: _PERCENTILES[name] for name in shown}
    layers.append(median.encode(_amounts("p50", 48), tooltip=_tips(said, kind)))
    there = {row["scenario_id"] for row in rows}
    return _facet(alt.layer(*layers), rows, [name for name in names if name in there], 200, y="independent")


def draw_bridge(rows: Sequence[Row], names: Sequence[str]) -> Spec:
    kinds = {"Headcount": "var(--total)", "Adds": _SERIES[0], "Takes away": _SERIES[1]}
    steps = list(dict.fromkeys(row["step"] for row in rows))
    room = 1.3 * max(1, *(row["reached"] for row in rows))  # for the numbers behind the bars
    across = alt.X("start:Q", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    said = _tips({"step:N": "Step", "change": "Employees"})
    base = alt.Chart().encode(alt.Y("step:N", sort=steps, title=None), tooltip=said)
    bars = base.mark_bar().encode(across, alt.X2("reached"), _color("kind", kinds))
    sign = "datum.kind === 'Headcount' ? '' : '+'"
    numbers = base.transform_calculate(
        text=f"round(datum.change) ? format(datum.change, ({sign}) + ',.0f') : '0'", end="max(datum.start, datum.reached)"
    ).mark_text(align="left", dx=6)
    return _facet(alt.layer(bars, numbers.encode(alt.X("end:Q"), text="text:N")), rows, names, 28 * len(steps))


def draw_stacks(rows: Sequence[Row], names: Sequence[str], amount: str, label: str, kind: str | None = None) -> Spec:
    groups = list(dict.fromkeys(row["group_name"] for row in sorted(rows, key=lambda row: row["group_order"])))
    step = (LEVELS - 1) / max(len(groups) - 1, 1)
    shades = {group: f"var(--level-{round(place * step)})" for place, group in enumerate(groups)}
    bars = alt.Chart().mark_bar(stroke="var(--paper)", strokeWidth=1).transform_filter(f"datum.{amount} > 0")
    bars = bars.encode(
        alt.X("simulation_year:O", title=None),
        _amounts(f"sum({amount})", zero=True),
        _color("group_name", shades),
        alt.Order("group_order:Q"),
        tooltip=_tips({"group_name:N": label, "simulation_year:O": "Year", f"sum({amount})": amount.capitalize()}, kind),
    )
    return _facet(bars, rows, names, 240)


def draw_pyramid(rows: Sequence[Row], names: Sequence[str]) -> Spec:
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
        tooltip=_tips({"side:N": "When", "band:N": "Years", "people": "Employees"}),
    )
    return _facet(bars, rows, names, 22 * len(bands))


def draw_dots(rows: Sequence[Row]) -> Spec:
    """The replications of each threshold, which is a line."""
    axis = alt.Axis(labelExpr=_LABEL.format("datum.value"), tickCount=4)
    across = alt.X("middle:Q", title=None, scale=alt.Scale(zero=False), axis=axis)
    dots = alt.Chart().mark_circle(size=45, opacity=1, clip=False).encode(across, alt.Y("place:Q", axis=None))
    dots = dots.encode(_color("side", {"Within": _SERIES[0], "Beyond": _SERIES[1]}), tooltip=_tips({"amount": "Amount"}))
    line = alt.Chart().mark_rule(strokeWidth=2).encode(alt.X("threshold:Q", title=None))
    names = list(dict.fromkeys(row["scenario_id"] for row in rows))
    return _facet(alt.layer(line, dots), rows, names, 90, x="independent", y="independent")


@cache
def chart_library() -> Markup:
    """Vega, Vega-Lite and Vega-Embed in one script, in which nothing may end the script early."""
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    return Markup(bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def _facet(chart: Any, rows: Sequence[Row], names: Sequence[str], height: int, **scales: Any) -> Spec:
    alike: dict[str, list[str]] = {}  # scenarios whose charts would be the same share one, with a name on each line
    for name in names:
        alike.setdefault(str([row | {"scenario_id": ""} for row in rows if row["scenario_id"] == name]), []).append(name)
    shared = {group[0]: "\n".join(group) for group in alike.values()}
    data = alt.InlineData([row | {"scenario_id": shared[row["scenario_id"]]} for row in rows if row["scenario_id"] in shared])
    if len(shared) == 1:
        return dict(chart.properties(data=data, height=height, title=list(names)[len(names) == 1 :]).to_dict())
    by_scenario = alt.Facet(
        "scenario_id:N", sort=list(shared.values()), title=None, header=alt.Header(labelExpr="split(datum.label, '\\n')")
    )
    small = chart.properties(width=300, height=height)
    return dict(small.facet(by_scenario, data=data, columns=3).resolve_scale(**scales).to_dict())


def _amounts(field: str, extent: float = 0, zero: bool = False) -> alt.Y:
    axis = alt.Axis(labelExpr=_LABEL.format("datum.value"), tickMinStep=1, minExtent=extent)
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=zero), axis=axis)


def _color(field: str, colors: Mapping[str, str]) -> alt.Color:
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=list(colors), range=list(colors.values())), title=None)


def _tips(titles: Mapping[str, str], kind: str | None = None) -> list[alt.Tooltip]:
    text = ",.0f" if kind == "money" else ",.1~f"
    return [
        alt.Tooltip(field, title=title) if ":" in field else alt.Tooltip(f"{field}:Q", title=title, format=text)
        for field, title in titles.items()
    ]
