"""The versions, what each did to the force, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.sites import CASE, done, signed_in, site, text_of

import willing
from willing.conference.convening import SettleFactor, StateEntry
from willing.conference.difference import alterations
from willing.conference.pledging import EnterPledge, RevisePledge, SaveDraft, WithdrawPledge
from willing.web.pages import timeline
from willing.web.pages.timeline import written
from willing.web.site import Site

REVISED = {"id": "gb-infantry", "nation": "GB", "capability": "infantry", "strength": 450}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    found = site(tmp_path)
    yield found
    found.close()


def test_every_version_says_what_it_did_to_the_force(here: Site) -> None:
    done(here, "britain", RevisePledge(REVISED))
    page = signed_in(here, "observer").get("/timeline")
    said = text_of(page.text)
    assert "Britain revised gb-infantry: from 400 to 450" in said
    assert "500 → to 1,250" in said and "1,200 → to 1,250" in said
    assert 'href="/?version=1"' in page.text and 'href="/?version=2"' in page.text
    assert "/timeline/compare?from=1&amp;to=2" in page.text
    assert "From 500 firm and 1,200 with those who would sign in version 1 to 1,250 and 1,250" in said


def test_drafts_make_no_version(here: Site) -> None:
    done(here, "france", SaveDraft({"id": "fr-secret", "nation": "FR", "capability": "medical", "strength": 777}))
    for name in ("france", "britain"):
        page = signed_in(here, name).get("/timeline")
        assert "fr-secret" not in page.text and "version=2" not in page.text


def test_versions_come_in_pages(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST", 2)
    for value in (True, False, True, None):
        done(here, "hq", SettleFactor("ceasefire", value))
    client = signed_in(here, "france")
    newest, middle, oldest = (client.get(f"/timeline{end}").text for end in ("", "?before=4", "?before=2"))
    assert "Versions 4 to 5" in newest and "/timeline?before=4" in newest and "← Newer" not in newest
    assert "Versions 2 to 3" in middle and "/timeline?before=2" in middle and "← Newer" in middle
    assert "Versions 1 to 1" in oldest and "Older →" not in oldest


def test_two_versions_are_compared_entry_by_entry(here: Site) -> None:
    done(here, "france", EnterPledge({"id": "fr-medical", "nation": "FR", "capability": "medical", "strength": 100}))
    done(here, "britain", RevisePledge(REVISED))
    said = text_of(signed_in(here, "observer").get("/timeline/compare?from=1&to=3").text)
    assert "From version 1 to version 3" in said
    assert "Pledges fr-medical added" in said and "Pledges gb-infantry changed" in said
    assert "Strength 400 450" in said and "Condition DE stands" in said
    assert "de-medical (Germany): ◆ together → ● firm" in said
    assert "fr-medical (France): not there → ● firm" in said
    assert "conference-2" not in said
    back = text_of(signed_in(here, "observer").get("/timeline/compare?from=3&to=1").text)
    assert "Pledges fr-medical removed" in back and "de-medical (Germany): ● firm → ◆ together" in back


@pytest.mark.parametrize("asked", ["from=0&to=1", "from=1&to=2", "from=7"])
def test_versions_that_are_not_there_are_not_compared(here: Site, asked: str) -> None:
    answer = signed_in(here, "france").get(f"/timeline/compare?{asked}")
    assert answer.status_code == (200 if asked.startswith("from=0") else 404)


def test_alterations_are_what_was_entered_and_nothing_else() -> None:
    case = willing.build(dict(CASE))
    assert alterations(case, case) == ()
    other = willing.build({**CASE, "factors": {}, "pledges": CASE["pledges"][:3],
                           "case": {**CASE["case"], "title": "Other"}})  # fmt: skip
    found = {(one.section, one.key): one for one in alterations(case, other)}
    assert set(found) == {("case", ""), ("pledges", "de-infantry"), ("factors", "ceasefire")}
    assert [(f.name, f.before, f.after) for f in found["case", ""].fields] == [("title", "A small conference", "Other")]
    assert not found["factors", "ceasefire"].after and found["factors", "ceasefire"].before


def test_what_the_record_writes_itself_is_not_told(here: Site) -> None:
    done(here, "france", WithdrawPledge("fr-infantry"))
    record = here.conference.record
    before, after = record(1).case, record(2).case
    assert before and after
    assert [(one.section, one.key) for one in alterations(before, after)] == [("pledges", "fr-infantry")]


def test_other_entries_are_compared_too(here: Site) -> None:
    done(here, "hq", StateEntry("nations", "PL", {"name": "Poland"}))
    said = text_of(signed_in(here, "hq").get("/timeline/compare?from=1&to=2").text)
    assert "Nations PL added" in said and "None: every pledge has the verdict that it had." in said


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "yes"), (1500, "1,500"), (0.5, "0.5"), ([1, "b"], "1, b"), ({"a": [1]}, "a: 1"), ("x", "x")],
)
def test_values_are_written_as_text(value: object, text: str) -> None:
    assert written(value) == text
