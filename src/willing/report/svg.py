"""A drawing as part of a page: smaller, with ids of its own, and with words for who points at it or cannot see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from willing.charts.plain import printable

NUMBER = re.compile(r"-?[0-9]+\.[0-9]+(?:e-?[0-9]+)?")
PLACES = ("d", "transform", "x", "y", "x1", "y1", "x2", "y2", "width", "height")
"""Attributes that hold nothing but places."""
OUTLINE = 400
"""Signs from which a path is an outline of a map, for which a tenth of a pixel is fine enough."""
NEEDLESS = ("aria-hidden", "aria-roledescription", "class", "font-family", "pointer-events", "role")
"""Attributes that say nothing within a picture that is one image to who cannot see it; the page sets the font."""


def inlined(svg: str, name: str, said: str) -> str:
    """A drawing for use within HTML; ``name`` is the start of every id in it, ``said`` its description in words."""
    root = Xml.fromstring(re.sub(r' xmlns(:xlink)?="[^"]*"', "", printable(svg), count=2))
    numbers = {key: f"{name}-{i}" for i, key in enumerate((e.get("id") for e in root.iter() if e.get("id")), start=1)}
    size = {key: root.attrib[key] for key in ("width", "height", "viewBox")}
    for element in root.iter():
        _tidy(element, numbers)
    root.attrib.clear()
    root.attrib.update({**size, "class": name.rpartition("-")[2], "role": "img", "aria-labelledby": f"{name}-said"})
    described = Xml.Element("desc", id=f"{name}-said")
    described.text = printable(said)
    root.insert(0, described)
    for mark in [element for element in root.iter() if "aria-label" in element.attrib]:
        label = mark.attrib.pop("aria-label")
        if not len(mark) and mark.tag != "text":
            Xml.SubElement(mark, "title").text = label
    return Xml.tostring(root, encoding="unicode")


def _tidy(element: Xml.Element, numbers: dict[str | None, str]) -> None:
    for key in NEEDLESS:
        element.attrib.pop(key, None)
    for key in PLACES:
        if key in element.attrib:
            value = element.attrib[key]
            digits = 1 if len(value) > OUTLINE else 2
            element.set(key, _shortened(value, digits))
    if "id" in element.attrib:
        element.set("id", numbers[element.attrib["id"]])
    clip = element.get("clip-path")
    if clip is not None:
        element.set("clip-path", f"url(#{numbers[clip[5:-1]]})")


def _shortened(places: str, digits: int) -> str:
    return NUMBER.sub(lambda found: _short(found[0], digits), places)


def _short(number: str, digits: int) -> str:
    short = f"{float(number):.{digits}f}".rstrip("0").rstrip(".")
    return "0" if short in ("-0", "") else short
