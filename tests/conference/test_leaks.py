"""Nothing that anybody sees depends on what they may not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.conference.halls import ALL, DE, DE2, FR, FR2, GB, HQ, NOON, OBSERVER, Hall, pledge
from tests.strategies import quick

from willing.case.write import dump
from willing.conference.act import Act
from willing.conference.actor import EVERYONE, Actor, talks_with
from willing.conference.convening import SettleFactor, StateEntry
from willing.conference.errors import Unconfirmed
from willing.conference.history import concerns, lines_of
from willing.conference.pledging import (
    DropDraft,
    EnterPledge,
    ReleaseDraft,
    RenewPledge,
    RevisePledge,
    SaveDraft,
    WithdrawPledge,
)
from willing.conference.room import Room
from willing.conference.signing import OpenSigning, Sign, StopSigning
from willing.conference.talking import AskInformation, Comment, GiveInformation
from willing.errors import WillingError


@dataclass(frozen=True)
class Step:
    """Something that somebody does, or tries to."""

    actor: Actor
    act: Act
    noise: bool = False
    """Whether nobody but Germany, and headquarters where it is talk, is to notice."""


conditions = st.sampled_from(
    [{}, {"if": "ceasefire"}, {"if": "nations >= 2"}, {"if": "nations < 2"}, {"if": "DE stands"}]
)
numbers = st.integers(1, 900)


@st.composite
def private(draw: st.DrawFn) -> Step:
    """What Germany drafts, and what it and headquarters say to each other."""
    who = draw(st.sampled_from([DE, DE2]))
    name = draw(st.sampled_from(["de-noise-1", "de-noise-2", "de-medical", "de-infantry"]))
    written = pledge(name, strength=draw(numbers), **draw(conditions))
    talk = {"pledge": "de-medical", "text": draw(st.text(min_size=1, max_size=5))}
    return draw(
        st.sampled_from(
            [
                Step(who, SaveDraft(written), True),
                Step(who, SaveDraft({key: value for key, value in written.items() if key != "id"}), True),
                Step(who, DropDraft("DE", name), True),
                Step(HQ, Comment(**talk), True),
                Step(HQ, AskInformation(**talk), True),
                Step(who, Comment(**talk), True),
                Step(who, GiveInformation(**talk, request=1), True),
            ]
        )
    )


@st.composite
def public(draw: st.DrawFn) -> Step:
    """What everybody sees; and what somebody tries who may not."""
    nation = draw(st.sampled_from([FR, FR2, GB, DE]))
    code = str(nation.nation).lower()
    name = draw(st.sampled_from([f"{code}-infantry", f"{code}-medical", f"{code}-new"]))
    written = pledge(name, strength=draw(numbers), **draw(conditions))
    nameless = {key: value for key, value in written.items() if key != "id"}
    made: list[tuple[Actor, Act]] = [
        (nation, EnterPledge(written)),
        (nation, EnterPledge(nameless)),
        (nation, RevisePledge(written)),
        (nation, RenewPledge(name)),
        (nation, WithdrawPledge(name)),
        (DE, SaveDraft({**pledge("de-kept"), "strength": written["strength"]})),
        (DE, ReleaseDraft("DE", "de-kept")),
        (HQ, SettleFactor("ceasefire", draw(st.sampled_from([True, False, None])))),
        (HQ, StateEntry("areas", "north", {"name": f"North {draw(numbers)}"})),
        (HQ, OpenSigning("Both", ("gb-infantry", "de-medical"))),
        (nation, Sign("signing-1", str(nation.nation))),
        (HQ, StopSigning("signing-1")),
        (GB, SaveDraft({**written, "nation": "DE", "id": "de-noise-1"})),
        (GB, DropDraft("DE", "de-noise-1")),
        (HQ, ReleaseDraft("DE", "de-noise-2")),
        (FR, SaveDraft({**nameless, "nation": "FR"})),
        (OBSERVER, GiveInformation("de-medical", "x", 1)),
        (HQ, EnterPledge({**written, "id": "de-noise-1", "nation": "DE"})),
    ]  # fmt: skip
    return Step(*draw(st.sampled_from(made)))


scripts = st.lists(public() | private(), min_size=2, max_size=14)


def play(script: Sequence[Step], keep: Callable[[Step], bool]) -> tuple[Hall, tuple[Any, ...]]:
    hall, said = Hall(), []
    for index, step in enumerate(script):
        hall.clock.now = NOON + timedelta(hours=index)
        if step.noise and not keep(step):
            continue
        told = tell(hall, step)
        if not step.noise and step.actor.nation != "DE":
            said.append((index, told))
    return hall, tuple(said)


def tell(hall: Hall, step: Step) -> Any:
    """What comes of a step, as whoever took it is told."""
    seen = hall.latest(step.actor, step.act)
    try:
        try:
            done = hall.conference.do(step.actor, step.act, seen)
        except Unconfirmed as error:
            done = hall.conference.do(step.actor, step.act, seen, error.effect.digest)
    except WillingError as error:
        return type(error).__name__, str(error), vars(error)
    return done.version, done.number, done.effect, tuple(map(shown, done.entries))


def shown(entry: Any) -> Any:
    """An entry as somebody may see it: not its order, which is nobody's."""
    return {key: value for key, value in asdict(entry).items() if key != "order"}


