"""Signings: all of a group or nothing of it, and everybody is told why one stops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.web.forms import sent
from tests.web.sites import PASSWORD, done, signed_in, site, text_of

from willing.conference.pledging import RevisePledge, WithdrawPledge
from willing.conference.record import plain_entry
from willing.web.site import Site

GROUP = "gb-infantry de-medical"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path)) as found:
        found.people.add("germany", PASSWORD, "delegate", "DE", "test")
        yield found


def case(found: Site) -> Any:
    return found.conference.state().record.case


def stages(found: Site) -> dict[str, str]:
    return {pledge.id: pledge.stage for pledge in case(found).pledges}


def begun(found: Site) -> str:
    """A signing of Britain and Germany; gives its address."""
    answer = signed_in(found, "hq").post("/signings/new", data={"title": "Both <b>", "group": GROUP, "do": "open"})
    assert answer.status_code == 303, text_of(answer.text)
    return answer.headers["location"]


def test_headquarters_chooses_from_the_groups_that_can_only_stand_together(here: Site) -> None:
    hq = signed_in(here, "hq")
    page = hq.get("/signings/new")
    said = text_of(page.text)
    assert "Britain and Germany , 700 persons" in said and "The firm force is then 1,200" in said
    assert f'value="{GROUP}"' in page.text
    looked = hq.post("/signings/new", data={"group": GROUP, "title": "A title", "do": "look"})
    assert "+700" in looked.text and sent(looked.text, "signing-form")["title"] == ["A title"]
    for data, said in (
        ({"group": GROUP}, "Give the signing a title"),
        ({"title": "Both"}, "Choose a group, or tick pledges"),
        ({"title": "Both", "pledge": "de-infantry fr-infantry"}, "there is no pledge"),
    ):
        answer = hq.post("/signings/new", data={**data, "do": "open"})
        assert answer.status_code == 422 and said.lower() in text_of(answer.text).lower()
        assert sent(answer.text, "signing-form")["title"] == [data.get("title", "")]
    for name in ("france", "observer", "admin"):
        assert signed_in(here, name).get("/signings/new").status_code == 403


def test_a_group_is_committed_as_a_whole_when_the_last_has_signed(here: Site) -> None:
    address = begun(here)
    observer = signed_in(here, "observer")
    said = text_of(observer.get(address).text)
    assert "Both <b>" in said and "0 of 2 have signed" in said and "Read and sign" not in said
    assert "Once everybody has signed" in said and "+700" in said
    britain, germany = signed_in(here, "britain"), signed_in(here, "germany")
    page = text_of(britain.get(f"{address}/sign").text)
    assert "What Britain signs" in page and "If Germany takes part" in page and "DE stands" in page
    assert britain.post(f"{address}/sign").status_code == 303
    assert set(stages(here).values()) == {"declared"} and "1 of 2" in observer.get(address).text
    twice = britain.post(f"{address}/sign")
    assert twice.status_code == 409 and "has signed already" in twice.text
    assert "the last signature" in germany.get(f"{address}/sign").text
    assert germany.post(f"{address}/sign").status_code == 303
    assert {name for name, stage in stages(here).items() if stage == "committed"} == {"gb-infantry", "de-medical"}
    assert "Germany signed" in text_of(observer.get(address).text) and "committed" in observer.get("/signings").text
    signed = text_of(observer.get("/pledges/gb-infantry").text)
    assert "Signed on 1 March 2026, with de-medical" in signed and "firm" in signed
    late = germany.get(f"{address}/sign")
    assert late.status_code == 409 and "everybody has signed" in late.text


def test_a_revision_stops_a_signing_and_a_late_signature_is_told_so(here: Site) -> None:
    address = begun(here)
    britain = signed_in(here, "britain")
    assert britain.get(f"{address}/sign").status_code == 200
    done(here, "germany", RevisePledge({**plain_entry(case(here).pledge_by_id["de-medical"]), "strength": 10}))
    answer = britain.post(f"{address}/sign")
    said = text_of(answer.text)
    assert answer.status_code == 409 and "You have not signed, and nothing was committed" in said
    assert "revised de-medical" in said
    assert set(stages(here).values()) == {"declared"}
    assert "Stopped, and nothing of it is committed" in text_of(britain.get("/signings").text)
    assert "this signing has stopped" in britain.get(f"{address}/sign").text


def test_headquarters_stops_a_signing_with_a_reason(here: Site) -> None:
    address = begun(here)
    hq = signed_in(here, "hq")
    assert hq.post(f"{address}/stop", data={"because": " "}).status_code == 422
    assert signed_in(here, "britain").post(f"{address}/stop", data={"because": "no"}).status_code == 403
    assert hq.post(f"{address}/stop", data={"because": "the <i>plan</i> changed"}).status_code == 303
    html = signed_in(here, "britain").get(address).text
    assert "the &lt;i&gt;plan&lt;/i&gt; changed" in html and "<i>plan" not in html
    again = hq.post(f"{address}/stop", data={"because": "twice"})
    assert again.status_code == 409


def test_only_those_in_it_sign(here: Site) -> None:
    address = begun(here)
    for name, status in (("france", 409), ("hq", 403), ("observer", 403), ("admin", 403)):
        client = signed_in(here, name)
        assert client.post(f"{address}/sign").status_code == status
        assert client.get(f"{address}/sign").status_code == status
    assert signed_in(here, "france").get("/signings/signing-9").status_code == 404


def test_withdrawing_what_was_committed_is_confirmed_and_lets_the_signature_lapse(here: Site) -> None:
    address = begun(here)
    for name in ("britain", "germany"):
        signed_in(here, name).post(f"{address}/sign")
    britain = signed_in(here, "britain")
    page = britain.get("/pledges/gb-infantry/withdraw")
    said = text_of(page.text)
    assert "The signature on gb-infantry lapses" in said and "Germany, medical (de-medical)" in said
    form = sent(page.text, "withdraw-form")
    assert britain.post("/pledges/gb-infantry/withdraw", data={"seen": form["seen"]}).status_code == 409
    assert britain.post("/pledges/gb-infantry/withdraw", data=form).status_code == 303
    assert "The signature on gb-infantry has lapsed" in britain.get(address).text
    assert "firm" not in text_of(britain.get("/pledges/de-medical").text).split("The firm force")[0]


def test_a_withdrawal_says_that_it_stops_a_signing(here: Site) -> None:
    begun(here)
    page = text_of(signed_in(here, "britain").get("/pledges/gb-infantry/withdraw").text)
    assert "A signing that is open stops" in page
    done(here, "britain", WithdrawPledge("gb-infantry", "no"))
    assert "Stopped" in signed_in(here, "britain").get("/signings").text
