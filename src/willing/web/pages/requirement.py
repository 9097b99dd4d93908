"""What is required: courses of action with their posts, for all to see and for headquarters to publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from willing.case.base import KEY
from willing.case.derive import persons_in, posts_of
from willing.case.located import Located, scalar
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.wording import WRITTEN, cut
from willing.conference.convening import PublishRequirement
from willing.conference.errors import Impossible, NotThere, Stale
from willing.conference.record import plain_entry
from willing.errors import CaseError, Fault, Place
from willing.questions.courses import planned_of, usual
from willing.questions.requirements import Requirements, requirements, sentence
from willing.web import entry_form
from willing.web.entry_form import Input, Typed
from willing.web.story import shown
from willing.web.visit import Answered, Fields, Go, Page, Route, Visit

SECTION = "requirements"
MOST_PLANNED = 12
"""Posts up to which the picture of what is covered is drawn without being asked for."""
SPARE, MORE = 2, 5
"""Empty rows of a form at first, and those that are added at a time."""
MOST_ROWS = 160
"""Rows of a form: what a browser sends has at most 2,000 fields."""

_SHOWN = ("id", "area", "task", "capability", "strength", "from", "priority")
_BY_NAME = {one.name: one for one in entry_form.inputs("Post")}
POST: tuple[Input, ...] = tuple(_BY_NAME[name] for name in _SHOWN)
"""What a row of the form asks of a post, beside its months."""
HEAD: tuple[Input, ...] = tuple(one for one in entry_form.inputs("Requirement") if one.name != "posts")


@dataclass(frozen=True)
class Span:
    """Months in which as many persons are asked for."""

    first: int
    until: int
    persons: int


def requirement(visit: Visit) -> Answered:
    """Every course of action, and one of them in full."""
    room = visit.room
    answer: Requirements = visit.site.conference.answered(
        room, "requirements", lambda: requirements(room.case, as_of=room.day)
    )
    by_key = {course.id: course for course in answer.requirements}
    chosen = _chosen(room.case, visit.parameters.get("key"), tuple(by_key))
    usual_one = usual(room.case) if planned_of(room.case) else None
    may_publish = room.may("requirement.publish") and not room.past
    context = {"courses": answer.requirements, "usual": usual_one, "may_publish": may_publish, "course": None}
    if chosen is None:
        return Page("requirement.html", context)
    course = by_key[chosen]
    planned = bool(course.posts) and (len(course.posts) <= MOST_PLANNED or visit.asked.text("plan") == "1")
    return Page(
        "requirement.html",
        {
            **context,
            "course": course,
            "sentence": sentence(course).removeprefix(f"{course.title}: "),
            "spans": spans(room.case, chosen),
            "names": names_of(room.case),
            "areas": {key: area.name or key.replace("_", " ") for key, area in room.case.areas.items()},
            "picture": shown(visit, "coverage", coa=chosen) if planned else None,
            "ask_plan": visit.here(plan="1") + "#coverage" if course.posts and not planned else "",
            "here": f"/requirement/{chosen}",
        },
    )


def _chosen(case: Case, wanted: str | None, keys: Sequence[str]) -> str | None:
    if wanted is None:
        return usual(case) if planned_of(case) else next(iter(keys), None)
    if wanted not in keys:
        raise NotThere(f"there is no requirement {wanted[:60]!r}")
    return wanted


def spans(case: Case, key: str) -> tuple[Span, ...]:
    """How many persons a course of action asks for, month after month, equal months together."""
    posts = posts_of(case, key)
    turns = sorted({month for sized in posts for month in sized.post.months})
    found: list[Span] = []
    for first, until in pairwise(turns):
        persons = persons_in(posts, first)
        if found and found[-1].persons == persons:
            found[-1] = Span(found[-1].first, until, persons)
        else:
            found.append(Span(first, until, persons))
    return tuple(found)


# Publishing


@dataclass(frozen=True)
class _Edited:
    """The requirement that a form is about."""

    key: str
    there: Mapping[str, Any] | None

    def posts(self) -> Mapping[str, Mapping[str, Any]]:
        """Its posts by id, as they are."""
        return {post["id"]: post for post in (self.there or {}).get("posts", ())}


@dataclass(frozen=True)
class Post:
    """One row of the form."""

    lead: str
    """What stands before the names of its fields."""
    title: str
    """What is seen of it while it is folded."""
    open: bool
    spare: bool
    was: str
    removed: bool


def edit(visit: Visit) -> Answered:
    """The form of a requirement."""
    edited = _edited(visit)
    there = edited.there or {}
    posts = there.get("posts", ())
    words = entry_form.shown("Requirement", there) | {
        name: value for index, post in enumerate(posts) for name, value in _row(index, post).items()
    }
    return _form(visit, edited, {name: (value,) for name, value in words.items()}, len(posts) + SPARE)


def add(visit: Visit) -> Answered:
    """The form of a new requirement."""
    return _form(visit, _Edited("", None), {}, 3)


def _edited(visit: Visit) -> _Edited:
    key = visit.parameters["key"]
    found = visit.room.released.requirements.get(key)
    if found is None:
        raise NotThere(f"there is no requirement {key[:60]!r}")
    return _Edited(key, plain_entry(found))


def _row(index: int, post: Mapping[str, Any]) -> dict[str, str]:
    """A post as the fields of its row hold it."""
    lead = f"post-{index}-"
    shown_as = entry_form.shown("Post", post)
    first, until = post["months"]
    held = {f"{lead}{one.name}": shown_as[one.name] for one in POST}
    return held | {f"{lead}first": str(first), f"{lead}until": str(until), f"{lead}was": post["id"]}


def _form(
    visit: Visit, edited: _Edited, words: Mapping[str, tuple[str, ...]], rows: int, status: int = 200, **more: Any
) -> Page:
    errors: Mapping[str, str] = more.get("errors", {})
    form, case = Fields(words), visit.room.released
    context = {
        "key": edited.key,
        "there": edited.there is not None,
        "title": edited.there.get("title", edited.key) if edited.there else "",
        "how": WRITTEN[KEY],
        "head": HEAD,
        "p": {one.name: one for one in POST},
        "posts": tuple(_post(form, index, errors) for index in range(min(rows, MOST_ROWS))),
        "rows": min(rows, MOST_ROWS),
        "words": {name: form.text(name) for name in words},
        "choices": _choices(case),
        "tasks": sorted({post.task for found in case.requirements.values() for post in found.posts}),
        "errors": errors,
        "seen": visit.room.version,
        "action": visit.path,
        "difference": more.get("difference"),
    }
    return Page("requirement_form.html", context, status, live=False)


def _post(form: Fields, index: int, errors: Mapping[str, str]) -> Post:
    lead = f"post-{index}-"
    spare = not form.text(f"{lead}was")
    what = [form.text(f"{lead}{name}").replace("_", " ") for name in ("id", "capability", "area")]
    months = [form.text(f"{lead}{name}") for name in ("first", "until")]
    count = form.text(f"{lead}strength") or (f"by rule {form.text(lead + 'from')}" if form.text(f"{lead}from") else "")
    title = ", ".join(
        part for part in (*what, count, f"months {months[0]} to {months[1]}" if all(months) else "") if part
    )
    wrong = any(name.startswith(lead) for name in errors)
    return Post(lead, title, wrong or spare, spare, form.text(f"{lead}was"), form.has(f"{lead}remove"))


def _choices(case: Case) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What can be chosen for the places, kinds of force and rules of posts."""
    names = names_of(case)
    served = dict.fromkeys((*case.capabilities, *(pledge.capability for pledge in case.pledges)))
    return {
        "area": tuple((key, area.name or key.replace("_", " ")) for key, area in case.areas.items()),
        "capability": tuple((key, names.capability(key)) for key in served),
        "from": tuple((key, rule.title or key.replace("_", " ")) for key, rule in case.rules.items()),
    }


