"""Drafts: kept and released by their nation's delegates, and there for nobody else on any page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.forms import sent
from tests.web.sites import PASSWORD, done, signed_in, site, text_of

from willing.conference.pledging import RevisePledge
from willing.conference.record import plain_entry
from willing.web.site import Site

SECRET, SHOWN = "9876543", "9,876,543"
"""A strength that is in no other figure, as it is typed and as it is shown."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path)) as found:
        found.people.add("germany", PASSWORD, "delegate", "DE", "test")
        found.people.add("fleur", PASSWORD, "delegate", "FR", "test")
        yield found


def case(found: Site) -> Any:
    return found.conference.state().record.case


def form_of(client: TestClient, address: str, **changes: Any) -> dict[str, Any]:
    return {**sent(client.get(address).text, "pledge-form"), **changes}


def drafted(client: TestClient, address: str, **changes: Any) -> str:
    """Save a draft from the form at an address; gives the address of the draft."""
    answer = client.post(address, data={**form_of(client, address, **changes), "do": "draft"})
    assert answer.status_code == 303, text_of(answer.text)
    return answer.headers["location"]


NEW, REVISE = "/nations/FR/pledges/new", "/pledges/fr-infantry/revise"


@pytest.mark.parametrize("address", [NEW, REVISE])
def test_nobody_else_can_tell_that_there_is_a_draft(here: Site, address: str) -> None:
    others = {name: signed_in(here, name) for name in ("hq", "britain", "germany", "observer", "admin")}
    pages = [
        "/", "/pledges", "/pledges?ours=1", "/pledges.csv", "/pledges/fr-infantry", "/pledges/fr-infantry?ours=1",
        "/pledges/gb-infantry", "/nations/FR", "/signings", "/log", "/waits", "/notices", "/timeline",
    ]  # fmt: skip
    for _ in range(2):  # the page of notices marks them as read
        before = {(name, page): _seen(client, page) for name, client in others.items() for page in pages}
    france = signed_in(here, "france")
    draft = drafted(france, address, capability="medical", persons=SECRET, note="between us")
    name = draft.removeprefix("/drafts/")
    for who, client in others.items():
        for page in pages:
            assert _seen(client, page) == before[who, page], (who, page)
        for method, there, never in (
            ("GET", draft, "/drafts/fr-nothing"), ("POST", draft, "/drafts/fr-nothing"),
            ("POST", f"{draft}/release", "/drafts/fr-nothing/release"),
            ("POST", f"{draft}/drop", "/drafts/fr-nothing/drop"),
        ):  # fmt: skip
            found, missing = client.request(method, there), client.request(method, never)
            assert found.status_code == missing.status_code == (404 if who in ("britain", "germany") else 403)
            assert found.text.replace(name, "X") == missing.text.replace("fr-nothing", "X"), (who, method, there)
        if address == NEW:
            found, missing = client.get(f"/pledges/{name}"), client.get("/pledges/fr-nothing")
            assert found.status_code == 404 and found.text.replace(name, "X") == missing.text.replace("fr-nothing", "X")
    assert SECRET in france.get(draft).text and SHOWN in france.get("/pledges?ours=1").text
    assert SHOWN not in france.get("/pledges").text


def _seen(client: TestClient, page: str) -> tuple[int, str]:
    answer = client.get(page)
    assert SECRET not in answer.text and SHOWN not in answer.text and "between us" not in answer.text
    return answer.status_code, answer.text


def test_a_draft_is_in_no_effect_that_others_are_shown(here: Site) -> None:
    france, germany = signed_in(here, "france"), signed_in(here, "germany")
    form = form_of(germany, "/pledges/de-medical/revise", **{"if": "FR sends >= 9000"})
    before = germany.post("/pledges/preview", data=form).text
    drafted(france, REVISE, persons=SECRET)
    assert germany.post("/pledges/preview", data=form).text == before
    cascade = germany.get("/pledges/de-medical/withdraw").text
    assert SHOWN not in cascade and SECRET not in cascade
    named = {**form, "if": "fr-medical stands"}
    unknown = germany.post("/pledges/preview", data=named).text
    drafted(france, NEW, capability="medical", persons=SECRET)
    assert germany.post("/pledges/preview", data=named).text == unknown


def test_a_draft_of_a_revision_keeps_what_is_released_in_force(here: Site) -> None:
    france = signed_in(here, "france")
    draft = drafted(france, REVISE, persons="800", note="soon")
    assert draft == "/drafts/fr-infantry" and case(here).pledge_by_id["fr-infantry"].strength == 500
    said = text_of(france.get("/pledges/fr-infantry").text)
    assert "There is a draft of this pledge" in said and "Strength 500 persons 800 persons" in said
    assert "Release it" in said and "Drop it" in said
    assert "800 persons" in text_of(france.get("/pledges/fr-infantry?ours=1").text)
    assert france.get(REVISE).headers["location"] == draft
    page = france.get("/pledges/fr-infantry").text
    seen, of = page.split('name="seen" value="')[1].split('"')[0], page.split('name="draft" value="')[1].split('"')[0]
    released = france.post(f"{draft}/release", data={"seen": seen, "draft": of})
    assert released.headers["location"] == "/pledges/fr-infantry"
    now = plain_entry(case(here).pledge_by_id["fr-infantry"])
    assert now["strength"] == 800 and now["note"] == "soon" and now["statements"][0] == "s1"
    assert france.get(draft).status_code == 404


