"""The nations: the table, and one nation with all that is known of its pledges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.sites import done, signed_in, site, text_of

from willing.conference.pledging import SaveDraft, WithdrawPledge
from willing.conference.signing import OpenSigning, Sign
from willing.conference.talking import AskInformation
from willing.web.site import Site


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    found = site(tmp_path)
    yield found
    found.close()


def test_the_table_has_a_row_for_each_nation_that_offers_something(here: Site) -> None:
    said = text_of(signed_in(here, "france").get("/nations").text)
    assert "3 offer something" in said
    assert "France you 500 500 0 1 1 February 2026" in said
    assert "Germany stale 500 0 300 2 1 February 2025" in said
    assert said.index("France you") < said.index("Germany stale") < said.index("Britain 400")


def test_signed_pledges_are_marked(here: Site) -> None:
    here.people.add("germany", "seven ships sail at dawn", "delegate", "DE", "test")
    done(here, "hq", OpenSigning("The pair", ("gb-infantry", "de-medical")))
    done(here, "britain", Sign("signing-1", "GB"))
    assert "signing" in text_of(signed_in(here, "hq").get("/nations/GB").text)
    done(here, "germany", Sign("signing-1", "DE"))
    said = text_of(signed_in(here, "hq").get("/nations").text)
    assert "Britain signed" in said and "Germany 1 of 2 signed" in said


def test_a_nation_says_why_it_stands_or_not_and_what_would_put_it_right(here: Site) -> None:
    said = text_of(signed_in(here, "observer").get("/nations/DE").text)
    assert "Germany: none of its 2 pledges that count stand firm." in said
    assert "✗ Fails: " in said and "What would put it right" in said
    assert "de-medical would stand if" in said


def test_a_nation_says_who_waits_for_whom(here: Site) -> None:
    said = text_of(signed_in(here, "observer").get("/nations/DE").text)
    assert "It waits for Britain Britain takes part." in said
    assert "Waits for it Britain Germany takes part." in said
    assert "It waits for Nobody." in text_of(signed_in(here, "observer").get("/nations/FR").text)


def test_statements_stand_with_their_grades(here: Site) -> None:
    page = signed_in(here, "observer").get("/nations/FR")
    assert "We send five hundred. B" in text_of(page.text)
    assert 'title="usually reliable' in page.text


def test_only_its_own_delegates_are_offered_to_change_it(here: Site) -> None:
    for name, offered in (("france", True), ("britain", False), ("hq", False), ("observer", False)):
        page = signed_in(here, name).get("/nations/FR").text
        assert ("/pledges/fr-infantry/revise" in page) is offered
        assert ('href="/nations/FR/pledges/new"' in page) is offered


def test_its_history_holds_what_the_reader_may_read(here: Site) -> None:
    done(here, "france", SaveDraft({"id": "fr-secret", "nation": "FR", "capability": "medical", "strength": 777}))
    done(here, "hq", AskInformation("fr-infantry", "How many companies?"))
    done(here, "france", WithdrawPledge("fr-infantry"))
    mine = text_of(signed_in(here, "france").get("/nations/FR").text)
    assert "fr-secret" in mine and "your nation's drafts" in mine and "between headquarters and your nation" in mine
    hq = text_of(signed_in(here, "hq").get("/nations/FR").text)
    assert "fr-secret" not in hq and "How many companies?" in hq and "between headquarters and FR" in hq
    other = text_of(signed_in(here, "britain").get("/nations/FR").text)
    assert "fr-secret" not in other and "How many" not in other
    assert "France withdrew fr-infantry" in other


def test_a_draft_is_marked_for_its_own_delegates_alone(here: Site) -> None:
    done(here, "france", SaveDraft({"id": "fr-infantry", "nation": "FR", "capability": "infantry", "strength": 555}))
    assert "you have a draft of it" in signed_in(here, "france").get("/nations/FR").text
    ours = signed_in(here, "france").get("/nations/FR?ours=1").text
    assert "555" in ours and "a draft of yours counts here" in ours
    assert "draft" not in text_of(signed_in(here, "britain").get("/nations/FR?ours=1").text)


def test_a_nation_that_is_not_there_is_not_found(here: Site) -> None:
    assert signed_in(here, "france").get("/nations/XX").status_code == 404
    assert signed_in(here, "france").get("/nations/fr-infantry").status_code == 404
