"""Notices and their feed: what concerns whom, what is new, what is asked, and who gets in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.sites import done, signed_in, site, text_of

from willing.conference.pledging import RevisePledge, SaveDraft
from willing.conference.signing import OpenSigning, Sign
from willing.conference.talking import AskInformation, GiveInformation
from willing.ledger.entry import Entry
from willing.web import feed
from willing.web.site import Site

ATOM = {"a": feed.ATOM}
REVISED = {"id": "gb-infantry", "nation": "GB", "capability": "infantry", "strength": 450}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    found = site(tmp_path)
    yield found
    found.close()


def titles(client: TestClient, path: str = "/feed.xml") -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    return [found.text or "" for found in Xml.fromstring(answer.content).findall("a:entry/a:title", ATOM)]


def test_what_concerns_one_is_listed_as_new_until_it_was_seen(here: Site) -> None:
    done(here, "britain", RevisePledge(REVISED))
    client = signed_in(here, "hq")
    assert 'class="count">1<' in client.get("/").text
    assert "gb-infantry: from 400 to 450" in text_of(client.get("/notices").text)
    after = client.get("/notices").text
    assert 'class="fresh"' not in after and 'class="count"' not in after
    assert "revised gb-infantry" not in signed_in(here, "britain").get("/notices").text


def test_a_tab_that_keeps_up_does_not_mark_what_comes_in_as_read(here: Site) -> None:
    client = signed_in(here, "hq")
    client.get("/notices")
    done(here, "britain", RevisePledge(REVISED))
    for _ in range(2):
        assert 'class="fresh"' in client.get("/notices", headers={"X-Live": "1"}).text


def test_what_is_asked_of_one_says_so_until_it_is_done(here: Site) -> None:
    done(here, "hq", OpenSigning("The pair", ("gb-infantry", "de-medical")))
    done(here, "hq", AskInformation("gb-infantry", "How many companies?"))
    client = signed_in(here, "britain")
    assert client.get("/notices").text.count('class="label due"') == 2
    done(here, "britain", GiveInformation("gb-infantry", "Four.", 1))
    done(here, "britain", Sign("signing-1", "GB"))
    assert 'class="label due"' not in client.get("/notices").text
    assert "How many" not in signed_in(here, "france").get("/notices").text


def test_the_feed_is_valid_and_its_ids_stay(here: Site) -> None:
    done(here, "britain", RevisePledge(REVISED))
    client = signed_in(here, "hq")
    first = Xml.fromstring(client.get("/feed.xml").content)
    for name in ("id", "title", "updated"):
        assert first.findtext(f"a:{name}", namespaces=ATOM)
    entries = first.findall("a:entry", ATOM)
    for entry in entries:
        assert datetime.fromisoformat(entry.findtext("a:updated", "", ATOM)).utcoffset() is not None
        assert entry.findtext("a:author/a:name", namespaces=ATOM) == "britain"
        link = entry.find("a:link", ATOM)
        assert link is not None and link.get("href") == "http://127.0.0.1:8000/pledges/gb-infantry"
    done(here, "france", RevisePledge({"id": "fr-infantry", "nation": "FR", "capability": "infantry", "strength": 600}))
    again = Xml.fromstring(client.get("/feed.xml").content).findall("a:entry", ATOM)
    ids = [[entry.findtext("a:id", "", ATOM) for entry in found] for found in (entries, again)]
    assert len(set(ids[1])) == 2 and ids[1][1:] == ids[0]


def test_each_feed_holds_what_concerns_its_owner(here: Site) -> None:
    done(here, "france", SaveDraft({"id": "fr-secret", "nation": "FR", "capability": "medical", "strength": 777}))
    done(here, "hq", AskInformation("gb-infantry", "How many companies?"))
    done(here, "britain", RevisePledge(REVISED))
    assert [title.partition(" ")[0] for title in titles(signed_in(here, "hq"))] == ["Britain"]
    assert titles(signed_in(here, "britain"))[0].startswith("Request for information on gb-infantry")
    for name in ("hq", "france", "britain", "observer", "admin"):
        assert "fr-secret" not in signed_in(here, name).get("/feed.xml").text


def test_an_address_with_a_token_opens_the_feed_of_its_owner_alone(here: Site) -> None:
    client = signed_in(here, "britain")
    done(here, "hq", AskInformation("gb-infantry", "How many companies?"))
    made = client.post("/notices/feed", headers={"sec-fetch-site": "same-origin"})
    assert made.status_code == 200
    address = text_of(made.text.partition('class="secret">')[2].partition("<")[0])
    assert address.startswith("http://127.0.0.1:8000/feed/willing_") and address.endswith(".xml")
    path = address.removeprefix("http://127.0.0.1:8000")
    assert path not in client.get("/notices").text
    reader = signed_in(here)
    assert titles(reader, path)[0].startswith("Request for information")
    answer = reader.get(path)
    assert path not in answer.text and "willing_" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    here.people.revoke(here.people.tokens("britain")[0].id, "britain")
    assert reader.get(path).status_code == 404
    assert reader.get("/feed/willing_nothing.xml").status_code == 404


def test_a_token_of_a_closed_account_opens_nothing(here: Site) -> None:
    token = here.people.issue("observer", "reader", feed=True)
    assert signed_in(here).get(f"/feed/{token}.xml").status_code == 200
    here.people.change("observer", "admin", disabled=True)
    assert signed_in(here).get(f"/feed/{token}.xml").status_code == 404
    assert signed_in(here).get(f"/feed/{here.people.issue('hq', 'program')}.xml").status_code == 404


def test_another_site_cannot_make_an_address(here: Site) -> None:
    answer = signed_in(here, "britain").post("/notices/feed", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and not here.people.tokens("britain")


@given(text=st.text(max_size=80), who=st.text(max_size=20), more=st.text(max_size=20))
def test_any_text_makes_a_feed_that_reads(text: str, who: str, more: str) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    entry = Entry(1, "everyone", 1, at, who, "pledge.renewed", {}, None, "", "0" * 64)
    notice = feed.Notice(entry, f"<b>{text}&", more, "/pledges/x", due=False)
    found = Xml.fromstring(Xml.tostring(feed.entry_of(notice, "http://127.0.0.1:8000")))
    assert found.findtext("content", "").startswith("<b>")
    assert found.findtext("updated") == "2026-03-01T12:00:00Z"
