"""Colours: legible in both schemes, one for each verdict, each with a partner."""

from __future__ import annotations

import re

import pytest

from willing.charts import theme
from willing.standing.verdict import STATUSES


def light(colour: str) -> float:
    """Relative luminance, by the formula of the Web Content Accessibility Guidelines."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def in_scheme(colour: str, scheme: str) -> str:
    return colour if scheme == "light" else theme.partners()[colour]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_paper(scheme: str) -> None:
    paper = in_scheme(theme.PAPER, scheme)
    for ink in (theme.INK, theme.QUIET, theme.WANTED, *theme.TEXTS.values()):
        assert contrast(in_scheme(ink, scheme), paper) >= 4.5, ink


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("status", STATUSES)
def test_text_can_be_read_on_the_fill_of_each_verdict(scheme: str, status: str) -> None:
    assert contrast(in_scheme(theme.ON[status], scheme), in_scheme(theme.VERDICTS[status], scheme)) >= 4.5


def test_verdicts_fall_in_lightness_from_out_to_firm_but_for_contested() -> None:
    """A grey print keeps the order of what everybody looks for first; contested is told apart by its sign."""
    firm, together, _, out = (light(theme.VERDICTS[status]) for status in STATUSES)
    assert firm < together < out
    assert light(theme.VERDICTS["contested"]) > firm


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert list(theme.SIGNS) == list(theme.VERDICTS) == list(STATUSES)
    assert len(set(theme.SIGNS.values())) == len(STATUSES)


def test_every_colour_is_told_apart_and_has_one_partner() -> None:
    named = [value for value in vars(theme).values() if isinstance(value, str) and re.fullmatch(r"#[0-9a-f]{6}", value)]
    fills = [*theme.VERDICTS.values(), *theme.TEXTS.values()]
    assert set(named) | set(fills) == set(theme.partners())
    assert len(set(fills)) == len(fills)


def test_a_specification_is_recoloured_all_through() -> None:
    spec = {"a": [theme.INK, {"b": theme.PAPER}], "c": 1, "d": "#123456"}
    dark = theme.recoloured(spec, "dark")
    assert dark == {"a": [theme.partners()[theme.INK], {"b": theme.partners()[theme.PAPER]}], "c": 1, "d": "#123456"}
    assert theme.recoloured(spec, "light") is spec
