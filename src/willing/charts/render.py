"""A chart as SVG, PNG, JSON, or a page of its own that works without a network.

Nothing is fetched: fonts are those of the machine, data stand in the specification, and the page carries the
JavaScript of Vega that lies in the installed converter.
"""

from __future__ import annotations

import html as markup
import json
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from willing.charts import NARROW, WIDE, Scheme, theme
from willing.charts.pictures import Draw
from willing.charts.plain import cleaned
from willing.charts.theme import recoloured

VERSION = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
"""The version of Vega-Lite that Altair writes, of those that the converter carries."""
SHARPNESS = 2.0
"""Pixels of a PNG per pixel of the chart."""
WIDTHS = (NARROW, 720, WIDE)
"""The widths a page carries; it shows the widest that fits its window."""
PRINTED = 720
"""The width of a page's printed picture."""


def spec(chart: alt.LayerChart, scheme: Scheme = "light") -> dict[str, Any]:
    """The Vega-Lite specification, checked against its schema.

    Without signs that XML does not know: the converter would end the whole process where a text holds one.
    """
    found: dict[str, Any] = cleaned(recoloured(chart.to_dict(), scheme))
    return found


def svg(chart: alt.LayerChart, scheme: Scheme = "light") -> str:
    """The chart as SVG, with its description for who cannot see it."""
    written = spec(chart, scheme)
    drawn = vl_convert.vegalite_to_svg(written, vl_version=VERSION, allowed_base_urls=[])
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{markup.escape(written["description"])}" ', 1)


def png(chart: alt.LayerChart, scheme: Scheme = "light", sharpness: float = SHARPNESS) -> bytes:
    """The chart as PNG."""
    return vl_convert.vegalite_to_png(spec(chart, scheme), vl_version=VERSION, allowed_base_urls=[], scale=sharpness)


def text(chart: alt.LayerChart, scheme: Scheme = "light") -> str:
    """The specification as JSON."""
    return json.dumps(spec(chart, scheme), ensure_ascii=False, separators=(",", ":")) + "\n"


def rendered(draw: Draw, ending: str, width: int = WIDE, scheme: Scheme = "light") -> bytes:
    """What a file with one of the endings in :data:`~willing.charts.FORMATS` holds.

    A page (.html) is drawn at widths and in schemes of its own.
    """
    match ending:
        case ".html":
            return page(draw).encode()
        case ".png":
            return png(draw(width), scheme)
        case ".svg":
            return svg(draw(width), scheme).encode()
        case _:
            return text(draw(width), scheme).encode()


@lru_cache(maxsize=1)
def vega() -> str:
    """The JavaScript that draws in a browser: Vega, Vega-Lite and Vega-Embed, out of the installed converter."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VERSION)
    return bundle.replace("</script", "<\\/script")


def page(draw: Draw) -> str:
    """A page with the picture at several widths, in the scheme of the reader's screen, and light on paper.

    Pointing at a mark says what it is. Without JavaScript the printed picture is shown.
    """
    charts = {width: draw(width) for width in WIDTHS}
    widest = spec(charts[WIDE])
    title, said = " ".join(widest["title"]["text"]), widest["description"]
    data = {"specs": {width: spec(chart) for width, chart in charts.items()}, "partners": dict(theme.partners())}
    return PAGE.format(
        title=markup.escape(title),
        said=markup.escape(said),
        style=STYLE,
        printed=svg(charts[PRINTED]),
        bundle=vega(),
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        script=SCRIPT,
    )


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" \
content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<div id="picture" hidden></div>
<div id="printed">{printed}</div>
<details><summary>In words</summary><p>{said}</p></details>
</main>
<script>{bundle}</script>
<script>const carried = {data};
{script}</script>
</body>
</html>
"""

STYLE = f"""
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: {theme.PAPER}; color: {theme.QUIET}; font: 14px/1.4 {theme.FONT}; }}
main {{ max-width: {WIDE}px; margin: 0 auto; }}
#picture.vega-embed {{ display: block; }}
#picture[hidden] {{ display: none; }}
svg {{ display: block; width: 100%; height: auto; }}
details {{ padding: 0 {theme.MARGIN}px {theme.MARGIN}px; }}
#vg-tooltip-element {{ max-width: 24em; font: 13px/1.35 {theme.FONT}; }}
@media (prefers-color-scheme: dark) {{ body {{ background: {theme.partners()[theme.PAPER]};
  color: {theme.partners()[theme.QUIET]}; }} }}
@media print {{ body {{ background: {theme.PAPER}; }} #picture, details {{ display: none !important; }}
  #printed {{ display: block !important; }} }}
"""

SCRIPT = """
const holder = document.getElementById("picture"), dark = matchMedia("(prefers-color-scheme: dark)");
let shown = "";
function widest() {
  const fitting = Object.keys(carried.specs).map(Number).filter(width => width <= innerWidth * 1.08);
  return fitting.length ? Math.max(...fitting) : Math.min(...Object.keys(carried.specs));
}
function coloured(spec) {
  if (!dark.matches) return spec;
  return JSON.parse(JSON.stringify(spec), (key, value) => carried.partners[value] ?? value);
}
async function draw() {
  const width = widest(), wanted = width + (dark.matches ? " dark" : " light");
  if (wanted === shown) return;
  shown = wanted;
  const theme = dark.matches ? "dark" : "light";
  await vegaEmbed(holder, coloured(carried.specs[width]), {
    renderer: "svg", actions: false, ast: true, tooltip: { theme, disableDefaultStyle: false },
  });
  const drawing = holder.querySelector("svg");
  drawing.setAttribute("viewBox", `0 0 ${drawing.getAttribute("width")} ${drawing.getAttribute("height")}`);
  drawing.removeAttribute("width");
  drawing.removeAttribute("height");
  document.querySelector("main").style.maxWidth = Math.max(width, 560) + "px";
  holder.hidden = false;
  document.getElementById("printed").style.display = "none";
}
dark.addEventListener("change", draw);
addEventListener("resize", draw);
draw();
"""
