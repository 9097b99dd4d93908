"""Every picture of every kind of case: it is drawn, fits its page, hides nothing and says what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations

import altair as alt
import pytest
from tests.charts.marks import page_of
from tests.charts.scenes import AGREED, alone, empty, ukraine
from tests.examples import pair

import willing
from willing.charts import NARROW, PICTURES, WIDE, theme
from willing.charts.pictures import Draw, Question, picture
from willing.charts.render import spec

SCENES: dict[str, tuple[Callable[[], willing.Case], Question]] = {
    "today": (ukraine, Question()),
    "closes": (ukraine, Question("2025-09-04", AGREED, reading="high")),
    "wide field": (ukraine, Question("2026-02-25", AGREED, stage="rumoured", target=8000)),
    "before": (ukraine, Question("2025-02-01")),
    "small": (pair, Question(assume={"ceasefire": True})),
    "alone": (alone, Question()),
    "empty": (empty, Question()),
}
NEEDS_TARGET = ("pivots",)
PLANS = ("courses", "coverage", "gantt_nations", "gantt_posts", "stress")
"""Pictures of plans: `test_plans.py` looks at those that have tours."""


@cache
def asked(name: str, scene: str) -> Draw:
    case, question = SCENES[scene]
    if name in NEEDS_TARGET and case().head.target is None:
        question = Question(question.as_of, question.assume, question.stage, question.reading, 5)
    if name in PLANS and not case().requirements:
        with pytest.raises(willing.AskError, match="no course of action with posts"):
            picture(name, case(), question)
        pytest.skip("nothing to plan")
    if name in PLANS and case is ukraine:
        question = replace(question, coa="trainers_west")
    return picture(name, case(), question)


def drawn(name: str, scene: str, width: int) -> alt.LayerChart:
    return asked(name, scene)(width)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("scene", SCENES)
def test_it_fits_its_page_and_no_text_covers_another(name: str, scene: str) -> None:
    for width in (NARROW, WIDE):
        wide, high, texts = page_of(drawn(name, scene, width))
        assert abs(wide - width) <= 2
        assert texts
        for text in texts:
            assert text.x1 >= theme.MARGIN / 2 - 1, text
            assert text.x2 <= width - theme.MARGIN / 2 + 1, text
            assert text.y1 >= 0, text
            assert text.y2 <= high, text
        assert [(a.text, b.text) for a, b in combinations(texts, 2) if a.covers(b)] == []


@pytest.mark.parametrize("name", PICTURES)
def test_it_says_in_words_what_it_shows(name: str) -> None:
    found = spec(drawn(name, "closes", WIDE))
    title = " ".join(found["title"]["text"])
    assert title
    assert not title.endswith(".")
    assert found["description"].startswith(title)
    assert "4 September 2025" in " ".join(found["title"]["subtitle"])
    assert "US air power" in " ".join(found["title"]["subtitle"])


@pytest.mark.parametrize("name", PICTURES)
def test_every_colour_has_a_partner_in_the_dark(name: str) -> None:
    colours = set(re.findall(r'"(#[0-9a-fA-F]{3,8})"', json.dumps(spec(drawn(name, "closes", WIDE)))))
    assert colours <= set(theme.partners())
    dark = set(re.findall(r'"(#[0-9a-fA-F]{3,8})"', json.dumps(spec(drawn(name, "closes", WIDE), "dark"))))
    assert dark == {theme.partners()[colour] for colour in colours}


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_question_gives_the_same_picture(name: str) -> None:
    assert spec(drawn(name, "closes", NARROW)) == spec(drawn(name, "closes", NARROW))


@pytest.mark.parametrize("name", PICTURES)
def test_no_data_are_fetched(name: str) -> None:
    text = json.dumps({key: value for key, value in spec(drawn(name, "closes", WIDE)).items() if key != "$schema"})
    assert '"url"' not in text
    assert "http" not in text


def test_an_unknown_picture_names_those_there_are() -> None:
    with pytest.raises(willing.AskError, match="the pictures are strength, nations_map"):
        picture("pie", ukraine())


@pytest.mark.parametrize("name", ["strength", "nations_map", "waits"])
def test_an_answer_about_another_case_is_refused(name: str) -> None:
    module = __import__(f"willing.charts.{name}", fromlist=[name])
    with pytest.raises(willing.AskError, match="the answer is about 'small'"):
        getattr(module, name)(willing.assess(pair()), ukraine())
