"""Who waits for whom: each clause with whether it holds, groups, signings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.sites import CASE, done, signed_in, site, text_of

import willing
from willing.conference.convening import SettleFactor
from willing.conference.signing import OpenSigning, StopSigning
from willing.questions.ask import scene
from willing.questions.waiting import waiting
from willing.web.site import Site


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    found = site(tmp_path)
    yield found
    found.close()


def test_a_clause_holds_if_it_does_among_those_who_stand_firm() -> None:
    case = willing.build(dict(CASE))
    found = {row.pledge: row for row in waiting(scene(case, None, {}, "declared"))}
    assert found["fr-infantry"].clauses == ()
    assert [(c.english, c.holds, c.others) for c in found["gb-infantry"].clauses] == [
        ("Germany takes part", False, True)
    ]
    assert [(c.english, c.holds, c.others) for c in found["de-infantry"].clauses] == [
        ("a ceasefire is in force", False, False)
    ]
    settled = {row.pledge: row for row in waiting(scene(case, None, {"ceasefire": True}, "declared"))}
    assert all(clause.holds for row in settled.values() for clause in row.clauses)


def test_every_condition_stands_there_with_what_holds(here: Site) -> None:
    said = text_of(signed_in(here, "france").get("/waits").text)
    assert "Britain gb-infantry ◆ together 400 ✗ Does not hold: Germany takes part" in said
    assert "open questions alone" in said and "✗ Does not hold: A ceasefire is in force" in said
    assert "Without a condition: fr-infantry (France) ." in said
    done(here, "hq", SettleFactor("ceasefire", True))
    assert "✓ Holds: A ceasefire is in force" in text_of(signed_in(here, "france").get("/waits").text)


def test_groups_and_signings_open_and_closed(here: Site) -> None:
    client = signed_in(here, "hq")
    assert "/signings/new?pledge=gb-infantry&amp;pledge=de-medical" in client.get("/waits").text
    assert "/signings/new" not in signed_in(here, "france").get("/waits").text
    done(here, "hq", OpenSigning("The pair", ("gb-infantry", "de-medical")))
    assert "0 of 2 have signed" in client.get("/waits").text
    done(here, "hq", StopSigning("signing-1", "a better group is there"))
    assert "Stopped: a better group is there." in text_of(client.get("/waits").text)
