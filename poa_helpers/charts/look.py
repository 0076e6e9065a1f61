"""One look for all charts, and how they are shown and saved: no network, no random ids, the caption as alternative text.

JupyterLab 4 draws Vega-Lite 5 by itself but not the Vega-Lite 6 that altair 6 announces, and altair's default is a page that loads
scripts from a CDN. So importing this module registers a renderer that hands the chart over as Vega-Lite 5, with the caption as plain
text. JupyterLab adds a picture when it draws; where nobody looks (papermill) none is drawn, which would take longer than all else of the
chart. `POA_PICTURES=1` has one made at once, for viewers that draw no Vega: a code host's preview, HTML made by nbconvert. Only features
that both versions know are used.
"""

from __future__ import annotations

import base64
import os
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import PoaError
from ..words import locale_of
from .altair_light import Data, alt
from .png import compact

PICTURES = "POA_PICTURES"  # environment variable
_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # a PNG of one point
MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # names the version; nothing is loaded from there
VEGALITE = "5.8"  # what pictures are drawn with: the nearest to JupyterLab's own

# Okabe and Ito's colours, told apart with any colour vision (jfly.uni-koeln.de/color); shapes always say the same as well.
BLUE, VERMILLION, ORANGE, GREEN, SKY = "#0072B2", "#D55E00", "#E69F00", "#009E73", "#56B4E9"
INK, MUTED, LINE, PAPER = "#1F2933", "#52606D", "#D9DEE4", "#FFFFFF"
GREY, PALE = "#8A94A0", "#A9BCCB"
RUST = "#A84300"  # vermillion for small words: dark enough to be read
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
WIDTH = 560

Chart = alt.LayerChart | alt.VConcatChart | alt.FacetChart


def dressed(chart: Any, heading: str, caption: str, locale: str, wrap: int = 96) -> Any:
    """The chart in the one look. Paper and ink are fixed, for pictures and viewers of any kind; a dark page shows them reversed (`lab/settings`)."""
    title = alt.Title(heading, subtitle=textwrap.wrap(caption, wrap), anchor="start", frame="bounds", offset=14)
    look = alt.Config(
        background=PAPER, font=FONT, padding=14, locale=_d3_locale(locale),
        title=alt.TitleConfig(
            color=INK, fontSize=16, fontWeight=600, subtitleColor=MUTED, subtitleFontSize=12, subtitlePadding=6, subtitleLineHeight=16,
        ),
        axis=alt.AxisConfig(
            labelColor=INK, titleColor=MUTED, labelFontSize=11, titleFontSize=11, titleFontWeight="normal",
            gridColor=LINE, domainColor=GREY, tickColor=GREY,
        ),
        header=alt.HeaderConfig(labelColor=INK, titleColor=MUTED, labelFontSize=12),
        legend=alt.LegendConfig(labelColor=INK, titleColor=MUTED, labelFontSize=11, orient="bottom", symbolStrokeWidth=2, labelLimit=320),
        text=alt.MarkConfig(color=INK, fontSize=11),
        view=alt.ViewConfig(stroke=None),
    )  # fmt: skip
    chart.title, chart.description, chart.config = title, caption, look  # in place: `properties` would copy the chart with all its parts
    return chart


def nothing(heading: str, caption: str, locale: str) -> Any:
    """A chart without marks, for when there is nothing to draw: its heading and caption say so."""
    empty = alt.Chart(Data(values=[{}])).mark_point(opacity=0).properties(width=WIDTH, height=4)
    return dressed(alt.layer(empty), heading, caption, locale)


def caption(chart: Any) -> str:
    """What a chart shows, in one or two plain sentences: its alternative text."""
    return str(chart.description)


def heading(chart: Any) -> str:
    """A chart's title."""
    return str(chart.title.text)


def image(chart: Any, format: str) -> bytes:
    """A chart as `png` (twice the screen's resolution) or `svg`."""
    spec = vegalite(chart.to_dict())
    return picture(spec, 2.0) if format == "png" else _svg(spec).encode("utf-8")


def save_chart(chart: Any, path: Path | str) -> Path:
    """Write a chart as a picture, `.png` (twice the screen's resolution) or `.svg` by the name's ending.

    Raises PoaError for any other ending, and when the folder does not exist.
    """
    path = Path(path)
    if path.suffix.lower() not in (".png", ".svg"):
        raise PoaError.of(f"'{path.name}' is no name for a picture", "Let it end in .png or .svg.")
    if not path.parent.is_dir():
        raise PoaError.of(f"The folder '{path.parent}' does not exist", "Create it, or choose another one.")
    path.write_bytes(image(chart, path.suffix.lower().removeprefix(".")))
    return path


def vegalite(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart's specification under the version that JupyterLab draws."""
    return {**spec, "$schema": SCHEMA}


def picture(spec: dict[str, Any], scale: float = 1.0) -> bytes:
    """The chart as PNG."""
    import vl_convert

    return compact(vl_convert.vegalite_to_png(spec, vl_version=VEGALITE, scale=scale, allowed_base_urls=[]))


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGALITE, allowed_base_urls=[]))


def show(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The renderer: Vega-Lite 5, the caption, a picture if one is wished. The menu offers saving, not the online editor: data stay here."""
    spec = vegalite(spec)
    bundle = {MIME: spec, "text/plain": spec.get("description") or "Chart"}
    if os.environ.get(PICTURES) == "1":
        bundle["image/png"] = base64.b64encode(picture(spec)).decode("ascii")
    elif os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        # Voilà has no place for the picture that is made after drawing, and writes an error below the chart; where one is, none is made.
        bundle["image/png"] = _DOT
    actions = {"export": True, "source": False, "compiled": False, "editor": False}
    return bundle, {MIME: {"embed_options": {"actions": actions}}}


def _d3_locale(locale: str) -> dict[str, Any]:
    """Decimal mark, separators and month names for the axes, from Babel."""
    known = locale_of(locale)
    symbols = known.number_symbols.get("latn", known.number_symbols)
    months, days = known.months["stand-alone"], known.days["stand-alone"]
    width = [days["wide"][n] for n in (6, 0, 1, 2, 3, 4, 5)]
    short = [days["abbreviated"][n] for n in (6, 0, 1, 2, 3, 4, 5)]
    percent = "\xa0%" if known.language in ("de", "fr", "es") else "%"
    return {
        "number": {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""], "percent": percent},
        "time": {
            "dateTime": "%x, %X", "date": "%d %B %Y", "time": "%H:%M", "periods": ["AM", "PM"], "days": width, "shortDays": short,
            "months": [months["wide"][n] for n in range(1, 13)], "shortMonths": [months["abbreviated"][n] for n in range(1, 13)],
        },
    }  # fmt: skip


def day_format(locale: str) -> str:
    """How an axis writes a day: `Oct 14` in US English, `14 Oct` elsewhere."""
    return "%b %-d" if locale_of(locale).territory == "US" else "%-d %b"


def moment(value: date, hour: int = 0) -> str:
    """A day as Vega reads it in the viewer's own time zone (a bare date would be read as UTC and show the day before in America).

    >>> moment(date(2026, 9, 17))
    '2026-09-17T00:00:00'
    """
    return f"{value.isoformat()}T{hour:02d}:00:00"


alt.renderers.register("poa", show)
alt.renderers.enable("poa")
