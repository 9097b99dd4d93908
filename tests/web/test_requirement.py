"""Requirements: shown to all, published by headquarters in a form without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.web.sites import CASE, Clock, done, signed_in, site, text_of

from willing.case.build import build
from willing.conference.convening import PublishRequirement
from willing.web.pages.requirement import Span, spans
from willing.web.site import Site

POSTS = CASE["requirements"]["main"]["posts"]


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


def row(index: int, **typed: str) -> dict[str, str]:
    """A row of the form as a browser sends it."""
    usual = {"priority": "2", "was": ""}
    return {f"post-{index}-{name}": value for name, value in (usual | typed).items()}


def form(**more: str) -> dict[str, str]:
    return {"seen": "1", "rows": "4", "title": "Hold the line", **more}


KEPT = {
    **row(0, id="company", capability="infantry", area="west", task="hold", strength="800", first="0", until="6",
          was="company", priority="1"),
    **row(1, id="hospital", capability="medical", area="west", task="heal", strength="400", first="0", until="6",
          was="hospital"),
}  # fmt: skip


def entry(found: Site, key: str = "main") -> Any:
    case = found.conference.state().record.case
    assert case is not None
    return case.requirements.get(key)


def test_everybody_sees_posts_and_how_their_numbers_came_about(found: Site) -> None:
    observer, delegate = signed_in(found, "observer"), signed_in(found, "france")
    page = text_of(observer.get("/requirement").text)
    assert "Hold the line" in page
    assert "1,200 persons at any one time" in page
    assert "company" in page
    assert "typed in" in page
    assert "Change it" not in page
    assert observer.get("/requirement/main").status_code == 200
    assert observer.get("/requirement/none").status_code == 404
    for path in ("/requirements/+", "/requirement/main/edit"):
        assert delegate.get(path).status_code == 403
        assert delegate.post(path, data=form()).status_code == 403


def test_months_that_ask_for_as_many_persons_stand_together() -> None:
    later = {"id": "b", "area": "west", "task": "t", "capability": "infantry", "strength": 5, "months": [6, 9]}
    same = {**later, "id": "c", "strength": 1200, "months": [6, 9]}
    gap = {**later, "id": "d", "months": [12, 13]}
    written = {**CASE, "requirements": {"main": {"posts": [*POSTS, same, gap]}}}
    assert spans(build(written), "main") == (Span(0, 9, 1200), Span(9, 12, 0), Span(12, 13, 5))
    assert spans(build({**CASE, "requirements": {"main": {}}}), "main") == ()


def test_a_form_that_was_left_alone_changes_nothing(found: Site) -> None:
    client = signed_in(found, "hq")
    page = client.get("/requirement/main/edit").text
    for name, value in KEPT.items():
        if name.endswith(("id", "strength", "first", "until", "was")):
            assert f'name="{name}" value="{value}"' in page
    answer = client.post("/requirement/main/edit", data=form(**KEPT))
    assert answer.status_code == 422
    assert "Nothing was changed" in text_of(answer.text)


def test_posts_are_changed_added_and_removed_in_one_go(found: Site) -> None:
    typed = {
        **KEPT,
        "post-0-strength": "1,000",
        "post-1-remove": "yes",
        **row(2, id="signals", capability="infantry", area="west", task="hold", strength="50", first="2", until="4"),
    }
    answer = signed_in(found, "hq").post("/requirement/main/edit", data=form(**typed, note="For now."))
    assert (answer.status_code, answer.headers["location"]) == (303, "/requirement/main")
    now = entry(found)
    assert [(post.id, post.strength, post.months, post.priority) for post in now.posts] == [
        ("company", 1000, (0, 6), 1),
        ("signals", 50, (2, 4), 2),
    ]
    assert now.note == "For now."


def test_what_the_form_does_not_show_of_a_post_is_kept(tmp_path: Path) -> None:
    basis = {"strength": {"assumed": "a round figure"}}
    posts = [{**POSTS[0], "basis": basis, "statements": ["s1"]}, POSTS[1]]
    with closing(
        site(tmp_path, {**CASE, "requirements": {"main": {"title": "Hold", "posts": posts}}}, Clock())
    ) as made:
        typed = {**KEPT, "post-0-id": "first-company", "post-0-strength": "900"}
        assert signed_in(made, "hq").post("/requirement/main/edit", data=form(**typed)).status_code == 303
        post = entry(made).posts[0]
        assert (post.id, post.strength, post.statements) == ("first-company", 900, ("s1",))
        assert post.basis["strength"].assumed == "a round figure"


def test_every_fault_is_said_at_its_field_and_nothing_typed_is_lost(found: Site) -> None:
    typed = {
        **KEPT,
        "post-0-strength": "many",
        "post-1-until": "0",
        **row(2, id="Bad Name", capability="infantry", area="nowhere", task="hold", first="2", until="4"),
    }
    answer = signed_in(found, "hq").post("/requirement/main/edit", data=form(**typed))
    assert answer.status_code == 422
    said = text_of(answer.text)
    for wanted in ("found 'many'", "ends before it begins", "neither persons nor a rule", "found 'Bad Name'"):
        assert wanted in said
    for name in ("post-0-strength", "post-1-first", "post-2-strength", "post-2-id"):
        assert f'href="#f-{name}"' in answer.text
        assert f'id="f-{name}-error"' in answer.text
    assert said.count("neither") == 2  # before the form, and at the field
    for kept in ('value="many"', 'value="Bad Name"', 'value="nowhere" selected', 'value="Hold the line"'):
        assert kept in answer.text
    assert entry(found).posts[0].strength == 800


def test_more_rows_come_without_scripts_and_keep_everything(found: Site) -> None:
    typed = {**KEPT, "post-0-task": "half writ", "act": "rows"}
    answer = signed_in(found, "hq").post("/requirement/main/edit", data=form(**typed))
    assert answer.status_code == 200
    assert 'value="half writ"' in answer.text
    assert 'name="post-8-id"' in answer.text
    assert 'name="rows" value="9"' in answer.text
    assert found.conference.state().record.version == 1


def test_a_stale_form_keeps_what_was_typed_and_shows_the_difference(found: Site) -> None:
    done(found, "hq", PublishRequirement("main", {"title": "Hold on", "posts": POSTS}))
    client, typed = signed_in(found, "hq"), {**KEPT, "post-0-strength": "900"}
    answer = client.post("/requirement/main/edit", data=form(**typed))
    assert answer.status_code == 409
    said = text_of(answer.text)
    assert "hq changed this while you were writing" in said
    assert "Hold on" in said
    assert 'value="900"' in answer.text
    assert 'name="seen" value="2"' in answer.text
    again: Mapping[str, str] = form(**typed) | {"seen": "2"}
    assert client.post("/requirement/main/edit", data=again).status_code == 303
    assert (entry(found).title, entry(found).posts[0].strength) == ("Hold the line", 900)


def test_one_is_published_and_retired(found: Site) -> None:
    client = signed_in(found, "hq")
    assert client.get("/requirements/+").status_code == 200
    assert client.post("/requirements/+", data=form(**KEPT)).status_code == 422
    assert "of this name already" in text_of(client.post("/requirements/+", data=form(**KEPT, key="main")).text)
    bad = client.post("/requirements/+", data=form(**KEPT, key="No Name"))
    assert 'id="f-key-error"' in bad.text
    assert client.post("/requirements/+", data=form(**KEPT, key="second")).status_code == 303
    assert entry(found, "second").posts == entry(found).posts
    assert "Each requirement is" in text_of(client.get("/requirement").text)
    assert client.post("/requirement/second/retire", data={"seen": "1"}).status_code == 409
    assert client.post("/requirement/second/retire", data={"seen": "2"}).status_code == 303
    assert entry(found, "second") is None


def test_a_conference_without_requirements_says_so(tmp_path: Path) -> None:
    written = {key: value for key, value in CASE.items() if key != "requirements"}
    with closing(site(tmp_path, written, Clock())) as made:
        assert "Nothing is required yet" in text_of(signed_in(made, "observer").get("/requirement").text)