def save(visit: Visit) -> Answered:
    """Change a requirement."""
    return _saved(visit, _edited(visit))


def publish(visit: Visit) -> Answered:
    """Publish a new requirement."""
    key = visit.form.text(entry_form.KEY)
    edited = _Edited(key, None)
    if key in visit.room.released.requirements and visit.form.text("act") != "rows":
        said = "There is a requirement of this name already: change that one, or choose another name."
        return _again(visit, edited, errors={entry_form.KEY: said})
    return _saved(visit, edited)


def _again(visit: Visit, edited: _Edited, status: int = 422, more: int = 0, **context: Any) -> Page:
    """The form with everything that was typed."""
    rows = (visit.form.whole("rows") or 0) + more
    return _form(visit, edited, visit.form.values, rows, status, **context)


def _saved(visit: Visit, edited: _Edited) -> Answered:
    if visit.form.text("act") == "rows":
        return _again(visit, edited, 200, MORE)
    if not edited.key:
        return _again(visit, edited, errors={entry_form.KEY: f"Write a name: {WRITTEN[KEY]}."})
    try:
        read = typed(visit.form, edited)
        entry = entry_form.checked(visit.room.released, SECTION, edited.key, read)
        done = PublishRequirement(edited.key, entry)
        visit.site.conference.do(visit.actor, done, visit.form.whole("seen"))
    except CaseError as error:
        return _again(visit, edited, errors=_errors(error, visit.form, edited.key))
    except Stale as stale:
        return _again(visit, edited, 409, difference=entry_form.difference(visit, stale))
    except Impossible as error:
        return _again(visit, edited, errors={"": f"{str(error).capitalize()}."})
    title = entry.get("title", edited.key)
    return Go(f"/requirement/{edited.key}", f"{title} was {'changed' if edited.there else 'published'}.")


