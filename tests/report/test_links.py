"""Links within a page, and the numbers of a sentence tied to their places."""

from __future__ import annotations

import pytest
from tests.report.scenes import rich

from willing.report.links import Piece, links_of, tied


def test_only_what_stands_on_the_page_is_linked_to() -> None:
    links = links_of(rich(), ["FR"])
    assert links.to("nation", "FR") == "#nation-FR"
    assert links.to("nation", "GB") is None
    assert links.to("pledge", None) is None
    assert links.subject("fr") == "#pledge-fr"
    assert links.subject("ceasefire") == "#factor-ceasefire"
    assert links.subject("training") == "#course-training"
    assert links.subject("case") is None
    assert links.subject(None) is None


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/b", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https:a", False),
        ("https://a.example/with a space", False),
        (" https://a.example", False),
        (None, False),
    ],
)
def test_an_address_is_linked_only_if_it_is_of_the_web(url: str | None, linked: bool) -> None:
    assert links_of(rich(), []).address(url) == (url if linked else None)


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("As of 2025-08-20, 7,500 of 25,000 stand firm.", ["7,500", "25,000"]),
        ("25,000.", ["25,000"]),
        ("no more than the 7,500 offered: 25,000 short", ["7,500"]),
        ("in 7500 or 17,500 or 7,500,000 or 7,500.5 or fr-7,500 or 7,500-x", []),
        ("", []),
    ],
)
def test_whole_numbers_of_persons_are_tied_and_nothing_else(sentence: str, numbers: list[str]) -> None:
    found = tied(sentence, {7500: "#here", 25_000: "#there"})
    assert "".join(piece.text for piece in found) == sentence
    assert [piece.text for piece in found if piece.href] == numbers


def test_a_tied_number_leads_to_its_place() -> None:
    assert tied("of 25,000 wanted", {25_000: "#target"}) == (
        Piece("of ", None),
        Piece("25,000", "#target"),
        Piece(" wanted", None),
    )
