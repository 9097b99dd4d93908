"""The log: what each may read of it, filters, pages, and the hash that seals it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.sites import done, signed_in, site, text_of

from willing.conference.pledging import RenewPledge, RevisePledge, SaveDraft
from willing.conference.signing import OpenSigning
from willing.conference.talking import AskInformation, Comment
from willing.web.pages import log
from willing.web.site import Site


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    found = site(tmp_path)
    done(found, "france", SaveDraft({"id": "fr-secret", "nation": "FR", "capability": "medical", "strength": 777}))
    done(found, "hq", AskInformation("fr-infantry", "How many companies?"))
    done(found, "hq", Comment("gb-infantry", "Thank you."))
    done(
        found, "britain", RevisePledge({"id": "gb-infantry", "nation": "GB", "capability": "infantry", "strength": 450})
    )
    yield found
    found.close()


def read(here: Site, name: str, end: str = "") -> str:
    return text_of(signed_in(here, name).get(f"/log{end}").text)


def test_everybody_reads_what_they_may_and_no_more(here: Site) -> None:
    seen = {name: read(here, name) for name in ("hq", "france", "britain", "observer", "admin")}
    who = {text: {name for name, said in seen.items() if text in said} for text in (
        "Britain revised gb-infantry", "fr-secret", "How many companies?", "Thank you.", "account was added"
    )}  # fmt: skip
    assert who == {
        "Britain revised gb-infantry": set(seen),
        "fr-secret": {"france"},
        "How many companies?": {"hq", "france"},
        "Thank you.": {"hq", "britain"},
        "account was added": {"admin"},
    }
    assert "your nation's drafts" in seen["france"] and "between headquarters and your nation" in seen["france"]
    assert "between headquarters and FR" in seen["hq"]
    assert "+750 firm Rises to firm: de-medical · by britain" in seen["observer"]


def test_it_is_filtered_by_nation_kind_and_words(here: Site) -> None:
    assert "gb-infantry" not in read(here, "france", "?nation=FR").partition("Show everything")[2]
    assert "Britain revised" in read(here, "france", "?nation=GB")
    assert "fr-secret" not in read(here, "britain", "?nation=FR")
    assert "Nothing that you may read is like this." in read(here, "britain", "?kind=draft")
    assert "fr-secret" in read(here, "france", "?kind=draft")
    assert "Thank you." in read(here, "hq", "?kind=talk&nation=GB")
    assert "How many" not in read(here, "hq", "?kind=talk&nation=GB")
    assert "Nothing that you may read is like this." in read(here, "britain", "?text=secret")
    assert "Britain revised" in read(here, "observer", "?text=REVISED")
    assert "Britain revised" in read(here, "observer", "?text=britain&kind=pledge")


def test_kinds_that_one_cannot_read_are_not_offered(here: Site) -> None:
    assert "Your nation's drafts" in read(here, "france")
    assert "Your nation's drafts" not in read(here, "britain") and "Accounts" not in read(here, "britain")
    assert "Accounts" in read(here, "admin")


def test_signings_are_about_each_nation_in_them(here: Site) -> None:
    done(here, "hq", OpenSigning("The pair", ("gb-infantry", "de-medical")))
    assert "The pair" in read(here, "observer", "?nation=DE") and "The pair" not in read(here, "observer", "?nation=FR")


def test_it_comes_in_pages_that_tell_nothing_of_what_lies_between(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST", 2)
    for _ in range(3):
        done(here, "france", RenewPledge("fr-infantry"))
    client = signed_in(here, "observer")
    shown, address = [], "/log"
    while address:
        page = client.get(address).text
        shown += re.findall(r'href="/\?version=(\d+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1] if older else ""
        assert "order" not in address
    assert shown == ["5", "4", "3", "2", "1"]


def test_the_hash_of_the_common_record_stands_there(here: Site) -> None:
    head = here.conference.entries(("everyone",))[-1]
    for name in ("hq", "france", "observer"):
        assert head.hash in signed_in(here, name).get("/log").text
    first = here.conference.entries(("everyone",))[0]
    assert first.hash in signed_in(here, "france").get("/log?version=1").text
