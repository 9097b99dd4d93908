"""Where a nation writes: the form of a new pledge, of a revision and of a draft, and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from willing.case.names import names_of
from willing.charts.words import label
from willing.conference import events as e
from willing.conference.act import Act
from willing.conference.actor import EVERYONE, drafts_of
from willing.conference.conference import Done
from willing.conference.deciding import Decision
from willing.conference.errors import Impossible, NotThere, Stale, Unconfirmed
from willing.conference.pledging import DropDraft, ReleaseDraft
from willing.conference.record import plain_entry
from willing.conference.room import Room
from willing.errors import CaseError, ConditionError
from willing.ledger.errors import LedgerError
from willing.questions.ask import opened
from willing.questions.clauses import clauses_of
from willing.web import condition_form, pledge_form, stale
from willing.web.consequences import Consequence, consequence
from willing.web.desk import Desk, draft_desk, new_desk, revising_desk
from willing.web.pledge_form import Typed
from willing.web.templating import environment
from willing.web.visit import Answered, Fields, Go, Page, Reply, Route, Visit


@dataclass(frozen=True)
class Shown:
    """What the form shows besides what was typed."""

    errors: Mapping[str, str] = field(default_factory=dict)
    builder: str = ""
    """What the menus lack."""
    foreseen: bool = False
    """Whether to show what saving would do."""
    confirm: bool = False
    """Whether that has to be confirmed."""
    stale: stale.Overtaken | None = None
    doing: str = "release"
    """What was asked for, to be asked for again."""
    remark: str = ""
    """Why nothing was done, where that is about no field."""
    status: int = 200
    based_on: Mapping[str, str] = field(default_factory=dict)
    """What is sent along in place of what the page would say."""


# ---- Showing the form


def shown(visit: Visit, desk: Desk, form: Fields, how: Shown = Shown()) -> Page:
    """The form with what was typed."""
    room, names = visit.room, names_of(visit.room.released)
    nation = names.nation(desk.nation)
    foresight = foreseen(visit, desk, form) if how.foreseen or how.confirm else None
    errors = {**(foresight.errors if foresight else {}), **how.errors}
    context = {
        "desk": desk,
        "nation": nation,
        "title": _title(desk, nation),
        "form": form,
        "how": how,
        "errors": errors,
        "kind": form.text("kind", "number"),
        "based_on": {**desk.based_on(room), **how.based_on},
        "offer": _offer(room, desk, form),
        "reading": condition_form.reading(room.case, form.text("if")),
        "foresight": foresight,
        "marks": foresight.clauses if foresight else (),
        "changes": _changes(room, desk) if desk.mode == "draft" else (),
    }
    return Page("pledge_form.html", context, how.status)


def _title(desk: Desk, nation: str) -> str:
    lead = opened(nation)
    match desk.mode:
        case "new":
            return f"A new pledge of {nation}"
        case "revise":
            return f"Revise {desk.name}"
    return f"{label(lead)}'s draft of {desk.name}"


def _offer(room: Room, desk: Desk, form: Fields) -> dict[str, Any]:
    """What the menus and boxes of the form offer."""
    case = room.with_ours().case
    return {
        "capabilities": pledge_form.capabilities_of(case),
        "areas": pledge_form.areas_of(case),
        "tasks": pledge_form.tasks_of(case, form),
        "stages": pledge_form.stages_of(form.text("stage")),
        "meanings": pledge_form.STAGES,
        "rows": pledge_form.unit_rows(form, pledge_form.EMPTY_ROWS),
        "menus": condition_form.menus(room.with_ours(), desk.name),
        "kinds": condition_form.KINDS,
        "choices": condition_form.CHOICES,
    }


def _changes(room: Room, desk: Desk) -> tuple[stale.Row, ...]:
    """In what a draft differs from what is released."""
    released = plain_entry(desk.released) if desk.released else {}
    return stale.rows(room, released, released, desk.there) if desk.released else ()


# ---- What saving it for everybody would do


@dataclass(frozen=True)
class Foresight:
    """What releasing what was typed would do, or what is wrong with it."""

    errors: Mapping[str, str]
    consequence: Consequence | None = None
    clauses: tuple[Any, ...] = ()
    """Each clause of the condition with whether it would hold."""
    confirms: bool = False
    """Whether it would have to be confirmed."""


def foreseen(visit: Visit, desk: Desk, form: Fields) -> Foresight:
    """What releasing what was typed would do; nothing is saved."""
    typed = pledge_form.read(form, desk.nation, desk.name)
    try:
        decision = visit.site.conference.foresee(visit.actor, desk.release(typed.pledge, visit.room.version))
    except CaseError as error:
        return Foresight({**pledge_form.at_fields(error, form), **typed.errors})
    except Impossible as error:
        return Foresight(typed.errors or _impossible(error))
    except Stale:
        return Foresight({"": "What is released was changed just now."})
    if typed.errors:
        return Foresight(typed.errors)
    name = _written(decision)
    marks = clauses_of(decision.after.case, name, visit.room.day) if decision.after.case else ()
    found = consequence(visit.room, decision, name)
    return Foresight({}, found, marks, bool(decision.confirms))


def _written(decision: Decision) -> str:
    """The id of the pledge that a decision writes."""
    return next(str(event.pledge["id"]) for event in decision.events if isinstance(event, e.Entered | e.Revised))


def _impossible(error: Impossible) -> dict[str, str]:
    said = opened(str(error))
    field_of = "stage" if "giving it that stage" in said else ""
    return {field_of: said if said.endswith(".") else f"{said}."}


# ---- What the form asks for


def taken(visit: Visit, desk: Desk) -> Answered:
    """A form that was sent: something is shown, or saved."""
    form, asked = visit.form, visit.form.text("do")
    if form.has("accepted"):
        asked = form.text("doing", "release")
    match asked:
        case "add":
            return _added(visit, desk)
        case "draft":
            return _saved(visit, desk, "draft")
        case "release":
            return _saved(visit, desk, "release")
    kept = _kept(form)
    return shown(visit, desk, form, Shown(foreseen=True, based_on=kept))


def _kept(form: Fields) -> dict[str, str]:
    """What the form was based on: looking at what it would do does not make it newer."""
    return {key: form.text(key) for key in ("seen", "draft") if form.whole(key) is not None}


def _added(visit: Visit, desk: Desk) -> Page:
    form, lack = clause_added(visit.form)
    return shown(visit, desk, form, Shown(builder=lack, foreseen=not lack, based_on=_kept(form)))


def clause_added(form: Fields) -> tuple[Fields, str]:
    """The form with the clause that its menus say added to the condition, or what they lack."""
    made = condition_form.made(form)
    if made.error:
        return form, made.error
    try:
        text = condition_form.appended(form.text("if"), form.text("b_join"), made.clause)
    except ConditionError:
        return form, "Put the condition right first, then add to it."
    cleared = {name: value for name, value in form.values.items() if name not in ("b_who", "b_number", "b_not")}
    return replace(form, values={**cleared, "if": (text,)}), ""


def _saved(visit: Visit, desk: Desk, doing: str) -> Answered:
    """Save what was typed, as a draft or for everybody; or the form again with what stands against it."""
    form = visit.form
    typed = pledge_form.read(form, desk.nation, desk.name)
    how = Shown(doing=doing, based_on=_kept(form))
    if typed.errors:
        found = foreseen(visit, desk, form).errors if doing == "release" else {}
        return shown(visit, desk, form, replace(how, errors={**found, **typed.errors}, status=422))
    try:
        done = _done(visit, desk, typed, doing)
    except Stale as error:
        return _overtaken(visit, desk, typed, error, how)
    except Unconfirmed:
        return shown(visit, desk, form, replace(how, confirm=True, status=409))
    except CaseError as error:
        return shown(visit, desk, form, replace(how, errors=pledge_form.at_fields(error, form), status=422))
    except Impossible as error:
        return shown(visit, desk, form, replace(how, errors=_impossible(error), status=422))
    except LedgerError as error:
        return shown(visit, desk, form, replace(how, remark=f"{opened(str(error))}.", status=503))
    return after(visit, desk, done, doing)


def _done(visit: Visit, desk: Desk, typed: Typed, doing: str) -> Done:
    form, conference = visit.form, visit.site.conference
    seen, drafted = form.whole("seen"), form.whole("draft")
    accepted = form.text("accepted") or None
    if doing == "draft":
        return conference.do(visit.actor, desk.save(typed.pledge), None if desk.mode == "new" else drafted or 0)
    act = desk.release(typed.pledge, seen if seen is not None else 0)
    if isinstance(act, ReleaseDraft):
        return conference.do(visit.actor, act, drafted or 0, accepted)
    return conference.do(visit.actor, act, None if desk.mode == "new" else seen or 0, accepted)


def after(visit: Visit, desk: Desk, done: Done, doing: str) -> Go:
    """Where to go once it is saved."""
    name = next(entry.body["pledge"]["id"] for entry in done.entries if isinstance(entry.body.get("pledge"), Mapping))
    if doing == "draft":
        nation = names_of(visit.room.released).nation(desk.nation)
        return Go(f"/drafts/{name}", f"Saved as a draft: only {nation} sees it.")
    before, now = done.effect.before.firm, done.effect.after.firm
    moved = f"the firm force goes from {before:,} to {now:,}" if before != now else f"the firm force stays at {now:,}"
    return Go(f"/pledges/{name}", f"Everybody sees {name} now; {moved}.")


def _overtaken(visit: Visit, desk: Desk, typed: Typed, error: Stale, how: Shown) -> Page:
    """The form again with what was changed meanwhile beside it, and the newer versions to base it on."""
    now = replace(visit)  # a visit looks at the conference once: this one has to see what was changed meanwhile
    room = now.room
    if error.subject.startswith("draft:"):
        chain = drafts_of(desk.nation)
        desk = draft_desk(room, error.subject.removeprefix("draft:"))
    else:
        chain = EVERYONE
        desk = replace(desk, released=room.released.pledge_by_id.get(desk.name or ""))
    before = stale.before(now, error)
    found = stale.overtaken(now, error, chain, stale.rows(room, before, error.now, typed.pledge))
    return shown(now, desk, visit.form, replace(how, stale=found, based_on={}, status=409))


# ---- Pages


def new(visit: Visit) -> Answered:
    """The form of a new pledge."""
    desk = new_desk(visit.room, visit.parameters["code"])
    return shown(visit, desk, desk.begun(visit.room))


def enter(visit: Visit) -> Answered:
    """What the form of a new pledge asks for."""
    return taken(visit, new_desk(visit.room, visit.parameters["code"]))


def revise(visit: Visit) -> Answered:
    """The form of a revision; of the draft, where there is one."""
    desk = revising_desk(visit.room, visit.parameters["id"])
    drafts = visit.room.drafts
    if drafts and desk.name in drafts.by_id:
        return Go(f"/drafts/{desk.name}", "There is a draft of this revision already: go on from it, or drop it.")
    return shown(visit, desk, desk.begun(visit.room))


def change(visit: Visit) -> Answered:
    """What the form of a revision asks for."""
    return taken(visit, revising_desk(visit.room, visit.parameters["id"]))


def draft(visit: Visit) -> Answered:
    """A draft, in the form."""
    desk = draft_desk(visit.room, visit.parameters["id"])
    return shown(visit, desk, desk.begun(visit.room), Shown(foreseen=True))


def redraft(visit: Visit) -> Answered:
    """What the form of a draft asks for."""
    name = visit.parameters["id"]
    try:
        desk = draft_desk(visit.room, name)
    except NotThere:
        return _gone(visit, name)
    return taken(visit, desk)


def _gone(visit: Visit, name: str) -> Page:
    """The form of a draft that a colleague has released or dropped meanwhile; the text goes on as something else."""
    own = visit.actor.nation or ""
    chain = visit.site.conference.entries([drafts_of(own)])
    if not any(e.event_of(entry.kind, entry.body).subject == f"draft:{name}" for entry in chain):
        raise NotThere(f"there is no draft {name!r}")
    released = visit.room.released.pledge_by_id.get(name)
    desk = revising_desk(visit.room, name) if released else new_desk(visit.room, own)
    remark = "Not saved: a colleague released or dropped this draft meanwhile. Your text is kept; save it anew."
    return shown(visit, desk, visit.form, Shown(remark=remark, status=409))


def release(visit: Visit) -> Answered:
    """Release a draft as it is saved."""
    desk = draft_desk(visit.room, visit.parameters["id"])
    form = visit.form
    filled = Fields({**desk.begun(visit.room).values, **_values(form, "seen", "draft", "accepted")})
    return _saved(replace(visit, form=filled), desk, "release")


def _values(form: Fields, *names: str) -> dict[str, tuple[str, ...]]:
    return {name: form.all(name) for name in names if form.has(name)}


def drop(visit: Visit) -> Answered:
    """Drop a draft."""
    desk = draft_desk(visit.room, visit.parameters["id"])
    act: Act = DropDraft(desk.nation, desk.name or "")
    try:
        visit.site.conference.do(visit.actor, act, visit.form.whole("draft") or 0)
    except Stale:
        remark = "Not dropped: a colleague changed this draft meanwhile. This is how it is now."
        return shown(visit, desk, desk.begun(visit.room), Shown(remark=remark, status=409))
    to = f"/pledges/{desk.name}" if desk.released else f"/nations/{desk.nation}"
    return Go(to, f"The draft of {desk.name} is dropped.")


def preview(visit: Visit) -> Answered:
    """What the form would do, in pieces, as one types."""
    form, lack = visit.form, ""
    desk = _desk_of(visit)
    if form.text("do") == "add":
        form, lack = clause_added(form)
    page = shown(visit, desk, form, Shown(builder=lack, foreseen=True))
    more = {"adding": visit.form.text("do") == "add", "room": visit.room, "visit": visit}
    html = environment().get_template("pledge_preview.html").render(**page.context, **more)
    return Reply(html.encode(), "text/html; charset=utf-8", headers={"cache-control": "no-store"})


def _desk_of(visit: Visit) -> Desk:
    form = visit.form
    match form.text("mode"):
        case "revise":
            return revising_desk(visit.room, form.text("id"))
        case "draft":
            return draft_desk(visit.room, form.text("id"))
    return new_desk(visit.room, form.text("nation"))


ROUTES = (
    Route("GET", "/nations/{code}/pledges/new", "pledge.write", new, "nations"),
    Route("POST", "/nations/{code}/pledges/new", "pledge.write", enter, "nations"),
    Route("GET", "/pledges/{id}/revise", "pledge.write", revise, "nations"),
    Route("POST", "/pledges/{id}/revise", "pledge.write", change, "nations"),
    Route("POST", "/pledges/preview", "pledge.write", preview),
    Route("GET", "/drafts/{id}", "draft.see", draft, "nations"),
    Route("POST", "/drafts/{id}", "draft.write", redraft, "nations"),
    Route("POST", "/drafts/{id}/release", "draft.write", release, "nations"),
    Route("POST", "/drafts/{id}/drop", "draft.write", drop, "nations"),
)
