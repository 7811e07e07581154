"""Vega: the library that draws the charts in the browser, and still pictures for where no script runs."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from functools import cache

import altair
import vl_convert
from markupsafe import Markup

from runner.html_report import theme
from runner.html_report.figures import Chart

_WIDTH = {False: 1080, True: 520}  # of a still picture that stands alone, and of one among others
_SNIPPET = "window.vegaEmbed = vegaEmbed;"  # all that the page uses
_VERSION = ".".join(altair.SCHEMA_VERSION.lstrip("v").split(".")[:2])  # what altair writes, the browser reads


@cache
def library() -> Markup:
    """Vega, Vega-Lite and Vega-Embed in one script; nothing in it may end the script early."""
    bundle: str = vl_convert.javascript_bundle(_SNIPPET, vl_version=_VERSION)
    return Markup(bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def stills(charts: Iterable[Chart]) -> dict[str, Markup]:
    """Each chart as an SVG that needs no script: mail programs and previews often run none."""
    return {chart.key: _still(chart) for chart in charts}


def _still(chart: Chart) -> Markup:
    spec = json.loads(json.dumps(chart.spec)) | {"width": _WIDTH[bool(chart.heading)]}
    picture: str = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, config=theme.config())
    label = html.escape(chart.alt)
    return Markup(picture.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))