def view(hall: Hall, actor: Actor, chains: Sequence[str]) -> Any:
    """Everything that an actor sees, of some chains."""
    conference = hall.conference
    room = conference.room(actor)
    entries = conference.entries(chain for chain in conference.chains(actor) if chain in chains)
    return (
        room.version,
        room.key,
        " ".join(part for part in room.seen.split() if part.split("=")[0] in chains),
        dump(room.released),
        dump(room.with_ours().case),
        room.drafts,
        room.record.changed,
        room.record.procedures,
        [dump(conference.room(actor, version).case) for version in range(1, room.version) if actor is FR],
        [shown(entry) for entry in entries],
        [line for line in lines_of(conference, actor) if line.chain in chains],
        [concerns(conference, actor, entry) for entry in entries],
    )


OUTSIDE = [actor for actor in ALL if actor.nation != "DE"]


@given(scripts)
@quick(25)
def test_nobody_notices_what_germany_drafts_and_says(script: list[Step]) -> None:
    with_all, told = play(script, lambda step: True)
    without, told_without = play(script, lambda step: False)
    assert told == told_without
    chains = {EVERYONE, *(c for c in with_all.conference.state().heads if c != talks_with("DE"))}
    for actor in OUTSIDE:
        assert view(with_all, actor, sorted(chains)) == view(without, actor, sorted(chains))
    for actor in [actor for actor in OUTSIDE if actor.part != "headquarters"]:
        assert with_all.conference.room(actor).seen == without.conference.room(actor).seen
        assert with_all.conference.room(actor).talks == without.conference.room(actor).talks


@given(scripts)
@quick(15)
def test_headquarters_sees_no_draft(script: list[Step]) -> None:
    with_all, _ = play(script, lambda step: True)
    without, _ = play(script, lambda step: not isinstance(step.act, SaveDraft | DropDraft))
    chains = sorted(with_all.conference.chains(HQ))
    assert view(with_all, HQ, chains) == view(without, HQ, chains)
    assert with_all.conference.room(HQ).seen == without.conference.room(HQ).seen
    assert with_all.conference.room(HQ).talks == without.conference.room(HQ).talks


def test_the_id_of_a_new_pledge_tells_nothing_of_drafts() -> None:
    """A second draft of infantry is not called the second, and what is entered takes no notice of a draft."""
    hall = Hall()
    nameless = {"nation": "DE", "capability": "medical", "strength": 10}
    hall.do(DE, SaveDraft(nameless))
    hall.do(DE, SaveDraft(nameless))
    first, second = hall.conference.room(DE).drafts.by_id  # type: ignore[union-attr]
    assert first != second
    assert all(name.startswith("de-medical-") and len(name) == len("de-medical-") + 4 for name in (first, second))
    done = hall.do(DE, EnterPledge(nameless))
    assert done.entries[0].body["pledge"]["id"] == "de-medical-2"


def test_what_is_released_says_nothing_of_how_often_it_was_saved() -> None:
    hall = Hall()
    for strength in range(1, 8):
        hall.do(DE, SaveDraft(pledge("de-kept", strength=strength)))
    done = hall.do(DE, ReleaseDraft("DE", "de-kept"))
    released, dropped = done.entries
    assert (released.chain, released.based_on) == (EVERYONE, None)
    assert (dropped.chain, dropped.based_on) == ("nation:DE", 7)


def test_a_draft_that_names_what_was_removed_stays_but_is_not_counted() -> None:
    """Headquarters is not told that a draft names it; the nation goes on working."""
    hall = Hall()
    hall.do(HQ, StateEntry("factors", "truce", {}))
    hall.do(DE, SaveDraft(pledge("de-one", **{"if": "truce"})))
    hall.do(DE, SaveDraft(pledge("de-two", **{"if": "de-one stands"})))
    hall.do(DE, SaveDraft(pledge("de-three")))
    hall.do(HQ, StateEntry("factors", "truce", None))
    room: Room = hall.conference.room(DE).with_ours()
    assert room.drafts is not None
    assert list(room.drafts.by_id) == ["de-one", "de-two", "de-three"]
    assert set(room.case.pledge_by_id) - set(room.released.pledge_by_id) == {"de-three"}
    hall.do(DE, SaveDraft(pledge("de-four")))
    hall.do(DE, SaveDraft(pledge("de-one")))
    assert set(hall.conference.room(DE).with_ours().case.pledge_by_id) >= {"de-one", "de-two", "de-three", "de-four"}
