"""A group commits at one moment, all of it or none; and what becomes of it afterwards."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest
from tests.conference.halls import CASE, DE, FR, GB, HQ, OBSERVER, Hall, common, pledge
from tests.databases import ledger_url, postgresql_url, sqlite_url

from willing.case.build import build
from willing.conference.actor import Actor
from willing.conference.convening import OpenConference, SettleFactor
from willing.conference.errors import ConferenceError, Impossible, NotAllowed, NotThere, Unconfirmed
from willing.conference.pledging import EnterPledge, ReleaseDraft, RevisePledge, SaveDraft, WithdrawPledge
from willing.conference.record import Procedure, plain_case
from willing.conference.signing import OpenSigning, Sign, StopSigning
from willing.ledger import Ledger

__all__ = ["ledger_url", "postgresql_url", "sqlite_url"]

GROUP = ("gb-infantry", "de-medical")


def opened(*pledges: str) -> Hall:
    hall = Hall()
    hall.do(HQ, OpenSigning(" Both ", pledges or GROUP))
    return hall


def procedure(hall: Hall, name: str = "signing-1") -> Procedure:
    return hall.conference.state().record.procedures[name]


def stage(hall: Hall, name: str) -> str:
    case = hall.conference.state().record.case
    assert case is not None
    return case.pledge_by_id[name].stage


def test_the_last_signature_commits_the_whole_group_in_one_write() -> None:
    hall = opened()
    first = hall.do(GB, Sign("signing-1", "GB"))
    assert [entry.kind for entry in first.entries] == ["signing.signed"]
    assert (stage(hall, "gb-infantry"), procedure(hall).state) == ("declared", "open")
    last = hall.do(DE, Sign("signing-1", "DE"))
    assert [entry.kind for entry in last.entries] == ["signing.signed", "signing.committed"]
    assert (stage(hall, "gb-infantry"), stage(hall, "de-medical")) == ("committed", "committed")
    assert (procedure(hall).state, procedure(hall).closed, procedure(hall).title) == ("committed", 5, "Both")
    assert (last.version, last.effect.before.firm, last.effect.after.firm) == (5, 500, 1200)
    assert hall.again().conference.state() == hall.conference.state()


def test_nothing_of_the_last_signature_is_kept_where_it_cannot_be_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = opened()
    hall.do(GB, Sign("signing-1", "GB"))
    before = hall.ledger.entries()
    append = hall.ledger.append  # type: ignore[attr-defined]
    calls: list[int] = []

    def failing(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return append(*arguments)

    monkeypatch.setattr(hall.ledger, "append", failing, raising=False)
    with pytest.raises(OSError):
        hall.do(DE, Sign("signing-1", "DE"))
    assert hall.ledger.entries() == before
    assert procedure(hall).state == "open"


@pytest.mark.parametrize("how", ["revise", "withdraw", "release"])
def test_a_pledge_that_is_changed_stops_its_signing_in_the_same_write(how: str) -> None:
    hall = opened()
    hall.do(GB, Sign("signing-1", "GB"))
    changed = pledge("de-medical", capability="medical", strength=100, **{"if": "GB stands"})
    if how == "release":
        hall.do(DE, SaveDraft(changed))
        act = ReleaseDraft("DE", "de-medical")
    else:
        act = RevisePledge(changed) if how == "revise" else WithdrawPledge("de-medical")  # type: ignore[assignment]
    done = hall.do(DE, act)
    assert [entry.kind for entry in done.entries][-1] == "signing.stopped"
    assert procedure(hall).because == f"Germany {'withdrew' if how == 'withdraw' else 'revised'} de-medical"
    assert stage(hall, "gb-infantry") == "declared"
    for actor in (DE, GB):
        with pytest.raises(Impossible, match="is stopped: Germany"):
            hall.do(actor, Sign("signing-1", str(actor.nation)))


def test_a_factor_that_leaves_it_no_chance_stops_it() -> None:
    hall = opened("de-infantry", "fr-medical")
    assert hall.do(HQ, SettleFactor("ceasefire", True)).version == 3
    assert procedure(hall).state == "open"
    done = hall.do(HQ, SettleFactor("ceasefire", False))
    assert [entry.kind for entry in done.entries] == ["factor.settled", "signing.stopped"]
    assert "could not all stand" in procedure(hall).because
    with pytest.raises(Impossible, match="choose pledges that can stand together"):
        hall.do(HQ, OpenSigning("Again", ("de-infantry", "fr-medical")))


def test_another_pledge_that_forbids_it_stops_it() -> None:
    hall = Hall()
    hall.do(GB, RevisePledge(pledge("gb-infantry", **{"if": "DE stands and nations < 4"})))
    hall.do(HQ, OpenSigning("Both", GROUP))
    hall.do(FR, EnterPledge(pledge("fr-more")))
    assert procedure(hall).state == "open"


def test_who_may_sign_and_how_often() -> None:
    hall = opened()
    with pytest.raises(Impossible, match=r"FR has no pledge in this signing: only GB, DE sign it"):
        hall.do(FR, Sign("signing-1", "FR"))
    with pytest.raises(NotAllowed):
        hall.do(GB, Sign("signing-1", "DE"))
    for actor in (HQ, OBSERVER):
        with pytest.raises(NotAllowed):
            hall.do(actor, Sign("signing-1", "DE"))
    hall.do(GB, Sign("signing-1", "GB"))
    with pytest.raises(Impossible, match="GB has signed already"):
        hall.do(GB, Sign("signing-1", "GB"))
    with pytest.raises(NotThere, match="there is no signing 'signing-2'"):
        hall.do(GB, Sign("signing-2", "GB"))
    hall.do(HQ, StopSigning("signing-1"))
    with pytest.raises(Impossible, match="is stopped: headquarters stopped it"):
        hall.do(DE, Sign("signing-1", "DE"))
    with pytest.raises(Impossible):
        hall.do(HQ, StopSigning("signing-1"))


def test_a_group_that_has_lapsed_by_the_day_is_not_committed() -> None:
    """That a day has passed is no event, so nothing has stopped it."""
    hall = Hall()
    hall.do(DE, RevisePledge(pledge("de-medical", capability="medical", until="2026-03-03", **{"if": "GB stands"})))
    hall.do(HQ, OpenSigning("Both", GROUP))
    hall.do(GB, Sign("signing-1", "GB"))
    hall.clock.move(days=3)
    with pytest.raises(Impossible, match="headquarters stops this signing"):
        hall.do(DE, Sign("signing-1", "DE"))
    assert stage(hall, "gb-infantry") == "declared"


@pytest.mark.parametrize(
    ("title", "pledges", "says"),
    [
        ("", GROUP, "give the signing a title"),
        ("x" * 501, GROUP, "at most 500 characters"),
        ("Both", (), "name the pledges"),
        ("Both", ("nowhere",), "there is no pledge 'nowhere'"),
    ],
)
def test_what_cannot_be_opened(title: str, pledges: tuple[str, ...], says: str) -> None:
    with pytest.raises(ConferenceError, match=says):
        Hall().do(HQ, OpenSigning(title, pledges))


def test_one_pledge_is_in_one_open_signing() -> None:
    hall = opened()
    with pytest.raises(Impossible, match="is being signed already, in 'Both'"):
        hall.do(HQ, OpenSigning("Again", GROUP))
    hall.do(HQ, StopSigning("signing-1", "a slip"))
    done = hall.do(HQ, OpenSigning("Again", (*GROUP, *GROUP)))
    assert done.entries[0].body == {"signing": "signing-2", "title": "Again", "pledges": list(GROUP)}


def test_a_signing_takes_no_name_that_the_case_came_with() -> None:
    """A case that was taken out of another conference keeps its signatures."""
    signed = {"signing-1": {"pledges": ["fr-infantry"], "on": "2026-02-01"}}
    hall = Hall({**CASE, "signings": signed})
    hall.do(HQ, OpenSigning("Both", GROUP))
    assert list(hall.conference.state().record.procedures) == ["signing-1.2"]
    for actor in (GB, DE):
        hall.do(actor, Sign("signing-1.2", str(actor.nation)))
    case = hall.conference.state().record.case
    assert case is not None
    assert {name: signing.pledges for name, signing in case.signings.items()} == {
        "signing-1": ("fr-infantry",),
        "signing-1.2": GROUP,
    }


def test_what_is_committed_is_taken_back_only_knowingly() -> None:
    hall = opened()
    for actor in (GB, DE):
        hall.do(actor, Sign("signing-1", str(actor.nation)))
    act = WithdrawPledge("de-medical", "no ships")
    with pytest.raises(Unconfirmed, match="another pledge would fall") as asked:
        hall.conference.do(DE, act, hall.version)
    assert [moved.pledge for moved in asked.value.effect.cascade("de-medical")] == ["gb-infantry"]
    with pytest.raises(Unconfirmed):
        hall.conference.do(DE, act, hall.version, accepted="0" * 16)
    # What follows has changed since it was looked at: it has to be looked at again.
    hall.do(FR, EnterPledge(pledge("fr-more", strength=50)))
    with pytest.raises(Unconfirmed):
        hall.conference.do(DE, act, hall.version, asked.value.effect.digest)
    done = hall.do(DE, act)
    assert (done.effect.before.firm, done.effect.after.firm) == (1250, 550)
    assert stage(hall, "gb-infantry") == "committed"
    case = hall.conference.state().record.case
    assert case is not None
    assert case.signings["signing-1"].pledges == ("gb-infantry",)


def test_a_committed_pledge_is_revised_only_knowingly_though_nobody_falls() -> None:
    hall = opened("fr-infantry")
    hall.do(FR, Sign("signing-1", "FR"))
    with pytest.raises(Unconfirmed, match="this pledge is committed"):
        hall.conference.do(FR, RevisePledge(pledge("fr-infantry", strength=499)), hall.version)


def test_a_new_pledge_that_makes_others_fall_is_entered_only_knowingly() -> None:
    hall = Hall()
    hall.do(GB, RevisePledge(pledge("gb-infantry", **{"if": "total < 700"})))
    with pytest.raises(Unconfirmed, match="would fall"):
        hall.conference.do(FR, EnterPledge(pledge("fr-more", strength=900)))


def test_of_two_last_signers_at_once_one_commits(ledger_url: str) -> None:
    with Ledger(ledger_url) as one, Ledger(ledger_url) as other:
        hall = Hall(CASE, one)
        hall.do(HQ, OpenSigning("Both", GROUP))
        halls = {GB: hall, DE: Hall(None, other)}
        halls[DE].conference.clock = hall.clock
        barrier, faults = Barrier(2), list[Exception]()

        def sign(actor: Actor) -> None:
            barrier.wait()
            try:
                halls[actor].conference.do(actor, Sign("signing-1", str(actor.nation)))
            except Exception as fault:
                faults.append(fault)

        threads = [Thread(target=sign, args=(actor,)) for actor in halls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert common(hall)[2:] == ("signing.signed", "signing.signed", "signing.committed")
        assert hall.conference.state() == halls[DE].conference.state()
        assert one.verify().sound


def test_the_conference_is_opened_once(tmp_path: Path) -> None:
    hall = Hall()
    with pytest.raises(Impossible, match="the conference is open already"):
        hall.do(HQ, OpenConference(plain_case(build(CASE))))
    with pytest.raises(Impossible, match="the conference is not open yet"):
        Hall(None).do(HQ, SettleFactor("ceasefire", True))