def _errors(error: CaseError, form: Fields, key: str) -> dict[str, str]:
    rows = range(min(form.whole("rows") or 0, MOST_ROWS))
    own = ("first", "until", "months", entry_form.ENTRY)
    fields = [entry_form.KEY, *(one.name for one in HEAD)]
    fields += [f"post-{index}-{name}" for index in rows for name in (*_SHOWN, *own)]
    found = entry_form.errors_of(error, f"requirement {cut(key)}", fields)
    # What is about months or a whole post is said at the first field that it can be put right in.
    for name, said in list(found.items()):
        lead, _, last = name.rpartition("-")
        at = {"months": "first", entry_form.ENTRY: "strength"}.get(last)
        if lead.startswith("post-") and at is not None:
            del found[name]
            found.setdefault(f"{lead}-{at}", said)
    return found


def typed(form: Fields, edited: _Edited) -> Typed:
    """The requirement that a form makes; what the form does not show of a post stays as it is."""
    head = {one.name: form.text(one.name) for one in HEAD}
    read = entry_form.read("Requirement", head, {}, HEAD)
    faults, posts = list(read.faults), list[Located]()
    for index in range(min(form.whole("rows") or 0, MOST_ROWS)):
        lead = f"post-{index}-"
        words = {one.name: form.text(f"{lead}{one.name}") for one in POST}
        months = [form.text(f"{lead}{name}") for name in ("first", "until")]
        empty = not any(months) and not any(text for name, text in words.items() if name != "priority")
        if form.has(f"{lead}remove") or empty:
            continue
        kept = {
            k: v for k, v in edited.posts().get(form.text(f"{lead}was"), {}).items() if k in ("statements", "basis")
        }
        row = entry_form.read("Post", words, kept, POST, lead)
        _with_months(row.entry, months, lead)
        faults += row.faults
        if bool(words["strength"]) == bool(words["from"]):
            what = "it has both persons and a rule" if words["from"] else "it has neither persons nor a rule"
            faults.append(Fault(Place(f"{lead}strength"), what, "give one of the two"))
        posts.append(row.entry)
    assert isinstance(read.entry.value, dict)
    if posts:
        read.entry.value["posts"], read.entry.keys["posts"] = Located(Place(entry_form.ENTRY), posts), Place("posts")
    return Typed(read.entry, tuple(faults))


def _with_months(row: Located, months: Sequence[str], lead: str) -> None:
    assert isinstance(row.value, dict)
    places = [Place(f"{lead}{name}") for name in ("first", "until")]
    values = [
        Located(place, scalar(entry_form.number(text)) if text else None)
        for text, place in zip(months, places, strict=True)
    ]
    row.value["months"], row.keys["months"] = Located(Place(f"{lead}months"), values), Place(f"{lead}months")


def retire(visit: Visit) -> Answered:
    """Retire a requirement; the log keeps it."""
    edited = _edited(visit)
    try:
        visit.site.conference.do(visit.actor, PublishRequirement(edited.key, None), visit.form.whole("seen"))
    except Stale as stale:
        page = edit(visit)
        assert isinstance(page, Page)
        context = {**page.context, "difference": entry_form.difference(visit, stale)}
        return Page(page.template, context, 409, live=False)
    return Go("/requirement", f"{(edited.there or {}).get('title', edited.key)} was retired.")


ROUTES = (
    Route("GET", "/requirement", "picture.see", requirement, "requirement"),
    Route("GET", "/requirements/+", "requirement.publish", add, "requirement"),
    Route("POST", "/requirements/+", "requirement.publish", publish, "requirement"),
    Route("GET", "/requirement/{key}", "picture.see", requirement, "requirement"),
    Route("GET", "/requirement/{key}/edit", "requirement.publish", edit, "requirement"),
    Route("POST", "/requirement/{key}/edit", "requirement.publish", save, "requirement"),
    Route("POST", "/requirement/{key}/retire", "requirement.publish", retire, "requirement"),
)
