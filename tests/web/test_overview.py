"""The common picture: what it says, to whom it offers what, and that nobody sees another nation's drafts in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.sites import CASE, done, signed_in, site, text_of

from willing.conference.convening import PublishRequirement, SettleFactor
from willing.conference.pledging import EnterPledge, RenewPledge, RevisePledge, SaveDraft
from willing.conference.signing import OpenSigning, Sign
from willing.web import story
from willing.web.site import Site

EVIL = "<script>alert(1)</script>"
PUBLIC_PAGES = ("/", "/nations", "/nations/DE", "/waits", "/timeline", "/timeline/compare?from=1&to=1")
PAGES = (*PUBLIC_PAGES, "/log", "/notices", "/feed.xml")


@pytest.fixture(autouse=True)
def _nobody_waits_for_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "PATIENCE", 0)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    found = site(tmp_path)
    yield found
    found.close()


def draft(found: Site) -> None:
    """A draft of Germany's neighbour that would change every figure."""
    done(found, "france", SaveDraft({"id": "fr-secret", "nation": "FR", "capability": "medical", "strength": 777}))


def test_it_says_what_stands_against_the_target_and_what_would_add(here: Site) -> None:
    said = text_of(signed_in(here, "observer").get("/").text)
    assert "500 of 1,500 stand firm" in said
    assert "firm 500 persons" in said and "together 700 persons more" in said and "1,000 short." in said
    assert "If every open question turned out well and all signed." in said
    assert "A ceasefire is in force +900 firm" in said
    assert "Britain and Germany" in said and "gb-infantry, de-medical" in said


def test_posts_not_filled_are_named_with_what_is_left_out(here: Site) -> None:
    said = text_of(signed_in(here, "observer").get("/").text)
    assert "can fill 500 of the 1,200 persons that “Hold the line” asks for in month 0" in said
    assert "Company priority 1 800 500 800" in said and "Hospital priority 2 400 0 300" in said
    assert "This leaves out rotation and dwell, lift, notice to move" in said


def test_without_requirements_nothing_is_said_of_posts(here: Site) -> None:
    done(here, "hq", PublishRequirement("main", None))
    page = signed_in(here, "hq").get("/")
    assert page.status_code == 200 and "Posts not filled" not in page.text


def test_stale_pledges_are_listed_until_they_are_renewed(here: Site) -> None:
    client = signed_in(here, "hq")
    listed = text_of(client.get("/").text).partition("Stale pledges")[2]
    assert "de-medical" in listed and "last heard of on 1 February 2025" in listed
    assert "fr-infantry" not in listed
    here.people.add("germany", "seven ships sail at dawn", "delegate", "DE", "test")
    for pledge in ("de-medical", "de-infantry"):
        done(here, "germany", RenewPledge(pledge))
    assert "Stale pledges" not in client.get("/").text


def test_only_headquarters_is_offered_to_open_a_signing_and_only_for_who_is_in_none(here: Site) -> None:
    address = "/signings/new?pledge=gb-infantry&amp;pledge=de-medical"
    assert address in signed_in(here, "hq").get("/").text
    for name in ("france", "observer", "admin"):
        assert address not in signed_in(here, name).get("/").text
    done(here, "hq", OpenSigning("The pair", ("gb-infantry", "de-medical")))
    page = signed_in(here, "hq").get("/").text
    assert address not in page and "being signed already" in page


def test_open_signings_stand_there_and_ask_for_a_signature_of_who_has_to_sign(here: Site) -> None:
    done(here, "hq", OpenSigning("The pair", ("gb-infantry", "de-medical")))
    assert "Read and sign" in signed_in(here, "britain").get("/").text
    assert "Read and sign" not in signed_in(here, "france").get("/").text
    done(here, "britain", Sign("signing-1", "GB"))
    page = signed_in(here, "britain").get("/").text
    assert "Read and sign" not in page and "1 of 2 have signed" in page
    assert "700 persons stand once all have signed" in text_of(page)


def test_what_is_new_says_what_followed(here: Site) -> None:
    done(
        here, "britain", RevisePledge({"id": "gb-infantry", "nation": "GB", "capability": "infantry", "strength": 450})
    )
    said = text_of(signed_in(here, "france").get("/").text)
    assert "Britain revised gb-infantry: from 400 to 450" in said
    assert "+750 firm Rises to firm: de-medical · by britain" in said