def test_a_new_pledge_is_drafted_changed_and_released_in_one_moment(here: Site) -> None:
    france = signed_in(here, "france")
    draft = drafted(france, NEW, capability="medical", persons="10")
    name = draft.removeprefix("/drafts/")
    assert france.get(f"/pledges/{name}").headers["location"] == draft
    answer = france.post(draft, data={**form_of(france, draft, persons="20"), "do": "release"})
    assert answer.headers["location"] == f"/pledges/{name}"
    assert case(here).pledge_by_id[name].strength == 20
    assert france.get(draft).status_code == 404


def test_a_draft_may_build_on_another_draft_but_not_be_released_before_it(here: Site) -> None:
    france = signed_in(here, "france")
    first = drafted(france, NEW, capability="medical", persons="10").removeprefix("/drafts/")
    second = drafted(france, NEW, capability="infantry", persons="20", **{"if": f"{first} stands"})
    answer = france.post(second, data={**form_of(france, second), "do": "release"})
    assert answer.status_code == 422 and first in text_of(answer.text)
    assert case(here).pledge_by_id.keys().isdisjoint({first, second.removeprefix("/drafts/")})


def test_a_colleague_s_change_of_a_draft_is_shown_and_kept_apart(here: Site) -> None:
    france, fleur = signed_in(here, "france"), signed_in(here, "fleur")
    draft = drafted(france, REVISE, persons="800")
    mine = form_of(france, draft, persons="900")
    assert fleur.post(draft, data={**form_of(fleur, draft, persons="850"), "do": "draft"}).status_code == 303
    for do in ("draft", "release"):
        answer = france.post(draft, data={**mine, "do": do})
        said = text_of(answer.text)
        assert answer.status_code == 409 and "fleur changed this while you were writing" in said
        assert "800 persons 850 persons 900 persons" in said
        assert f'name="do" value="{do}">Save mine over it' in answer.text
    newer = sent(answer.text, "pledge-form")
    assert newer["persons"] == ["900"]
    assert france.post(draft, data={**newer, "do": "draft"}).status_code == 303
    dropped = fleur.post(f"{draft}/drop", data={"draft": mine["draft"]})
    assert dropped.status_code == 409 and "changed this draft meanwhile" in dropped.text


def test_a_released_pledge_that_was_changed_since_is_not_overwritten_unseen(here: Site) -> None:
    france = signed_in(here, "france")
    draft = drafted(france, REVISE, persons="800")
    mine = form_of(france, draft, persons="900")
    was = plain_entry(case(here).pledge_by_id["fr-infantry"])
    done(here, "fleur", RevisePledge({**was, "strength": 600}))
    answer = france.post(draft, data={**mine, "do": "release"})
    assert answer.status_code == 409 and "500 persons 600 persons 900 persons" in text_of(answer.text)
    assert france.post(draft, data={**sent(answer.text, "pledge-form"), "do": "release"}).status_code == 303
    assert case(here).pledge_by_id["fr-infantry"].strength == 900


def test_text_typed_into_a_draft_that_is_gone_is_kept(here: Site) -> None:
    france, fleur = signed_in(here, "france"), signed_in(here, "fleur")
    for address, action in ((REVISE, "/pledges/fr-infantry/revise"), (NEW, NEW)):
        draft = drafted(france, address, capability="medical", persons="800")
        mine = form_of(france, draft, note="precious")
        assert fleur.post(f"{draft}/drop", data={"draft": mine["draft"]}).status_code == 303
        answer = france.post(draft, data={**mine, "do": "draft"})
        assert answer.status_code == 409 and "dropped this draft meanwhile" in text_of(answer.text)
        assert sent(answer.text, "pledge-form")["note"] == ["precious"] and f'action="{action}"' in answer.text
        assert signed_in(here, "britain").post(draft, data=mine).status_code == 404


def test_two_colleagues_who_draft_the_same_revision_see_each_other(here: Site) -> None:
    france, fleur = signed_in(here, "france"), signed_in(here, "fleur")
    mine = form_of(france, REVISE, persons="900")
    drafted(fleur, REVISE, persons="850")
    answer = france.post(REVISE, data={**mine, "do": "draft"})
    assert answer.status_code == 409 and 'action="/drafts/fr-infantry"' in answer.text
    newer = sent(answer.text, "pledge-form")
    assert france.post("/drafts/fr-infantry", data={**newer, "do": "draft"}).status_code == 303
