"""What would be if: what is supposed follows from the address alone, and nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.web.sites import CASE, Clock, done, signed_in, site, text_of

from willing.case.build import build
from willing.conference.pledging import SaveDraft
from willing.conference.supposing import Supposition, outcome, supposing
from willing.errors import AskError
from willing.web.site import Site

DAY = date(2026, 3, 1)


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


@pytest.mark.parametrize(
    ("supposed", "firm", "together"),
    [
        (Supposition(), 500, 1200),
        (Supposition(assume={"ceasefire": True}), 1400, 1400),
        (Supposition(waived=frozenset({("gb-infantry", 0)})), 1200, 1200),
        (Supposition(nations=frozenset({"DE"})), 500, 500),
        (Supposition(nations=frozenset({"FR", "GB"})), 0, 0),
        (Supposition(pledges=frozenset({"fr-infantry"})), 0, 700),
        (Supposition(waived=frozenset({("gb-infantry", 0)}), assume={"ceasefire": True}), 1400, 1400),
    ],
)
def test_what_would_stand_is_as_counted_by_hand(supposed: Supposition, firm: int, together: int) -> None:
    # Britain waits for Germany and Germany's hospital for Britain; if the ceasefire holds, Germany stands by itself.
    result = outcome(build(CASE), supposed, DAY)
    assert (result.after.strength.firm, result.after.strength.firm + result.after.strength.together) == (firm, together)
    assert result.before.strength.firm == 500
    assert {moved.pledge for moved in (*result.effect.rises, *result.effect.falls)} == {
        verdict
        for verdict in build(CASE).pledge_by_id
        if _status(result.before, verdict) != _status(result.after, verdict)
    }


def _status(found: object, pledge: str) -> str | None:
    return next((v.status for v in found.pledges if v.id == pledge), None)  # type: ignore[attr-defined]


def test_a_settled_factor_can_be_opened_and_the_case_stays_as_it_is() -> None:
    written = {**CASE, "factors": {"ceasefire": {"value": True}}}
    case = build(written)
    assert outcome(case, Supposition(), DAY).after.strength.firm == 1400
    assert outcome(case, Supposition(opened=frozenset({"ceasefire"})), DAY).after.strength.firm == 500
    assert case.factors["ceasefire"].value is True


@pytest.mark.parametrize(
    "supposed",
    [
        Supposition(assume={"peace": True}),
        Supposition(opened=frozenset({"peace"})),
        Supposition(nations=frozenset({"XX"})),
        Supposition(pledges=frozenset({"xx"})),
        Supposition(waived=frozenset({("gb-infantry", 1)})),
        Supposition(waived=frozenset({("fr-infantry", 0)})),
        Supposition(stage="soon"),
        Supposition(reading="most"),
        Supposition(target="-3"),
    ],
)
def test_what_the_case_does_not_have_cannot_be_supposed(supposed: Supposition) -> None:
    with pytest.raises(AskError):
        outcome(build(CASE), supposed, DAY)


def test_waiving_one_of_several_clauses_keeps_the_others() -> None:
    britain = {**CASE["pledges"][1], "if": "DE stands and ceasefire and FR sends >= 300"}
    written = {**CASE, "pledges": [CASE["pledges"][0], britain, CASE["pledges"][2]]}
    left = supposing(build(written), Supposition(waived=frozenset({("gb-infantry", 1)}))).pledge_by_id["gb-infantry"]
    assert left.if_ == "DE stands and FR sends >= 300"


def test_the_page_compares_and_says_why(found: Site) -> None:
    page = signed_in(found, "observer").get("/what-if?f.ceasefire=true")
    said = text_of(page.text)
    assert "If a ceasefire is in force" in said
    assert "500 → 1,400" in said
    assert 'value="true" selected' in page.text
    fallen = text_of(signed_in(found, "observer").get("/what-if?without=FR&waive=gb-infantry:0").text)
    assert "France withdraws all it pledges" in fallen
    assert "no longer asks that Germany" in fallen
    assert found.conference.state().record.version == 1


def test_an_address_is_made_tidy_so_that_it_can_be_passed_on(found: Site) -> None:
    client = signed_in(found, "hq")
    asked = {"f.ceasefire": "true", "target": "", "stage": "declared", "reading": "likely", "without": ["FR", "GB"]}
    answer = client.get("/what-if", params=asked)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/what-if?f.ceasefire=true&without=FR&without=GB"


def test_the_ways_to_the_target_are_shown_where_they_are_asked_for(found: Site) -> None:
    client = signed_in(found, "hq")
    assert "What would reach the target" in text_of(client.get("/what-if?ways=1&target=1400").text)
    said = text_of(client.get("/what-if?ways=1&target=1400").text)
    assert "a ceasefire is in force" in said.lower()
    assert "short" in text_of(client.get("/what-if?ways=1").text)


@pytest.mark.parametrize("asked", ["f.peace=true", "f.ceasefire=maybe", "waive=x", "waive=gb-infantry:9", "target=-1"])
def test_what_cannot_be_asked_is_said_on_the_page(found: Site, asked: str) -> None:
    answer = signed_in(found, "hq").get(f"/what-if?{asked}")
    assert answer.status_code == 422
    assert "This cannot be asked." in text_of(answer.text)


def test_drafts_count_only_for_their_own_nation(found: Site) -> None:
    pledge = {"id": "fr-medical", "nation": "FR", "capability": "medical", "strength": 999}
    done(found, "france", SaveDraft(pledge))
    ours = signed_in(found, "france").get("/what-if?ours=1&f.ceasefire=true").text
    assert "2,399" in text_of(ours)
    for other in ("hq", "britain", "observer", "admin"):
        page = signed_in(found, other).get("/what-if?ours=1&f.ceasefire=true").text
        assert "999" not in page
        assert "2,399" not in page