def test_a_delegate_may_look_at_the_picture_with_the_nations_drafts(here: Site) -> None:
    client = signed_in(here, "france")
    assert "With our drafts" not in client.get("/").text
    draft(here)
    plain, ours = client.get("/"), client.get("/?ours=1")
    assert "With our drafts" in plain.text and "firm 500 persons" in text_of(plain.text)
    assert "firm 1,277 persons" in text_of(ours.text)
    assert "1 draft of France count" in text_of(ours.text)
    assert 'href="/nations?ours=1"' in ours.text
    assert "1,277" in client.get("/nations?ours=1").text


def test_no_page_of_another_changes_by_a_draft(here: Site) -> None:
    others = {name: signed_in(here, name) for name in ("hq", "britain", "observer", "admin")}
    asked = [one for path in PAGES for one in (path, f"{path}{'&' if '?' in path else '?'}ours=1")]
    for client in others.values():
        client.get("/notices")  # so that none is new when it is looked at again
    before = {(name, one): client.get(one).text for name, client in others.items() for one in asked}
    draft(here)
    assert "fr-secret" in signed_in(here, "france").get("/log").text
    for (name, one), text in before.items():
        again = others[name].get(one).text
        assert again == text, (name, one)
        assert "secret" not in again and "777" not in re.sub("[0-9a-f]{64}", "", again)  # keys of pictures


def pictures_in(page: str) -> set[str]:
    return set(re.findall(r"/pictures/[^ \"]+", page))


def test_pictures_are_those_of_what_one_may_see(here: Site) -> None:
    pages = ("/", "/waits", "/timeline")
    before = {page: pictures_in(signed_in(here, "britain").get(page).text) for page in pages}
    draft(here)
    for page in pages:
        assert before[page] and pictures_in(signed_in(here, "britain").get(page).text) == before[page]
        mine = pictures_in(signed_in(here, "france").get(f"{page}?ours=1").text)
        assert mine.isdisjoint(before[page]) and all("ours=1" in address for address in mine)


def test_a_past_version_shows_that_state_and_nothing_to_change_it_with(here: Site) -> None:
    done(here, "france", EnterPledge({"id": "fr-medical", "nation": "FR", "capability": "medical", "strength": 100}))
    draft(here)
    for name in ("france", "hq"):
        client = signed_in(here, name)
        for path in ("/", "/nations", "/nations/FR", "/waits", "/log"):
            page = client.get(f"{path}?version=1").text
            assert "This is version 1" in page
            assert "fr-medical" not in page and "fr-secret" not in page
            assert "/pledges/new" not in page and "/signings/new" not in page and "/revise" not in page
    page = signed_in(here, "france").get("/?version=1").text
    assert "firm 500 persons" in text_of(page) and "With our drafts" not in page
    assert "firm 600 persons" in text_of(signed_in(here, "france").get("/?version=2").text)
    assert 'href="/nations?version=1"' in page
    assert signed_in(here, "france").get("/?version=99").status_code == 404


def test_the_public_sees_the_picture_and_no_log(tmp_path: Path) -> None:
    here = site(tmp_path, public=True)
    try:
        client = signed_in(here)
        for path in PUBLIC_PAGES:
            page = client.get(path)
            assert page.status_code == 200, path
            assert "by hq" not in page.text and "/pledges/new" not in page.text
        assert "What is new" not in client.get("/").text
        for path in ("/log", "/notices", "/feed.xml"):
            assert client.get(path).status_code == 303
    finally:
        here.close()


def test_nobody_reads_it_without_signing_in(here: Site) -> None:
    client = signed_in(here)
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/login?"), path


def test_hostile_text_is_escaped_everywhere(tmp_path: Path) -> None:
    nations = {"FR": {"name": EVIL}, "GB": {"name": EVIL}, "DE": {"name": "Germany"}}
    said = [{**CASE["statements"][0], "says": EVIL}]
    case = {**CASE, "case": {**CASE["case"], "title": EVIL}, "nations": nations, "statements": said,
            "factors": {"ceasefire": {"title": EVIL, "probability": 0.4}},
            "capabilities": {"infantry": {"name": EVIL}, "medical": {"name": EVIL}}}  # fmt: skip
    here = site(tmp_path, case)
    try:
        done(here, "hq", OpenSigning(EVIL, ("gb-infantry", "de-medical")))
        done(here, "hq", SettleFactor("ceasefire", True))
        client = signed_in(here, "france")
        for path in (
            *PAGES,
            "/nations/FR",
            "/log?text=" + EVIL,
            "/log?nation=" + EVIL,
            "/timeline/compare?from=1&to=3",
        ):
            page = client.get(path)
            assert page.status_code == 200, path
            assert EVIL not in page.text, path
            assert "style=" not in page.text and "onclick" not in page.text, path
    finally:
        here.close()
