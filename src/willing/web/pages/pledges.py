"""Pledges: all of them in a list, and each by itself with everything about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from willing.case.as_of import in_force
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.pledge import Pledge
from willing.case.signing import signatures
from willing.charts.words import label
from willing.conditions.english import english
from willing.conference import events as e
from willing.conference.actor import EVERYONE
from willing.conference.effect import Moved, effect_of, standing_of
from willing.conference.errors import Impossible, NotThere, Stale, Unconfirmed
from willing.conference.history import Line, lines_of
from willing.conference.permissions import need
from willing.conference.pledging import RenewPledge, WithdrawPledge
from willing.conference.record import Procedure, plain_entry
from willing.conference.room import Room
from willing.ledger.entry import Entry
from willing.ledger.errors import LedgerError
from willing.questions.ask import opened
from willing.questions.awaited import awaited
from willing.questions.clauses import clauses_of
from willing.questions.why import Explanation, said, why
from willing.standing.verdict import STATUSES
from willing.web import pledge_form, stale
from willing.web.consequences import consequence
from willing.web.pledge_list import APART, SORTS, listed, marks_of, written
from willing.web.talk import talk_of
from willing.web.visit import Answered, Go, Page, Reply, Route, Visit


def index(visit: Visit) -> Answered:
    """The list."""
    room = visit.room
    rows = listed(visit)
    there = [pledge for pledge in room.case.pledges if in_force(pledge, room.day)]
    names = names_of(room.case)
    options = {
        "nation": sorted(((c, label(names.nation(c))) for c in {p.nation for p in there}), key=lambda pair: pair[1]),
        "verdict": [*((status, status) for status in STATUSES), (APART, "takes no part")],
        "stage": [(stage, stage) for stage in pledge_form.STAGES if any(p.stage == stage for p in there)],
        "capability": sorted((c, opened(names.capability(c))) for c in {p.capability for p in there}),
    }
    context = {
        "rows": rows,
        "count": len(there),
        "ended": len(room.case.pledges) - len(there),
        "options": options,
        "sorts": tuple(SORTS),
        "sort": visit.asked.text("sort") if visit.asked.text("sort") in SORTS else "verdict",
        "down": visit.asked.text("down") == "1",
        "csv": visit.here().replace("/pledges", "/pledges.csv", 1),
        "total": sum(row.persons or 0 for row in rows),
        "unknown": sum(row.persons is None for row in rows),
        "own": visit.actor.nation if room.may("pledge.write", visit.actor.nation) and not room.past else None,
    }
    return Page("pledges.html", context)


def as_csv(visit: Visit) -> Answered:
    """The list as a file."""
    headers = {"content-disposition": 'attachment; filename="pledges.csv"', "cache-control": "private, no-store"}
    return Reply(written(visit), "text/csv; charset=utf-8", headers=headers)


# ---- One pledge


def page(visit: Visit) -> Answered:
    """The page of a pledge."""
    name, room = visit.parameters["id"], visit.room
    if name not in room.case.pledge_by_id and room.drafts and name in room.drafts.by_id and not room.past:
        return Go(f"/drafts/{name}")
    return shown(visit, found(room, name))


def found(room: Room, name: str) -> Pledge:
    """A pledge that the actor may see. Raises :class:`~willing.conference.errors.NotThere`."""
    pledge = room.case.pledge_by_id.get(name)
    if pledge is None:
        raise NotThere(f"there is no pledge {name!r}")
    return pledge


def shown(visit: Visit, pledge: Pledge, remark: str = "", status: int = 200, **more: Any) -> Page:
    """The page of a pledge, with a remark at its top and what a form of it holds."""
    room = visit.room
    names, case = names_of(room.case), room.case
    conference = visit.site.conference
    explained = conference.answered(room, "why", lambda: _explained(room, pledge), pledge=pledge.id)
    own = explained.pledges[0] if explained else None
    context = {
        "pledge": pledge,
        "nation": names.nation(pledge.nation),
        "capability": names.capability(pledge.capability),
        "plain": plain_entry(pledge),
        "worded": lambda key, value: pledge_form.worded(key, value, _caller(case)),
        "strength": pledge_form.strength_worded(plain_entry(pledge)["strength"]),
        "meaning": pledge_form.STAGES[pledge.stage],
        "counts": in_force(pledge, room.day),
        "explained": own,
        "explanation": explained,
        "english": english(pledge.condition, names) if pledge.if_ else "",
        "clauses": conference.answered(
            room, "clauses", lambda: clauses_of(case, pledge.id, room.day), pledge=pledge.id
        ),
        "waiting": conference.answered(room, "awaited", lambda: awaited(case, pledge.id, room.day), pledge=pledge.id),
        "without": without(room, pledge),
        "statements": own.statements if own else tuple(said(case, s) for s in pledge.statements),
        "signature": signatures(case.signings).get(pledge.id),
        "signings": signings_of(room, pledge.id),
        "history": history(visit, pledge.id),
        "marks": marks_of(room, pledge),
        "remark": remark,
        "typed": {"text": "", "error": "", "about": ""},
        **_own(visit, pledge),
        **talk_of(visit, pledge),
        **more,
    }
    return Page("pledge.html", context, status)


def _explained(room: Room, pledge: Pledge) -> Explanation | None:
    return why(room.case, pledge.id, as_of=room.day) if in_force(pledge, room.day) else None


def _caller(case: Case) -> Callable[[str, str], str]:
    names = names_of(case)

    def called(kind: str, name: str) -> str:
        area = case.areas.get(name) if kind == "area" else None
        named = area.name if area is not None and area.name else name.replace("_", " ")
        return names.capability(name) if kind == "capability" else named

    return called


def without(room: Room, pledge: Pledge) -> tuple[Moved, ...]:
    """Who would fall if a pledge were not there."""
    rest = room.case.replaced(pledges=tuple(other for other in room.case.pledges if other.id != pledge.id))
    effect = effect_of(standing_of(room.case, room.day), standing_of(rest, room.day))
    return effect.cascade(pledge.id)


def signings_of(room: Room, pledge: str) -> tuple[Procedure, ...]:
    """The signings that a pledge is part of, the latest first."""
    found = (procedure for procedure in room.record.procedures.values() if pledge in procedure.pledges)
    return tuple(sorted(found, key=lambda procedure: -procedure.opened))


def history(visit: Visit, pledge: str) -> tuple[Line, ...]:
    """What happened to a pledge, as far as the actor may know, the latest first."""
    room = visit.room
    signings = {f"signing:{procedure.id}" for procedure in signings_of(room, pledge)}
    subjects = {f"pledge:{pledge}", f"draft:{pledge}", *signings}

    def about(entry: Entry) -> bool:
        if entry.kind not in e.BY_KIND or (room.past and (entry.chain != EVERYONE or entry.number > room.version)):
            return False
        return e.event_of(entry.kind, entry.body).subject in subjects

    return lines_of(visit.site.conference, visit.actor, 40, only=about)


def _own(visit: Visit, pledge: Pledge) -> dict[str, Any]:
    """What its delegates can do with a pledge."""
    room = visit.room
    acts = room.may("pledge.write", pledge.nation) and not room.past and pledge.id in room.released.pledge_by_id
    draft = room.drafts.by_id.get(pledge.id) if room.drafts and not room.past else None
    released = room.released.pledge_by_id.get(pledge.id)
    changes: tuple[stale.Row, ...] = ()
    if draft is not None and released is not None:
        was = plain_entry(released)
        changes = stale.rows(room, was, was, plain_entry(draft.pledge))
    return {
        "acts": acts,
        "draft": draft,
        "changes": changes,
        "renewable": pledge.stage not in ("withdrawn", "refused"),
    }


# ---- Renewing and withdrawing


def renew(visit: Visit) -> Answered:
    """Say again what is pledged."""
    name = visit.parameters["id"]
    pledge = _writable(visit, name)
    try:
        visit.site.conference.do(visit.actor, RenewPledge(name), _seen(visit))
    except Stale as error:
        now = replace(visit)  # a visit looks at the conference once: this one sees what was changed meanwhile
        remark = f"Not renewed: it was changed in version {error.version}. This is how it is now."
        return shown(now, found(now.room, name), remark, 409)
    except (Impossible, LedgerError) as error:
        return shown(visit, pledge, f"Not renewed: {error}.", 503 if isinstance(error, LedgerError) else 422)
    return Go(f"/pledges/{name}", f"{name} is renewed, unchanged.")


def _seen(visit: Visit) -> int:
    """The version that a form was made in; none at all where it does not say, so that everything is newer."""
    return visit.form.whole("seen") or 0


def _writable(visit: Visit, name: str) -> Pledge:
    pledge = visit.room.released.pledge_by_id.get(name)
    if pledge is None:
        raise NotThere(f"there is no pledge {name!r}")
    need(visit.actor, "pledge.write", pledge.nation)
    return pledge


def leave(visit: Visit) -> Answered:
    """What withdrawing would do, and the form that does it."""
    return _leaving(visit, "", seen=visit.room.version)


def _leaving(visit: Visit, because: str, remark: str = "", status: int = 200, seen: int = 0) -> Page:
    room = visit.room
    pledge = _writable(visit, visit.parameters["id"])
    if room.past:
        raise Impossible("an earlier version cannot be changed: look at it as it is now")
    decision = visit.site.conference.foresee(visit.actor, WithdrawPledge(pledge.id))
    context = {
        "pledge": pledge,
        "nation": names_of(room.released).nation(pledge.nation),
        "consequence": consequence(room, decision, pledge.id),
        "because": because,
        "remark": remark,
        "seen": seen,
    }
    return Page("pledge_withdraw.html", context, status)


def withdraw(visit: Visit) -> Answered:
    """Withdraw a pledge."""
    name, form = visit.parameters["id"], visit.form
    because = form.text("because")
    _writable(visit, name)
    try:
        act = WithdrawPledge(name, because)
        done = visit.site.conference.do(visit.actor, act, _seen(visit), form.text("accepted") or None)
    except Stale as error:
        remark = f"Not withdrawn: the pledge was changed in version {error.version}. Look at it and confirm again."
        again = replace(visit)
        return _leaving(again, because, remark, 409, again.room.version)
    except (Impossible, LedgerError) as error:
        status = 503 if isinstance(error, LedgerError) else 422
        return _leaving(replace(visit), because, f"Not withdrawn: {error}.", status, _seen(visit))
    except Unconfirmed:
        remark = "Not withdrawn yet: what would follow is no longer what you saw. Look at it and confirm again."
        return _leaving(replace(visit), because, remark, 409, _seen(visit))
    before, now = done.effect.before.firm, done.effect.after.firm
    return Go(f"/pledges/{name}", f"{name} is withdrawn; the firm force goes from {before:,} to {now:,}.")


ROUTES = (
    Route("GET", "/pledges", "picture.see", index, "nations"),
    Route("GET", "/pledges.csv", "case.export", as_csv),
    Route("GET", "/pledges/{id}", "picture.see", page, "nations"),
    Route("POST", "/pledges/{id}/renew", "pledge.write", renew, "nations"),
    Route("GET", "/pledges/{id}/withdraw", "pledge.write", leave, "nations"),
    Route("POST", "/pledges/{id}/withdraw", "pledge.write", withdraw, "nations"),
)
