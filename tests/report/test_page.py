"""The page: sound, self-contained, the same each time, and with the numbers of the answers."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from tests.report.reading import Page
from tests.report.scenes import EVIL, HEAD, built, hostile, of_rich, offer, read, rich, ukraine
from tests.strategies import case_data, quick

import willing
from willing.charts import words
from willing.report import page as module
from willing.report.answers import Question
from willing.report.page import page

EDGES: dict[str, tuple[willing.Case, dict[str, Any]]] = {
    "nothing at all": (willing.build({"case": HEAD}), {}),
    "nations only": (built(), {}),
    "no factors, no target, no statements": (built(pledges=[offer("FR")]), {}),
    "reached as things are": (built(50, pledges=[offer("FR")]), {}),
    "only refusals": (built(50, pledges=[offer("FR", 0, stage="refused")]), {}),
    "no number known": (built(50, factors={"f": {}}, pledges=[offer("FR", "unknown", **{"if": "f"})]), {}),
    "no probability known": (
        built(150, factors={"f": {}, "g": {}}, pledges=[offer("FR", **{"if": "f"}), offer("GB", **{"if": "g"})]),
        {},
    ),
    "contested": (
        built(150, pledges=[offer("FR", **{"if": "not GB stands"}), offer("GB", **{"if": "not FR stands"})]),
        {},
    ),
    "a rule": (
        built(
            factors={"f": {"probability": 0.3}},
            pledges=[offer("FR", **{"if": "f and GB stands"}), offer("GB", **{"if": "FR stands"})],
        ),
        {"target": "nations >= 2 and total >= 100"},
    ),
    "one that follows": (
        built(130, pledges=[offer("FR"), offer("GB", {"match": 0.5, "of": "others", "up_to": 80})]),
        {},
    ),
}
"""Cases in which something is missing or unusual."""


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take long to draw, and have tests of their own."""
    monkeypatch.setattr(module, "pictures_of", lambda _: {})


def sound(found: Page) -> None:
    """What holds of every page; reading it has checked that it nests and that no id is there twice."""
    assert found.lost() == []
    assert found.loaded() == []


@pytest.mark.parametrize("name", list(EDGES))
def test_a_page_of_what_is_missing_or_unusual_is_sound(name: str) -> None:
    case, asked = EDGES[name]
    found = read(case, **asked)
    sound(found)
    assert found.by_id["answer"].all("p")[0].text == willing.assess(case, **asked).sentence


def test_the_page_of_the_bundled_case_is_sound_and_small_enough_to_send() -> None:
    sound(ukraine())
    assert len(ukraine().html.encode()) < 3_000_000


@quick(40)
@given(data=case_data())
def test_the_page_of_any_case_is_sound(data: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "pictures_of", lambda _: {})
        sound(read(willing.build(data)))


def test_text_of_a_case_stays_text() -> None:
    found = read(hostile())
    sound(found)
    assert found.root.all("script") == []
    assert found.by_id["answer"] is not None
    shown = EVIL.replace("\u202e", "").replace("\x07", "")
    assert found.root.all("h1")[0].text == " ".join(shown.split())
    assert "\u202e" not in found.html
    assert "\x07" not in found.html
    assert "{{ 7 * 7 }}" in found.text


def test_addresses_are_linked_only_where_they_are_of_the_web() -> None:
    links = [a.attributes["href"] for a in read(hostile()).root.all("a") if not a.attributes["href"].startswith("#")]
    assert links == ['https://x.example/?a="><script>&b']
    assert of_rich().by_id["statement-s1"].all("a")[0].attributes["href"] == "https://times.example/a?b=1&c=2"
    assert "javascript:alert(1)" in of_rich().by_id["statement-s2"].text


def test_the_same_question_gives_the_same_page_sign_for_sign() -> None:
    assert page(rich()) == page(rich()) == of_rich().html


@pytest.mark.usefixtures("without_pictures")
def test_the_key_figures_are_those_of_the_answers() -> None:
    case = rich()
    asked: dict[str, Any] = {"assume": {"ceasefire": True}}
    found, answer, odds = read(case, **asked), willing.assess(case, **asked), willing.odds(case, **asked)
    assert found.by_id["answer"].all("p")[0].text == answer.sentence
    assert found.value("figure-firm") == answer.strength.firm
    assert found.value("figure-together") == answer.strength.together > 0
    assert found.value("figure-target") == answer.target
    assert odds.target is not None
    assert words.percent(odds.target.firm).replace("\xa0", " ") in found.by_id["figure-odds"].text
    assert words.percent(odds.target.together).replace("\xa0", " ") in found.by_id["figure-odds"].text


def test_the_sums_are_those_of_the_answer_and_of_the_rows_below_them() -> None:
    answer = willing.assess(willing.load("ukraine-2025"), as_of="2025-08-20")
    for status in ("firm", "together", "out"):
        body = ukraine().by_id[f"force-{status}"]
        sums, *rows = body.all("tr")
        numbers = [int(data.attributes["value"]) for row in rows for data in row.all("data")]
        assert int(sums.all("data")[0].attributes["value"]) == getattr(answer.strength, status) == sum(numbers)
        here = [v.id for v in answer.pledges if v.parts[status] or v.status == status]
        assert [row.all("th")[0].text for row in rows] == here


def test_courses_of_action_come_with_their_odds() -> None:
    odds = willing.odds(rich())
    rows = {row[0]: row[1:] for row in of_rich().rows("courses")}
    assert list(rows) == ["Trainers", "Patrols"]
    for mark in odds.courses:
        firm, together = (words.percent(p).replace("\xa0", " ") for p in (mark.firm, mark.together))
        assert rows[mark.title] == [words.number(mark.strength or 0), firm, together]


