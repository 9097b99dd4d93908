"""A drawing within a page."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import quick

from willing.charts.plain import cleaned, plain, printable
from willing.report.svg import inlined

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" class="marks" '
    'width="30" height="20" viewBox="0 0 30 20"><g clip-path="url(#clip7)" role="graphics-object">'
    '<path aria-label="France: firm &lt;5&gt;" d="M1.23456,-0.0001L2e0,3.999" fill="#0072b2" class="x"/>'
    '<text aria-label="unheard" font-family="Arial" transform="translate(1.005,2)">role="x" 1.23456</text></g>'
    '<defs><clipPath id="clip7"><rect x="0" y="0" width="30.000000001" height="5"/></clipPath></defs></svg>'
)


def test_ids_are_its_own_and_lead_where_they_did() -> None:
    found = inlined(DRAWING, "map-wide", "A map")
    assert 'id="map-wide-1"' in found
    assert 'clip-path="url(#map-wide-1)"' in found
    assert "clip7" not in found


def test_the_drawing_is_one_image_with_words() -> None:
    found = inlined(DRAWING, "map-narrow", "A <map> & more")
    head = (
        '<svg width="30" height="20" viewBox="0 0 30 20" class="narrow" role="img" aria-labelledby="map-narrow-said">'
    )
    assert found.startswith(f'{head}<desc id="map-narrow-said">A &lt;map&gt; &amp; more</desc>')


def test_marks_say_what_they_are_to_the_pointer() -> None:
    found = inlined(DRAWING, "map-wide", "A map")
    assert "<title>France: firm &lt;5&gt;</title></path>" in found
    assert "unheard" not in found


def test_places_are_as_fine_as_the_eye_and_text_is_left_alone() -> None:
    found = inlined(DRAWING, "map-wide", "A map")
    assert 'd="M1.23,0L2e0,4"' in found
    assert 'transform="translate(1,2)"' in found or 'transform="translate(1.01,2)"' in found
    assert '>role="x" 1.23456</text>' in found
    assert not re.search("font-family|xmlns|graphics-object", found)


@quick(200)
@given(st.text())
def test_what_is_left_of_a_text_can_stand_in_a_page(text: str) -> None:
    found = printable(text)
    assert printable(found) == found
    found.encode()
    inlined(DRAWING, "map-wide", text)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\ud800-\udfff\ufffe]", found)


def test_only_text_is_cleaned() -> None:
    assert cleaned({"a\x00": ["b\x00", 1, None, {"c": ("\u202ed",)}]}) == {"a\x00": ["b", 1, None, {"c": ["d"]}]}
    assert plain(7) == 7
    assert printable("Ünï\tc\nødé 🌍 العربية") == "Ünï\tc\nødé 🌍 العربية"
