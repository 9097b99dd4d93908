"""What is there, as the caller sees it: the case, pledges, drafts, requirements, signings, talks and the log."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response

from willing.case.write import dump
from willing.conference import history
from willing.conference.actor import nation_of
from willing.conference.convening import STATED
from willing.conference.errors import NotThere
from willing.conference.record import Record, plain_case, plain_entry
from willing.conference.signing import nations_of
from willing.web.api.caller import Caller, Endpoint, Here, answered, effect_said, may_see, tag
from willing.web.api.questions import Ours, Version, room_of

Name = Annotated[str, Path(max_length=200)]


def case(site: Here, actor: Caller, version: Version = None, ours: Ours = False) -> Response:
    """The whole case as data, in the case format."""
    room = room_of(site, actor, version, ours)
    return answered(plain_case(room.case), tag(room.version))


def day(site: Here, actor: Caller, version: Version = None) -> Response:
    """The day that figures are about: today, or that of the last entry of a past version."""
    room = room_of(site, actor, version)
    return answered({"day": room.day, "version": room.version}, tag(room.version))


def case_file(site: Here, actor: Caller, version: Version = None, ours: Ours = False) -> Response:
    """The whole case as one YAML file."""
    room = room_of(site, actor, version, ours)
    return Response(dump(room.case).encode(), 200, tag(room.version), "application/yaml")


def entry(site: Here, actor: Caller, section: Name, key: Name, version: Version = None) -> Response:
    """One entry of the case that headquarters states: a nation, an area, a source; or `case` for its head."""
    room = room_of(site, actor, version)
    whole = plain_case(room.released)
    found = whole.get(section) if section in STATED else None
    if section == "case":
        there = found
    elif section == "statements":
        there = next((other for other in found or () if other["id"] == key), None)
    else:
        there = (found or {}).get(key)
    if there is None:
        raise NotThere(f"there is no entry {key!r} in {section!r}")
    return answered(there, tag(room.record.version_of(f"{section}:{key}")))


def pledges(site: Here, actor: Caller, version: Version = None, ours: Ours = False) -> Response:
    """Every pledge."""
    room = room_of(site, actor, version, ours)
    return answered([plain_entry(pledge) for pledge in room.case.pledges], tag(room.version))


def pledge(site: Here, actor: Caller, pledge: Name, version: Version = None) -> Response:
    """One pledge, with its version as `ETag`."""
    room = room_of(site, actor, version)
    found = room.released.pledge_by_id.get(pledge)
    if found is None:
        raise NotThere(f"there is no pledge {pledge!r}")
    return answered(plain_entry(found), tag(room.record.version_of(f"pledge:{pledge}")))


def drafts(site: Here, actor: Caller) -> Response:
    """The drafts of one's own nation."""
    found = site.conference.room(actor).drafts
    return answered([plain_entry(draft.pledge) for draft in found.by_id.values()] if found else [])


def draft(site: Here, actor: Caller, pledge: Name) -> Response:
    """One draft of one's own nation, with its version as `ETag`."""
    found = site.conference.room(actor).drafts
    one = found.by_id.get(pledge) if found else None
    if one is None:
        raise NotThere(f"there is no draft of {pledge!r}")
    return answered(plain_entry(one.pledge), tag(one.number))


def requirements(site: Here, actor: Caller, version: Version = None) -> Response:
    """Every requirement, by its key."""
    room = room_of(site, actor, version)
    return answered({key: plain_entry(one) for key, one in room.released.requirements.items()}, tag(room.version))


def requirement(site: Here, actor: Caller, requirement: Name, version: Version = None) -> Response:
    """One requirement, with its version as `ETag`."""
    room = room_of(site, actor, version)
    found = room.released.requirements.get(requirement)
    if found is None:
        raise NotThere(f"there is no requirement {requirement!r}")
    return answered(plain_entry(found), tag(room.record.version_of(f"requirements:{requirement}")))


def signings(site: Here, actor: Caller, version: Version = None) -> Response:
    """Every signing, open or closed."""
    record = room_of(site, actor, version).record
    return answered([_signing(record, name) for name in record.procedures], tag(record.version))


def signing(site: Here, actor: Caller, signing: Name, version: Version = None) -> Response:
    """One signing: who has signed, and who is missing."""
    record = room_of(site, actor, version).record
    if signing not in record.procedures:
        raise NotThere(f"there is no signing {signing!r}")
    return answered(_signing(record, signing), tag(record.version_of(f"signing:{signing}")))


def _signing(record: Record, name: str) -> dict[str, Any]:
    found = record.procedures[name]
    nations = nations_of(record, found)
    return {
        "id": found.id,
        "title": found.title,
        "pledges": found.pledges,
        "state": found.state,
        "because": found.because,
        "signed": {nation: at.isoformat() for nation, at in found.signed.items()},
        "missing": [nation for nation in nations if nation not in found.signed],
    }


def talk(site: Here, actor: Caller, pledge: Name) -> Response:
    """What headquarters and the pledge's nation have said about it; they alone read it."""
    room = site.conference.room(actor)
    found = room.released.pledge_by_id.get(pledge)
    if found is None:
        raise NotThere(f"there is no pledge {pledge!r}")
    may_see(actor, "talk.see", found.nation)
    talks = (room.talks or {}).get(found.nation)
    return answered([{**vars(word), "at": word.at.isoformat()} for word in talks.about(pledge)] if talks else [])


def log(
    site: Here,
    actor: Caller,
    most: Annotated[int, Query(description="Entries at most.", ge=1, le=500)] = 100,
    skip: Annotated[int, Query(description="Latest entries to leave out.", ge=0, le=10**9)] = 0,
) -> Response:
    """The record as far as the caller may read it, newest first."""
    conference = site.conference
    lines = history.lines_of(conference, actor, most, skip)
    return answered(
        [
            {
                "chain": line.chain,
                "number": line.number,
                "at": line.at.isoformat(),
                "who": line.who,
                "kind": line.kind,
                "says": line.says,
                "subject": line.subject,
                "nation": nation_of(line.chain),
                "effect": effect_said(line.effect) if line.effect else None,
            }
            for line in lines
        ]
    )


def heads(site: Here, actor: Caller) -> Response:
    """The number and the hash of the latest entry of each chain that the caller may read: keep them to hold against."""
    conference = site.conference
    latest = {entry.chain: entry for entry in conference.entries(conference.chains(actor))}
    return answered({chain: {"number": entry.number, "hash": entry.hash} for chain, entry in latest.items()})


ENDPOINTS = (
    Endpoint("GET", "/day", "picture.see", day),
    Endpoint("GET", "/case", "case.export", case),
    Endpoint("GET", "/case.yaml", "case.export", case_file, media="application/yaml"),
    Endpoint("GET", "/case/{section}/{key}", "picture.see", entry),
    Endpoint("GET", "/pledges", "picture.see", pledges),
    Endpoint("GET", "/pledges/{pledge}", "picture.see", pledge),
    Endpoint("GET", "/pledges/{pledge}/talk", "talk.see", talk),
    Endpoint("GET", "/drafts", "draft.see", drafts),
    Endpoint("GET", "/drafts/{pledge}", "draft.see", draft),
    Endpoint("GET", "/requirements", "picture.see", requirements),
    Endpoint("GET", "/requirements/{requirement}", "picture.see", requirement),
    Endpoint("GET", "/signings", "picture.see", signings),
    Endpoint("GET", "/signings/{signing}", "picture.see", signing),
    Endpoint("GET", "/log", "log.see", log),
    Endpoint("GET", "/log/heads", "log.see", heads),
)
