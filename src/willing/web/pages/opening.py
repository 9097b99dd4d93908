"""Opening the conference: from a case that comes with willing, from one that is sent, or from nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from willing.case.base import CODE, KEY
from willing.case.build import build_located
from willing.case.located import Located, locate, scalar
from willing.case.model import Case
from willing.case.read import bundled, load
from willing.case.wording import WRITTEN
from willing.conference.convening import OpenConference
from willing.conference.errors import Impossible
from willing.conference.record import plain_case
from willing.errors import CaseError, Fault, Place
from willing.web.entry_form import number
from willing.web.unpacked import case_of
from willing.web.visit import Answered, Fields, Go, Page, Route, Visit

WAYS = ("bundled", "sent", "nothing")
NOTHING = ("id", "title", "description", "target", "nations")
"""The fields of a conference that is opened from nothing."""


@dataclass(frozen=True)
class Bundled:
    """A case that comes with willing."""

    id: str
    title: str
    about: str


@lru_cache(maxsize=1)
def cases() -> tuple[Bundled, ...]:
    """The cases that come with willing."""
    found = ((name, load(name)) for name in bundled())
    return tuple(
        Bundled(name, case.head.title, f"{len(case.nations)} nations, {len(case.pledges)} pledges, "
                f"{len(case.requirements)} requirements, {len(case.statements)} statements.")
        for name, case in found
    )  # fmt: skip


def ways(visit: Visit) -> Answered:
    """The three ways to open it."""
    return _page(visit, visit.form)


def _page(visit: Visit, form: Fields, status: int = 200, **wrong: Any) -> Page:
    context = {
        "cases": cases(),
        "opened": visit.site.conference.state().record.version > 0,
        "words": {name: form.text(name) for name in (*NOTHING, "case")},
        "errors": wrong.get("errors", {}),
        "faults": wrong.get("faults", ()),
        "way": form.text("way"),
    }
    return Page("open.html", context, status, live=False)


def begin(visit: Visit) -> Answered:
    """Open it."""
    form, way = visit.form, visit.form.text("way")
    try:
        case = _case(way, form)
        visit.site.conference.do(visit.actor, OpenConference(plain_case(case)))
    except CaseError as error:
        if way == "nothing":
            return _page(visit, form, 422, errors=_by_field(error))
        return _page(visit, form, 422, faults=error.faults)
    except Impossible as error:
        return _page(visit, form, 409, errors={"": f"{str(error).capitalize()}."})
    return Go("/", f"The conference is open: {case.head.title}.")


def _case(way: str, form: Fields) -> Case:
    """The case that was chosen. Raises :class:`~willing.errors.CaseError`."""
    if way == "bundled":
        if form.text("case") not in bundled():
            raise CaseError([Fault(Place(), "no case was chosen", "choose one of the list")])
        return load(form.text("case"))
    if way == "sent":
        return case_of(form.files.get("file", b""))
    if way == "nothing":
        return _from_nothing(form)
    raise CaseError([Fault(Place(), "no way to open it was chosen", f"choose one of {', '.join(WAYS)}")])


def _from_nothing(form: Fields) -> Case:
    """A case of a title, a target and nations; its faults know the fields."""
    typed = {"id": form.text("id"), "title": form.text("title"), "description": form.text("description")}
    head = locate({"format": 1})
    assert isinstance(head.value, dict)
    for name, text in typed.items():
        if text or name != "description":
            head.value[name], head.keys[name] = Located(Place(name), text or None), Place(name)
    if form.text("target"):
        strength = Located(Place("target"), scalar(number(form.text("target"))))
        inside = Located(Place("target"), {"strength": strength}, {"strength": Place("target")})
        head.value["target"], head.keys["target"] = inside, Place("target")
    nations, faults = _nations(form.text("nations"))
    sections = {"case": head, **({"nations": locate(nations)} if nations else {})}
    return build_located(Located(Place(), sections, {name: Place() for name in sections}), faults)


def _nations(text: str) -> tuple[dict[str, Any], list[Fault]]:
    """The nations of lines such as ``FR France``."""
    found, faults = dict[str, Any](), list[Fault]()
    for line, code, name in _lines(text):
        if not re.fullmatch(CODE, code):
            faults.append(Fault(Place("nations", line), f"{code[:40]!r} is no code", f"write {WRITTEN[CODE]}"))
        elif code in found:
            faults.append(Fault(Place("nations", line), f"{code} is there twice", "leave one of them out"))
        else:
            found[code] = {"name": name} if name else {}
    return found, faults


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for line, written in enumerate(text.split("\n"), start=1):
        code, _, name = written.strip().partition(" ")
        if code:
            yield line, code, name.strip()


def _by_field(error: CaseError) -> Mapping[str, str]:
    """What is wrong, by the fields of a conference from nothing."""
    found: dict[str, list[str]] = {}
    for fault in error.faults:
        name = fault.place.file if fault.place.file in NOTHING else ""
        found.setdefault(name, []).append(_said(fault, name))
    return {name: " ".join(dict.fromkeys(said)) for name, said in found.items()}


def _said(fault: Fault, name: str) -> str:
    said = fault.message
    if name == "id":
        said = f"write a short name: {WRITTEN[KEY]}"
    elif name == "title":
        said = "write a title"
    elif name == "target":
        said = said.removeprefix("case, target, strength: ")
    elif name == "nations" and fault.place.line:
        said = f"line {fault.place.line}: {said}"
    return f"{said[:1].upper()}{said[1:]}."


ROUTES = (
    Route("GET", "/open", "conference.open", ways),
    Route("POST", "/open", "conference.open", begin),
)
