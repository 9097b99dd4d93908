"""Signings: groups that can only stand together, committed at one moment or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from willing.case.as_of import as_of
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.pledge import Pledge
from willing.charts.words import day, label
from willing.conditions.english import english
from willing.conference.errors import Impossible, NotThere
from willing.conference.permissions import need
from willing.conference.record import Procedure, plain_entry
from willing.conference.room import Room
from willing.conference.signing import OpenSigning, Sign, StopSigning, nations_of, once_signed
from willing.errors import WillingError
from willing.ledger.errors import LedgerError
from willing.questions.ask import listed, opened
from willing.questions.assess import Assessment, assess
from willing.standing.groups import Group
from willing.web import pledge_form
from willing.web.consequences import Consequence, consequence_of, target_of
from willing.web.visit import Answered, Go, Page, Route, Visit


@dataclass(frozen=True)
class Bound:
    """A pledge as it will be bound by a signing."""

    id: str
    nation: str
    capability: str
    strength: str
    condition: str
    """In English; empty for none."""
    typed: str
    """The condition as it is written."""
    caveats: str
    stage: str
    window: str
    persons: int | None


def bound(case: Case, pledge: Pledge) -> Bound:
    """A pledge as a signatory reads it."""
    names, plain = names_of(case), plain_entry(pledge)

    def called(kind: str, name: str) -> str:
        area = case.areas.get(name) if kind == "area" else None
        return area.name if area is not None and area.name else name.replace("_", " ")

    ends = f" until {day(pledge.until)}" if pledge.until else ""
    return Bound(
        id=pledge.id,
        nation=label(names.nation(pledge.nation)),
        capability=names.capability(pledge.capability),
        strength=pledge_form.strength_worded(plain["strength"]),
        condition=english(pledge.condition, names) if pledge.if_ else "",
        typed=pledge.if_ or "",
        caveats=pledge_form.caveats_worded(plain["caveats"], called) if "caveats" in plain else "",
        stage=pledge.stage,
        window=f"from {day(pledge.from_)}{ends}" if pledge.from_ else ends.strip(),
        persons=pledge.likely,
    )


@dataclass(frozen=True)
class Shown:
    """A signing as a page shows it."""

    id: str
    title: str
    state: str
    signed: tuple[tuple[str, datetime], ...]
    """Nations and when they signed."""
    missing: tuple[str, ...]
    because: str
    persons: int
    pledges: tuple[str, ...]
    opened: int
    closed: int | None


def shown(room: Room, procedure: Procedure) -> Shown:
    """A signing with the names of nations."""
    names = names_of(room.released)
    nations = nations_of(room.record, procedure)
    pledges = [room.released.pledge_by_id[name] for name in procedure.pledges if name in room.released.pledge_by_id]
    return Shown(
        id=procedure.id,
        title=procedure.title,
        state=procedure.state,
        signed=tuple(
            (names.nation(nation), procedure.signed[nation]) for nation in nations if nation in procedure.signed
        ),
        missing=tuple(names.nation(nation) for nation in nations if nation not in procedure.signed),
        because=_because(procedure),
        persons=sum(pledge.likely or 0 for pledge in pledges),
        pledges=procedure.pledges,
        opened=procedure.opened,
        closed=procedure.closed,
    )


def _because(procedure: Procedure) -> str:
    if procedure.state == "stopped":
        return f"Stopped, and nothing of it is committed: {procedure.because}."
    return "" if procedure.state == "committed" else "All of it is committed at the moment the last nation signs."


def index(visit: Visit) -> Answered:
    """All signings: open ones first."""
    room = visit.room
    found = sorted(room.record.procedures.values(), key=lambda procedure: -procedure.opened)
    by_state = {
        state: tuple(shown(room, procedure) for procedure in found if procedure.state == state)
        for state in ("open", "committed", "stopped")
    }
    context = {"by_state": by_state, "opens": room.may("signing.open") and not room.past, "mine": _mine(room)}
    return Page("signings.html", context)


def _mine(room: Room) -> frozenset[str]:
    """The signings that wait for the actor's signature."""
    return frozenset(p.id for p in room.record.procedures.values() if signs(room, p))


def signs(room: Room, procedure: Procedure) -> bool:
    """Whether the actor can sign: a delegate of a nation that has to and has not."""
    nation = room.actor.nation
    return (
        nation is not None
        and procedure.state == "open"
        and not room.past
        and room.may("signing.sign", nation)
        and nation in nations_of(room.record, procedure)
        and nation not in procedure.signed
    )


