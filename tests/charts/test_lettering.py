"""Widths of texts, against the converter's own fonts; and how lines break."""

from __future__ import annotations

import re

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from willing.charts import theme
from willing.charts.lettering import cut, first_that_fits, width, wrapped
from willing.charts.render import VERSION

LINES = (
    "None of the 25,000 wanted stand firm; 20,000 would if France, the United Kingdom and Germany signed together",
    "The quick brown fox jumps over the lazy dog (36.8\u00a0%), WAVES & MMM; iiillljjj: 0123456789",
)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("bold", [False, True])
def test_a_line_is_as_wide_as_the_converter_makes_it(line: str, bold: bool) -> None:
    """Vega makes room for a text that leaves the view: the picture grows to the text's width."""
    text = {
        "type": "text",
        "align": "left",
        "fontSize": 20,
        "font": theme.FONT,
        "fontWeight": "bold" if bold else "normal",
    }
    spec = {
        "data": {"values": [{"t": line}]},
        "mark": text,
        "encoding": {"text": {"field": "t"}, "x": {"value": 0}},
        "width": 1,
        "height": 30,
        "padding": 0,
    }
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VERSION, allowed_base_urls=[])
    found = re.search(r'width="(\d+)"', drawn)
    assert found is not None
    assert width(line, 20, bold) == pytest.approx(int(found[1]), rel=0.03)


@given(st.text("abc W", max_size=80), st.floats(20, 400))
def test_lines_keep_every_word_and_their_room(text: str, room: float) -> None:
    lines = wrapped(text, room, 12)
    assert " ".join(lines) == text if text else lines == [""]
    assert all(width(line, 12) <= room for line in lines if " " in line.strip())


@given(st.text("abc W", max_size=80), st.floats(20, 400))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, room: float) -> None:
    found = cut(text, room, 12)
    assert width(found, 12) <= room
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


def test_a_number_is_not_parted_from_its_sign() -> None:
    assert wrapped("about 36.8\u00a0% of it", 70, 12) == ["about", "36.8\u00a0% of it"]


def test_the_first_way_to_say_it_that_fits() -> None:
    assert first_that_fits(("a long text", "short", "s"), 40, 12) == "short"
    assert first_that_fits(("a long text",), 10, 12) == ""
