"""The case itself: what headquarters states of nations, places, kinds of force and sources; and taking it away."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from willing.case import write
from willing.case.build import LISTED, NAMED
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.wording import WRITTEN, cut
from willing.conference.convening import STATED, StateEntry
from willing.conference.errors import Impossible, NotThere, Stale
from willing.conference.record import plain_entry
from willing.errors import CaseError
from willing.web import entry_form
from willing.web.templating import day
from willing.web.visit import Answered, Go, Page, Reply, Route, Visit

HEADER = "case"
TITLES: Mapping[str, str] = {
    "nations": "Nations",
    "areas": "Areas",
    "capabilities": "Capabilities",
    "factors": "Factors",
    "rules": "Troop-to-task rules",
    "sources": "Sources",
    "statements": "Statements",
}
"""The sections that headquarters states, in the order of their page, and what they are called."""
ABOUT: Mapping[str, str] = {
    "nations": "Who contributes or acts, with what forces, and by which rule they rotate.",
    "areas": "Places where posts are.",
    "capabilities": "Kinds of force, what may stand in for them and what they need.",
    "factors": "What lies outside the pledges and is true, false or open.",
    "rules": "So many persons for so much of what a place has; posts of requirements follow from them.",
    "sources": "Documents and broadcasts that statements come from.",
    "statements": "One source saying one thing on one date.",
}
MOST_LINES = 60
"""Entries that a list shows at a time."""
CONFERENCE = "/case/header"
"""Where the title and the target of the conference are changed."""


@dataclass(frozen=True)
class Line:
    """An entry as its list shows it."""

    key: str
    name: str
    more: str
    href: str

    def has(self, find: str) -> bool:
        """Whether it holds what is looked for."""
        return find.casefold() in f"{self.key} {self.name} {self.more}".casefold()


def overview(visit: Visit) -> Answered:
    """Every section, with how much is in it."""
    case = visit.room.released
    sections = tuple((section, title, ABOUT[section], len(getattr(case, section))) for section, title in TITLES.items())
    return Page("case.html", {"sections": sections, "header": CONFERENCE})


def listing(visit: Visit) -> Answered:
    """The entries of a section."""
    section, find, start = _section(visit), visit.asked.text("find"), visit.asked.whole("from") or 0
    lines = tuple(line for line in _lines(visit.room.released, section) if line.has(find))
    until = min(start + MOST_LINES, len(lines))
    context = {
        "section": section,
        "title": TITLES[section],
        "about": ABOUT[section],
        "singular": entry_form.singular(section),
        "find": find,
        "lines": lines[start:until],
        "of": len(lines),
        "searched": bool(find) or len(lines) > MOST_LINES,
        "first": start + 1,
        "until": until,
        "before": visit.here(**{"from": str(max(0, start - MOST_LINES))}) if start else None,
        "after": visit.here(**{"from": str(until)}) if until < len(lines) else None,
    }
    return Page("case_section.html", context)


def _section(visit: Visit) -> str:
    section = visit.parameters.get("section", HEADER)
    if section not in STATED or (section == HEADER and "section" in visit.parameters):
        raise NotThere(f"the case has no section {section[:40]!r} that is stated here")
    return section


def _lines(case: Case, section: str) -> list[Line]:
    entries = getattr(case, section)
    keyed = [(entry.id, entry) for entry in entries] if section in LISTED else list(entries.items())
    return [Line(key, _name(entry), _more(section, entry), f"/case/{section}/{key}") for key, entry in keyed]


def _name(entry: Any) -> str:
    found = (getattr(entry, key, None) for key in ("name", "title", "says", "publisher"))
    return next((str(said) for said in found if said), "")


def _more(section: str, entry: Any) -> str:
    """What else is worth seeing of an entry in a list."""
    match section:
        case "nations":
            return entry.role or ""
        case "factors":
            return "open" if entry.value is None else f"settled: {'true' if entry.value else 'false'}"
        case "statements":
            return f"{entry.source}, {day(entry.on)}"
        case "sources":
            return f"reliability {entry.reliability}"
        case "capabilities":
            return f"{entry.domain}{', enabler' if entry.enabler else ''}"
    return ""


# One entry


@dataclass(frozen=True)
class _Entry:
    """The entry that a request is about."""

    section: str
    key: str
    there: Mapping[str, Any] | None
    """As it is; ``None`` for one that is to be added."""

    @property
    def model(self) -> str:
        return entry_form.model_of(self.section)

    @property
    def kept(self) -> dict[str, Any]:
        """What the form does not show."""
        kept = entry_form.KEPT.get(self.model, frozenset())
        found = {key: value for key, value in (self.there or {}).items() if key in kept}
        return {**({"id": self.key} if self.section in LISTED else {}), **found}

    @property
    def label(self) -> str:
        """What faults of it begin with."""
        singular = entry_form.singular(self.section)
        return singular if self.section == HEADER else f"{singular} {cut(self.key)}"


def _entry(visit: Visit) -> _Entry:
    """The entry of the address. Raises :class:`~willing.conference.errors.NotThere`."""
    section, key = _section(visit), visit.parameters.get("key", HEADER)
    found = _found(visit.room.released, section, key)
    if found is None:
        raise NotThere(f"there is no {entry_form.singular(section)} {key[:60]!r}")
    return _Entry(section, key, found)


def _found(case: Case, section: str, key: str) -> dict[str, Any] | None:
    if section == HEADER:
        return plain_entry(case.head)
    entries = getattr(case, section)
    found = next((o for o in entries if o.id == key), None) if section in LISTED else entries.get(key)
    return None if found is None else plain_entry(found)


def edit(visit: Visit) -> Answered:
    """The form of an entry."""
    entry = _entry(visit)
    return _form(visit, entry, entry_form.shown(entry.model, entry.there or {}))


def add(visit: Visit) -> Answered:
    """The form of a new entry."""
    entry = _Entry(_section(visit), "", None)
    return _form(visit, entry, entry_form.shown(entry.model, {}))


def _form(visit: Visit, entry: _Entry, words: Mapping[str, str], status: int = 200, **more: Any) -> Page:
    errors: Mapping[str, str] = more.get("errors", {})
    fields = entry_form.inputs(entry.model)
    context = {
        "section": entry.section,
        "singular": entry_form.singular(entry.section),
        "key": entry.key,
        "there": entry.there is not None,
        "name": names_of(visit.room.released).nation(entry.key) if entry.section == "nations" else entry.key,
        "fields": tuple(one for one in fields if not one.aside),
        "aside": tuple(one for one in fields if one.aside),
        "open_aside": any(one.aside and one.name in errors for one in fields),
        "words": words,
        "seen": visit.room.version,
        "back": f"/case/{entry.section}" if entry.section != HEADER else "/case",
        "action": visit.path.removesuffix("/remove"),
        "how": f"It is called by {_written(entry.section)}." if entry.section != HEADER else "",
        "errors": errors,
        "difference": more.get("difference"),
    }
    return Page("case_entry.html", context, status, live=False)


def _written(section: str) -> str:
    """How the name of an entry is written."""
    pattern = NAMED[section][1] if section in NAMED else NAMED["sources"][1]
    return WRITTEN[pattern]


def save(visit: Visit) -> Answered:
    """Change an entry."""
    return _saved(visit, _entry(visit))


def put(visit: Visit) -> Answered:
    """Add an entry."""
    section, key = _section(visit), visit.form.text(entry_form.KEY)
    entry, words = _Entry(section, key, None), entry_form.typed(entry_form.model_of(section), visit.form)
    if not key:
        return _form(visit, entry, words, 422, errors={entry_form.KEY: f"Write a name: {_written(section)}."})
    if section in LISTED and not re.fullmatch(NAMED["sources"][1], key):
        return _form(visit, entry, words, 422, errors={entry_form.KEY: f"This is no name: write {_written(section)}."})
    if _found(visit.room.released, section, key) is not None:
        said = f"There is a {entry_form.singular(section)} of this name already: change that one, or choose another."
        return _form(visit, entry, words, 422, errors={entry_form.KEY: said})
    return _saved(visit, entry)


def _saved(visit: Visit, entry: _Entry) -> Answered:
    words = entry_form.typed(entry.model, visit.form)
    fields = (entry_form.KEY, entry_form.ENTRY, *words)
    try:
        read = entry_form.read(entry.model, words, entry.kept)
        checked = entry_form.checked(visit.room.released, entry.section, entry.key, read)
        act = StateEntry(entry.section, entry.key, checked)
        visit.site.conference.do(visit.actor, act, visit.form.whole("seen"))
    except CaseError as error:
        found = entry_form.errors_of(error, entry.label, fields)
        if entry_form.ENTRY in found:
            found[""] = " ".join(said for said in (found.get("", ""), found.pop(entry_form.ENTRY)) if said)
        return _form(visit, entry, words, 422, errors=found)
    except Stale as stale:
        return _form(visit, entry, words, 409, difference=entry_form.difference(visit, stale))
    except Impossible as error:
        return _form(visit, entry, words, 422, errors={"": f"{str(error).capitalize()}."})
    said = "The conference" if entry.section == HEADER else f"The {entry_form.singular(entry.section)} {entry.key}"
    return Go(_back(entry.section), f"{said} was {'changed' if entry.there else 'added'}.")


def _back(section: str) -> str:
    return "/case" if section == HEADER else f"/case/{section}"


def remove(visit: Visit) -> Answered:
    """Remove an entry that nothing refers to."""
    entry = _entry(visit)
    words = entry_form.shown(entry.model, entry.there or {})
    try:
        visit.site.conference.do(visit.actor, StateEntry(entry.section, entry.key, None), visit.form.whole("seen"))
    except CaseError as error:
        lines = "; ".join(dict.fromkeys(fault.what for fault in error.faults))
        return _form(visit, entry, words, 422, errors={"": f"It cannot be removed while others need it: {lines}."})
    except Stale as stale:
        return _form(visit, entry, words, 409, difference=entry_form.difference(visit, stale))
    return Go(_back(entry.section), f"The {entry_form.singular(entry.section)} {entry.key} was removed.")


# Taking it away


def archive(visit: Visit) -> Answered:
    """The case, as the actor sees it, as the files of a directory in one archive."""
    room = visit.room
    body: bytes = visit.site.conference.answered(room, "archive", lambda: packed(room.case))
    return _file(visit, body, "application/zip", ".zip")


def packed(case: Case) -> bytes:
    """A case as the files of a directory in one archive; the same case always gives the same bytes."""
    found = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        write.save(case, Path(folder) / case.head.id)
        for file in sorted(Path(folder).rglob("*.yaml")):
            info = zipfile.ZipInfo(str(file.relative_to(folder)), (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, file.read_bytes())
    return found.getvalue()


def one_file(visit: Visit) -> Answered:
    """The case, as the actor sees it, as one file."""
    room = visit.room
    body: bytes = visit.site.conference.answered(room, "dump", lambda: write.dump(room.case).encode())
    return _file(visit, body, "application/yaml; charset=utf-8", ".yaml")


def _file(visit: Visit, body: bytes, media: str, suffix: str) -> Reply:
    room = visit.room
    name = f"{room.released.head.id}-version-{room.version}{'-with-drafts' if room.ours else ''}{suffix}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Reply(body, media, headers=headers)


ROUTES = (
    Route("GET", "/case/export", "case.export", archive),
    Route("GET", "/case.yaml", "case.export", one_file),
    Route("GET", "/case", "case.state", overview, "case"),
    Route("GET", CONFERENCE, "case.state", edit, "case"),
    Route("POST", CONFERENCE, "case.state", save, "case"),
    Route("GET", "/case/{section}", "case.state", listing, "case"),
    Route("GET", "/case/{section}/+", "case.state", add, "case"),
    Route("POST", "/case/{section}/+", "case.state", put, "case"),
    Route("GET", "/case/{section}/{key}", "case.state", edit, "case"),
    Route("POST", "/case/{section}/{key}", "case.state", save, "case"),
    Route("POST", "/case/{section}/{key}/remove", "case.state", remove, "case"),
)
