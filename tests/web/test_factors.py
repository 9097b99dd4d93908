"""Factors: what hangs on them, and settling them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.web.sites import CASE, Clock, done, signed_in, site, text_of

from willing.case.build import build
from willing.conference.convening import SettleFactor
from willing.conference.supposing import hanging
from willing.web.site import Site


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


def test_what_hangs_on_a_factor_is_counted_by_hand() -> None:
    # With the ceasefire Germany's infantry stands, so Britain's, so Germany's hospital: 200, 400 and 300 persons.
    hangs = hanging(build(CASE), date(2026, 3, 1))["ceasefire"]
    assert hangs.pledges == ("de-infantry",)
    assert hangs.true.after.firm - hangs.true.before.firm == 900
    assert hangs.false.after.firm == hangs.false.before.firm


def test_everybody_sees_them_and_headquarters_alone_can_settle(found: Site) -> None:
    page = text_of(signed_in(found, "observer").get("/factors").text)
    assert "A ceasefire is in force" in page
    assert "40 %" in page.replace("\xa0", " ")
    assert "Settle" not in page
    assert signed_in(found, "observer").get("/factors/ceasefire/settle").status_code == 403
    assert signed_in(found, "france").post("/factors/ceasefire/settle", data={"as": "true"}).status_code == 403
    hq = signed_in(found, "hq").get("/factors").text
    assert "/factors/ceasefire/settle" in hq


def test_settling_shows_what_follows_before_it_is_done(found: Site) -> None:
    client = signed_in(found, "hq")
    page = text_of(client.get("/factors/ceasefire/settle").text)
    assert "If it is settled as true" in page
    assert "Germany, infantry (de-infantry)" in page
    answer = client.post("/factors/ceasefire/settle", data={"as": "true", "seen": "1"})
    assert answer.headers["location"] == "/factors"
    assert "900 persons more stand firm" in client.get("/factors").text
    case = found.conference.state().record.case
    assert case is not None
    assert case.factors["ceasefire"].value is True
    assert "If it is open again" in text_of(client.get("/factors/ceasefire/settle").text)
    assert client.post("/factors/ceasefire/settle", data={"as": "open", "seen": "2"}).status_code == 303


def test_a_stale_or_idle_settling_is_refused_and_shows_the_difference(found: Site) -> None:
    client = signed_in(found, "hq")
    done(found, "hq", SettleFactor("ceasefire", False))
    stale = client.post("/factors/ceasefire/settle", data={"as": "true", "seen": "1"})
    assert stale.status_code == 409
    assert "hq changed this while you were writing" in text_of(stale.text)
    assert 'name="seen" value="2"' in stale.text
    assert client.post("/factors/ceasefire/settle", data={"as": "false", "seen": "2"}).status_code == 422
    assert client.post("/factors/ceasefire/settle", data={"as": "perhaps", "seen": "2"}).status_code == 404
    assert client.get("/factors/nothing/settle").status_code == 404
