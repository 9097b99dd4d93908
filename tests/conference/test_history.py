"""The record reads as a history, and each is told of what concerns them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Called, called
from tests.conference.halls import ADMIN, DE, FR, GB, HQ, NOON, OBSERVER, Hall, pledge

from willing.case.read import load
from willing.case.write import dump
from willing.conference import events as e
from willing.conference.actor import EVERYONE, PUBLIC
from willing.conference.convening import PublishRequirement, SettleFactor, StateEntry
from willing.conference.history import concerns, lines_of, told
from willing.conference.pledging import (
    DropDraft,
    EnterPledge,
    ReleaseDraft,
    RenewPledge,
    RevisePledge,
    SaveDraft,
    WithdrawPledge,
)
from willing.conference.signing import OpenSigning, Sign, StopSigning
from willing.conference.talking import AskInformation, Comment, GiveInformation
from willing.ledger import Ledger, New

__all__ = ["called"]

BOTH = ("gb-infantry", "de-medical")
TOLD = (
    (HQ, StateEntry("areas", "north", {"name": "North"}), "Headquarters added the area north (North)"),
    (HQ, StateEntry("areas", "north", {"name": "The north"}),
     "Headquarters changed the area north (The north): the name"),
    (HQ, StateEntry("areas", "north", None), "Headquarters removed the area north (The north)"),
    (HQ, StateEntry("case", "case", {"format": 1, "id": "small", "title": "New"}),
     "Headquarters changed the title and the target of the conference"),
    (HQ, SettleFactor("ceasefire", True), "It is settled that a ceasefire is in force"),
    (HQ, SettleFactor("ceasefire", False), "It is settled that it is not so that a ceasefire is in force"),
    (HQ, SettleFactor("ceasefire", None), "Headquarters opened again whether a ceasefire is in force"),
    (HQ, PublishRequirement("coast", {"title": "Guard it"}), "Headquarters published the requirement coast (Guard it)"),
    (HQ, PublishRequirement("coast", {"title": "Hold it"}),
     "Headquarters changed the requirement coast (Hold it): the title"),
    (HQ, PublishRequirement("coast", None), "Headquarters retired the requirement coast (Hold it)"),
    (FR, EnterPledge(pledge("fr-x", strength=1)), "France pledged infantry, 1 person (fr-x)"),
    (GB, EnterPledge(pledge("gb-x", strength="unknown", **{"if": "ceasefire"})),
     "The United Kingdom pledged infantry, an unknown strength, if a ceasefire is in force (gb-x)"),
    (FR, EnterPledge(pledge("fr-y", strength={"match": 0.1, "up_to": 1500})),
     "France pledged infantry, 0.1 for each person of others, at most 1,500 (fr-y)"),
    (FR, RevisePledge(pledge("fr-x", strength={"low": 1, "likely": 2, "high": 3}, until="2027-01-01",
                             stage="committed")),
     "France revised fr-x: from 1 to 1\u20133 (likely 2), now committed, the day it ends changed"),
    (FR, RevisePledge(pledge("fr-x", strength={"low": 1, "likely": 2, "high": 3}, stage="committed", note="?")),
     "France revised fr-x: changed the day it ends and the note"),
    (FR, RenewPledge("fr-x"), "France renewed fr-x, unchanged"),
    (FR, WithdrawPledge("fr-x", " no ships "), "France withdrew fr-x: no ships"),
    (FR, WithdrawPledge("fr-y"), "France withdrew fr-y"),
    (FR, SaveDraft(pledge("fr-d", strength=2)), "France saved a draft of fr-d: infantry, 2 persons"),
    (FR, ReleaseDraft("FR", "fr-d"), "France released its draft of fr-d"),
    (FR, SaveDraft(pledge("fr-d", strength=3)), "France saved a draft of fr-d: infantry, 3 persons"),
    (FR, DropDraft("FR", "fr-d"), "France dropped its draft of fr-d"),
    (HQ, OpenSigning("Both", BOTH),
     "Headquarters opened the signing of 'Both', to be signed by the United Kingdom and Germany"),
    (HQ, StopSigning("signing-1", "a slip"), "The signing of 'Both' stopped and commits nothing: a slip"),
    (HQ, OpenSigning("Again", BOTH),
     "Headquarters opened the signing of 'Again', to be signed by the United Kingdom and Germany"),
    (GB, Sign("signing-2", "GB"), "The United Kingdom signed 'Again'; still to sign: Germany"),
    (DE, Sign("signing-2", "DE"), "The last nation has signed: 'Again' is committed, all of it"),
    (HQ, AskInformation("fr-d", "When?"), "Request for information on fr-d: When?"),
    (FR, GiveInformation("fr-d", "In May.", 1), "Answer on fr-d: In May."),
    (FR, Comment("fr-d", "Well."), "Comment on fr-d: Well."),
)  # fmt: skip


@pytest.fixture(scope="module")
def told_hall() -> Hall:
    hall = Hall()
    for actor, act, _ in TOLD:
        hall.do(actor, act)
    return hall


def test_every_event_is_told_in_a_sentence() -> None:
    hall = Hall()
    for actor, act, says in TOLD:
        done = hall.do(actor, act)
        assert told(hall.conference, done.entries[-1]) == says
    kinds = {entry.kind for entry in hall.ledger.entries()}
    assert kinds == set(e.BY_KIND)


def test_a_page_of_the_log_is_the_latest_first(told_hall: Hall) -> None:
    conference = told_hall.conference
    everything = lines_of(conference, HQ)
    assert lines_of(conference, HQ, most=3, skip=2) == everything[2:5]
    assert {line.chain for line in everything} == {EVERYONE, "headquarters:FR"}
    assert {line.chain for line in lines_of(conference, FR)} == {EVERYONE, "headquarters:FR", "nation:FR"}
    assert {line.chain for line in lines_of(conference, DE)} == {EVERYONE}
    assert all(line.who == "" for line in lines_of(conference, PUBLIC))
    assert everything == lines_of(told_hall.again().conference, HQ)


def test_who_is_told_of_what(told_hall: Hall) -> None:
    conference = told_hall.conference
    entries = told_hall.ledger.entries()

    def kinds(actor: object) -> set[str]:
        return {entry.kind for entry in entries if concerns(conference, actor, entry)}  # type: ignore[arg-type]

    assert kinds(OBSERVER) == {"requirement.published", "signing.committed", "signing.stopped"}
    assert kinds(ADMIN) == set()
    assert {"signing.opened", "signing.signed", "signing.stopped"} <= kinds(DE)
    assert "signing.committed" in kinds(GB)
    assert not any(kind.startswith(("draft.", "information.", "pledge.commented")) for kind in kinds(GB))
    own = [entry for entry in entries if entry.who == FR.name]
    assert not any(concerns(conference, FR, entry) for entry in own)


# On the command line


def conference_at(path: Path) -> str:
    with Ledger(str(path)) as ledger:
        hall = Hall(ledger=ledger)
        hall.do(FR, SaveDraft(pledge("fr-new")))
        hall.do(FR, EnterPledge(pledge("fr-more")))
        hall.do(HQ, Comment("fr-more", "Thank you."))
        with ledger.writing() as writing:
            writing.append("ada", NOON, [New("people", "account.added", {"name": "gwen", "role": "delegate"})])
    return str(path)


def test_the_log_of_whoever_owns_the_database(called: Called, tmp_path: Path) -> None:
    db = conference_at(tmp_path / "a.db")
    words = called("ledger", "log", "--db", db).words
    for said in (
        "The conference was opened: A small conference, 5 pledges",
        "France saved a draft of fr-new: infantry, 100 persons [FR alone]",
        "France pledged infantry, 100 persons (fr-more)",
        "Comment on fr-more: Thank you. [headquarters and FR]",
        "An account was added",
        "gwen",
        " [admins]",
    ):
        assert said in words
    done = called("ledger", "log", "--chain", "everyone", "--last", "1", "--db", db)
    assert done.words == "2 2026-03-01 12:02 fleur France pledged infantry, 100 persons (fr-more)"


def test_a_case_goes_in_and_comes_out(called: Called, tmp_path: Path) -> None:
    db, folder, file = str(tmp_path / "a.db"), str(tmp_path / "out"), str(tmp_path / "out.yaml")
    hall = Hall()
    (tmp_path / "case.yaml").write_text(dump(hall.conference.room(FR).case), encoding="utf-8")
    done = called("ledger", "import", str(tmp_path / "case.yaml"), "--db", db)
    assert (done.status, done.err) == (0, "")
    assert "a.db is a conference now: A small conference." in done.words
    done = called("ledger", "import", str(tmp_path / "case.yaml"), "--db", db)
    assert (done.status, done.out) == (2, "")
    assert "the conference is open already" in done.err
    with Ledger(db) as ledger:
        Hall(None, ledger).do(FR, WithdrawPledge("fr-infantry"))
    assert called("ledger", "export", folder, "--db", db).status == 0
    assert load(folder).pledge_by_id["fr-infantry"].stage == "withdrawn"
    assert called("ledger", "export", file, "--version", "1", "--db", db).status == 0
    assert dump(load(file)) == dump(hall.conference.room(FR).case)
    for arguments, says in (
        ((folder,), "is there already"),
        ((str(tmp_path / "b"), "--version", "9"), "there is no version 9: the latest is 2"),
    ):
        done = called("ledger", "export", *arguments, "--db", db)
        assert (done.status, done.out) == (2, "")
        assert says in done.err