# ---- Opening one


@dataclass(frozen=True)
class Choice:
    """A group that headquarters can open a signing of."""

    value: str
    """Its pledges, as the form sends them."""
    title: str
    nations: str
    pledges: tuple[str, ...]
    adds: int
    cascade: tuple[str, ...]
    loses: tuple[str, ...]
    total: int
    lasting: bool


def _choices(visit: Visit) -> tuple[tuple[Choice, ...], bool]:
    """The groups that can only stand together, and whether these are all."""
    room = visit.room
    answer: Assessment = visit.site.conference.answered(room, "assess", lambda: assess(room.case, as_of=room.day))
    return tuple(_choice(room.case, group) for group in answer.groups), answer.groups_complete


def _choice(case: Case, group: Group) -> Choice:
    names = names_of(case)
    nations = dict.fromkeys(case.pledge_by_id[pledge].nation for pledge in group.pledges)
    said = listed([label(names.nation(nation)) for nation in nations])
    return Choice(
        value=" ".join(group.pledges),
        title=said,
        nations=said,
        pledges=tuple(map(names.pledge, group.pledges)),
        adds=group.adds,
        cascade=tuple(map(names.pledge, group.cascade)),
        loses=tuple(map(names.pledge, group.loses)),
        total=group.total,
        lasting=group.lasting,
    )


def new(visit: Visit) -> Answered:
    """The form that opens a signing."""
    return _new(visit, visit.asked.text("group"), (), "", {})


def _new(
    visit: Visit,
    group: str,
    ticked: Iterable[str],
    title: str,
    errors: Mapping[str, str],
    status: int = 200,
    foreseen: Consequence | None = None,
) -> Page:
    room = visit.room
    if room.past:
        raise Impossible("an earlier version cannot be changed: look at it as it is now")
    choices, complete = _choices(visit)
    case = as_of(room.case, room.day)
    playing = [pledge for pledge in case.pledges if pledge.counts_from("declared")]
    context = {
        "choices": choices,
        "complete": complete,
        "group": group,
        "ticked": frozenset(ticked),
        "pledges": sorted((bound(case, pledge) for pledge in playing), key=lambda found: (found.nation, found.id)),
        "title": title,
        "errors": errors,
        "consequence": foreseen,
    }
    return Page("signing_new.html", context, status)


def start(visit: Visit) -> Answered:
    """Open a signing of a group, or of the pledges that were ticked."""
    form, room = visit.form, visit.room
    group, ticked, title = form.text("group"), form.all("pledge"), form.text("title")
    pledges = tuple(dict.fromkeys((*group.split(), *ticked)))
    errors = {} if pledges else {"group": "Choose a group, or tick pledges."}
    if form.text("do") == "look":
        found = _foreseen(room, pledges) if pledges else None
        return _new(visit, group, ticked, title, errors, 422 if errors else 200, found)
    if not title:
        errors["title"] = "Give the signing a title that the nations know it by."
    if errors:
        return _new(visit, group, ticked, title, errors, 422)
    try:
        done = visit.site.conference.do(visit.actor, OpenSigning(title, pledges))
    except (Impossible, NotThere, LedgerError) as error:
        status = 503 if isinstance(error, LedgerError) else 422
        return _new(visit, group, ticked, title, {"group": f"{opened(str(error))}."}, status)
    signing = done.entries[0].body["signing"]
    return Go(f"/signings/{signing}", f"The signing of {title} is open: the nations in it are told.")


def _foreseen(room: Room, pledges: tuple[str, ...]) -> Consequence | None:
    """What it would do to the force once all have signed; nothing where a pledge cannot be signed."""
    found = [room.released.pledge_by_id.get(pledge) for pledge in pledges]
    if any(pledge is None or not pledge.counts_from("rumoured") for pledge in found):
        return None
    effect = once_signed(room.released, pledges, room.day)
    return consequence_of(room.released, effect, target=target_of(room))


# ---- One signing


def page(visit: Visit) -> Answered:
    """The page of a signing."""
    return _page(visit, "", 200)


def _page(visit: Visit, remark: str, status: int, because: str = "") -> Page:
    room, procedure = visit.room, _procedure(visit)
    return Page("signing.html", {**_context(room, procedure), "remark": remark, "reason": because}, status)