def test_a_post_that_follows_a_rule_shows_its_reasoning_and_leads_to_the_rule() -> None:
    found = of_rich().html
    assert "6,000 trainees × 1 per 3 = 2,000" in found
    assert '<a href="#rule-teach">teach</a>' in found
    assert 'id="rule-teach"' in found
    assert '<tr id="area-west">' in found
    assert "6,000 trainees" in found
    assert '<tr id="capability-infantry">' in found


def test_nations_have_a_row_for_each_verdict_with_power_and_reason() -> None:
    answer = willing.assess(rich())
    rows = of_rich().rows("nations")
    assert [row[0] for row in rows] == [words.opened(words.label(row.name)) for row in answer.nations]
    assert [row[3] for row in rows] == [words.opened(row.reason) for row in answer.nations]
    decided = willing.pivots(rich(), target=9000, expected=True, game="firm")
    power = {p.nation: words.percent(p.shapley).replace("\xa0", " ") for p in decided.nations}
    first = {row.nation: shown for row, shown in zip(reversed(answer.nations), reversed(rows), strict=True)}
    assert {nation: row[4] for nation, row in first.items()} == power


def test_every_number_of_a_pledge_leads_to_its_statements_and_from_there_to_the_source() -> None:
    found = of_rich()
    nation = next(row for row in found.by_id["nations"].all("tr") if "France" in row.text)
    assert {a.attributes["href"] for a in nation.all("a")} == {"#nation-FR"}
    pledge = found.by_id["pledge-fr"]
    assert "4,000 to 6,000, likely 5,000 persons" in pledge.text
    assert "#statement-s1" in {a.attributes["href"] for a in pledge.all("a")}
    statement = found.by_id["statement-s1"].text
    for said in ("B2", "Five thousand", "4,000 to 6,000 persons", "The Times", "1 April 2025", "paragraph 3"):
        assert said in statement


def test_contradictions_lead_both_ways() -> None:
    for one, other in (("s1", "s2"), ("s2", "s1")):
        entry = of_rich().by_id[f"statement-{one}"]
        assert f"Contradicts {other}" in entry.text
        assert f"#statement-{other}" in {a.attributes["href"] for a in entry.all("a")}


def test_statements_stand_in_the_order_of_their_numbers() -> None:
    ids = [name for name in of_rich().by_id if name.startswith("statement-")]
    assert ids == ["statement-s1", "statement-s2", "statement-s10"]


def test_what_is_said_later_is_not_on_the_page() -> None:
    case = willing.load("ukraine-2025")
    late = {s.id for s in case.statements if s.on > date(2025, 8, 20)}
    assert late
    assert not [name for name in late if f"statement-{name}" in ukraine().by_id]
    assert not re.search(r"2025-(09|1)|2026-", ukraine().by_id["changed"].text)


def test_pledges_that_do_not_take_part_stand_apart() -> None:
    found = of_rich()
    assert "Not this time" in found.by_id["pledge-es"].text
    order = list(found.by_id)
    assert order.index("pledge-dk") < order.index("apart") < order.index("pledge-es")


def test_a_target_out_of_reach_is_said_to_be_and_the_largest_course_within_reach_is_asked_about() -> None:
    found = read(rich(), target=50_000)
    assert "No future reaches the 50,000 persons wanted" in found.by_id["decides"].text
    assert "“Patrols”, asks for 9,500" in found.by_id["decides"].text
    assert "40,200 short" in found.by_id["more"].text
    assert "asked for with --target" in found.text


def test_the_page_says_how_it_was_made() -> None:
    made = ukraine().by_id["made"].text
    case = willing.load("ukraine-2025")
    assert willing.assess(case).case_hash in made
    assert "willing report ukraine-2025 -o page.html --as-of 2025-08-20" in made
    assert "resolution 68/262" in made


def test_the_command_says_every_option() -> None:
    asked = Question(
        assume={"ceasefire": False},
        given={"backing": True},
        stage="indicated",
        target="total >= 5",
        seed=3,
        reading="low",
    )
    made = Page(page(rich(), asked)).by_id["made"].text
    written = "--assume ceasefire=false --given backing --stage indicated --reading low --target 'total >= 5' --seed 3"
    assert written in made


def test_pictures_have_words_and_a_drawing_for_each_kind_of_screen() -> None:
    names = ("strength", "waits", "odds_curve", "drivers", "nations_map", "pivots", "timeline")
    for name in names:
        figure = ukraine().by_id[f"picture-{name}"]
        drawings = figure.all("svg")
        assert [drawing.attributes["class"] for drawing in drawings] == ["wide", "narrow"]
        assert all(len(drawing.all("desc")[0].text) > 20 for drawing in drawings)
        assert figure.all("figcaption")[0].text


def test_headings_come_in_order() -> None:
    levels = [int(e.tag[1]) for e in ukraine().root.all("*") if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_whoever_waits_hears_how_far_it_is() -> None:
    heard: list[float] = []
    page(rich(), told=heard.append)
    assert heard == sorted(heard)
    assert 0 < heard[-1] <= 1


def test_a_question_that_cannot_be_asked_is_refused() -> None:
    for asked in ({"assume": {"moon": True}}, {"given": {"moon": True}}, {"stage": "sure"}, {"target": "many"}):
        with pytest.raises(willing.AskError):
            page(rich(), Question(**asked))
