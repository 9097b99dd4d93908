"""Whether what is written can stand in a case: within the whole of it, or within what a pledge can refer to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from willing.case.build import build
from willing.case.model import Case
from willing.case.pledge import Pledge
from willing.conference.record import plain_case, plain_entry
from willing.errors import CaseError


def checked(case: Case, section: str, key: str, entry: Mapping[str, Any] | None) -> Case:
    """A case with one entry changed or removed. Raises :class:`~willing.errors.CaseError` with every fault of it."""
    whole = plain_case(case)
    if section == "case":
        whole["case"] = entry
    elif section in ("statements", "pledges"):
        kept = [other for other in whole.get(section, []) if other["id"] != key]
        whole[section] = kept if entry is None else [*kept, entry]
    else:
        kept_by_key = {name: other for name, other in whole.get(section, {}).items() if name != key}
        whole[section] = kept_by_key if entry is None else {**kept_by_key, key: entry}
    return build({name: entries for name, entries in whole.items() if entries or name == "case"})


def checked_pledge(case: Case, written: Mapping[str, Any], others: Iterable[Pledge] = ()) -> Pledge:
    """A pledge as it is read within a case, beside some more pledges.

    Only what it can refer to is built with it, as building the whole case takes some 50 ms. Raises
    :class:`~willing.errors.CaseError` with every fault.
    """
    there = {pledge.id: pledge for pledge in (*case.pledges, *others) if pledge.id != written.get("id")}
    if case.weights and not case.capabilities:
        # Any capability will do then, and what another pledge's sum names may be known by this pledge alone.
        return checked(case.replaced(pledges=tuple(there.values())), "pledges", "", written).pledges[-1]
    if case.capabilities:
        # It can refer to no other pledge than those it names; where it has faults, all are there to say what was meant.
        said = json.dumps(dict(written), default=str)
        with suppress(CaseError):
            return _read_beside(case, [pledge for pledge in there.values() if pledge.id in said], [written])[-1]
    return _read_beside(case, there.values(), [written])[-1]


def fitting(case: Case, pledges: Iterable[Pledge]) -> tuple[Pledge, ...]:
    """Of some pledges that were sound once those that still are, beside those of a case and each other.

    What they name may be there no longer: whoever removed it cannot know of a draft.
    """
    found = tuple(pledges)
    while found and not _sound(case, found, found):
        left = tuple(pledge for pledge in found if _sound(case, found, (pledge,)))
        if len(left) == len(found):
            return ()
        found = left
    return found


def _sound(case: Case, beside: tuple[Pledge, ...], asked: tuple[Pledge, ...]) -> bool:
    names = {pledge.id for pledge in asked}
    there = {pledge.id: pledge for pledge in (*case.pledges, *beside) if pledge.id not in names}
    try:
        _read_beside(case, there.values(), [plain_entry(pledge) for pledge in asked])
    except CaseError:
        return False
    return True


def _read_beside(case: Case, there: Iterable[Pledge], written: list[Mapping[str, Any]]) -> tuple[Pledge, ...]:
    """Pledges as they are read within a case, beside stand-ins for others. Raises as :func:`checked_pledge`."""
    cited = {s for one in written for s in _listed(one.get("statements")) if isinstance(s, str)}
    statements = [plain_entry(s) | {"about": "case", "contradicts": []} for s in case.statements if s.id in cited]
    named: dict[str, dict[str, Any]] = {
        "nations": {code: {"weights": dict(nation.weights)} for code, nation in case.nations.items()},
        "factors": {name: {} for name in case.factors},
        "capabilities": {name: {} for name in case.capabilities},
        "areas": {name: {} for name in case.areas},
        "sources": {statement["source"]: {} for statement in statements},
    }
    stubs = [{"id": p.id, "nation": p.nation, "capability": p.capability, "strength": "unknown"} for p in there]
    head = {"format": 1, "id": case.head.id, "title": case.head.title}
    sections = {name: entries for name, entries in named.items() if entries}
    built = build({"case": head, **sections, "statements": statements, "pledges": [*stubs, *map(dict, written)]})
    return built.pledges[len(stubs) :]


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else ()