def _context(room: Room, procedure: Procedure) -> dict[str, Any]:
    case = room.released
    pledges = [case.pledge_by_id[name] for name in procedure.pledges if name in case.pledge_by_id]
    return {
        "signing": shown(room, procedure),
        "pledges": tuple(bound(case, pledge) for pledge in pledges),
        "consequence": _foreseen(room, procedure.pledges) if procedure.state == "open" else None,
        "signs": signs(room, procedure),
        "lapsed": _lapsed(case, procedure),
        "stops": room.may("signing.open") and procedure.state == "open" and not room.past,
        "nation": names_of(case).nation(room.actor.nation) if room.actor.nation else "",
    }


def _lapsed(case: Case, procedure: Procedure) -> tuple[str, ...]:
    """The signatures of a committed signing that no longer count."""
    if procedure.state != "committed":
        return ()
    bound_still = case.signings[procedure.id].pledges if procedure.id in case.signings else ()
    gone = (name for name in procedure.pledges if name not in bound_still)
    return tuple(f"The signature on {name} has lapsed: it was revised or withdrawn since." for name in gone)


def _procedure(visit: Visit) -> Procedure:
    name = visit.parameters["id"]
    found = visit.room.record.procedures.get(name)
    if found is None:
        raise NotThere(f"there is no signing {name!r}")
    return found


def read(visit: Visit) -> Answered:
    """What one signs, in full, and the button that signs."""
    room, procedure = visit.room, _procedure(visit)
    nation = room.actor.nation or ""
    need(visit.actor, "signing.sign", nation)
    if not signs(room, procedure):
        return _page(visit, _why_not(room, procedure, nation), 409)
    own = tuple(p for name in procedure.pledges if (p := room.released.pledge_by_id.get(name)) and p.nation == nation)
    last = set(nations_of(room.record, procedure)) == {*procedure.signed, nation}
    more = {"own": tuple(bound(room.released, pledge) for pledge in own), "last": last}
    return Page("signing_sign.html", {**_context(room, procedure), **more})


def _why_not(room: Room, procedure: Procedure, nation: str) -> str:
    if procedure.state == "stopped":
        return f"There is nothing to sign any more: this signing has stopped, as {procedure.because}."
    if procedure.state == "committed":
        return "There is nothing to sign any more: everybody has signed, and the whole group is committed."
    who = names_of(room.released).nation(nation)
    done = "has signed already" if nation in procedure.signed else "has no pledge in this signing"
    return f"{opened(who)} {done}."


def sign(visit: Visit) -> Answered:
    """Sign for the actor's nation."""
    name, nation = visit.parameters["id"], visit.actor.nation or ""
    need(visit.actor, "signing.sign", nation)
    try:
        done = visit.site.conference.do(visit.actor, Sign(name, nation))
    except (Impossible, LedgerError) as error:
        now = replace(visit)  # a visit looks at the conference once: this one sees what happened meanwhile
        return _page(now, f"You have not signed, and nothing was committed: {error}.", _status(error))
    committed = any(entry.kind == "signing.committed" for entry in done.entries)
    if committed:
        before, after = done.effect.before.firm, done.effect.after.firm
        moved = f"the firm force goes from {before:,} to {after:,}"
        return Go(f"/signings/{name}", f"You have signed, as the last: the whole group is committed; {moved}.")
    return Go(f"/signings/{name}", "You have signed. Nothing is committed until the last nation has.")


def _status(error: WillingError) -> int:
    return 503 if isinstance(error, LedgerError) else 409


def stop(visit: Visit) -> Answered:
    """Stop a signing."""
    name, because = visit.parameters["id"], visit.form.text("because")
    need(visit.actor, "signing.open")
    if not because:
        return _page(visit, "Not stopped: say why, as everybody will read it.", 422)
    try:
        visit.site.conference.do(visit.actor, StopSigning(name, because))
    except (Impossible, LedgerError) as error:
        return _page(replace(visit), f"Not stopped: {error}.", _status(error), because)
    return Go(f"/signings/{name}", "The signing is stopped; nothing of it is committed.")


ROUTES = (
    Route("GET", "/signings", "picture.see", index, "waits"),
    Route("GET", "/signings/new", "signing.open", new, "waits"),
    Route("POST", "/signings/new", "signing.open", start, "waits"),
    Route("GET", "/signings/{id}", "picture.see", page, "waits"),
    Route("GET", "/signings/{id}/sign", "signing.sign", read, "waits"),
    Route("POST", "/signings/{id}/sign", "signing.sign", sign, "waits"),
    Route("POST", "/signings/{id}/stop", "signing.open", stop, "waits"),
)
