"""What would be if: factors assumed, clauses waived, nations and pledges withdrawn. Nothing is saved.

Everything that is supposed stands in the address, so that it can be passed on; whoever opens it sees what follows from
what they themselves may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from willing.case.as_of import as_of
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.pledge import LADDER, Reading
from willing.conditions.english import Names, english
from willing.conditions.tree import clauses
from willing.conference.effect import Moved
from willing.conference.supposing import Outcome, Supposition, Waiver, outcome, supposing
from willing.errors import AskError
from willing.questions.ask import opened
from willing.questions.unlock import Unlock, unlock
from willing.web.visit import Answered, Fields, Go, Page, Route, Visit

FACTOR = "f."
"""What stands before a factor's name in an address."""
VALUES = ("true", "false", "open")
MOST_WAYS = 5
"""Ways to the target that are shown."""
READINGS: Mapping[str, str] = {
    "likely": "the likely number",
    "low": "its low end",
    "high": "its high end",
}


@dataclass(frozen=True)
class Offer:
    """A pledge as the form shows it."""

    id: str
    what: str
    """Its capability and persons."""
    clauses: tuple[tuple[str, str], ...]
    """Each of its clauses, as the address names it and in English."""
    touched: bool
    """Whether something is supposed of it."""


@dataclass(frozen=True)
class Nation:
    """A nation as the form shows it."""

    code: str
    name: str
    offers: tuple[Offer, ...]
    gone: bool

    @property
    def touched(self) -> bool:
        """Whether something is supposed of it."""
        return self.gone or any(offer.touched for offer in self.offers)


@dataclass(frozen=True)
class Move:
    """A pledge whose verdict moves."""

    nation: str
    pledge: str
    what: str
    before: str
    after: str
    because: str
    up: bool


def what_if(visit: Visit) -> Answered:
    """The form and, where something is supposed, what would be."""
    room, asked = visit.room, visit.asked
    if any(_idle(name, asked.text(name)) for name in asked):
        return Go(_tidy(visit))
    error, found, ways = "", None, None
    supposed = Supposition()
    try:
        supposed = supposition(asked)
        if not supposed.empty:
            found = _outcome(visit, supposed)
        if asked.has("ways"):
            ways = _ways(visit, supposed)
    except AskError as wrong:
        said = opened(str(wrong))
        error = said if said.endswith("?") else f"{said}."
    case, names = room.case, names_of(room.case)
    context = {
        "error": error,
        "outcome": found,
        "moves": _moves(case, names, found) if found else (),
        "said": tuple(_said(case, names, supposed)) if not error else (),
        "ways": ways,
        "ask_ways": visit.here(ways="1") + "#ways",
        "share": visit.here(ways=None),
        "factors": tuple((key, opened(names.factor(key)), _now(case, key)) for key in case.factors),
        "chosen": {key: asked.text(f"{FACTOR}{key}") for key in case.factors},
        "nations": tuple(_nations(case, names, supposed, room.day)),
        "waived": {f"{pledge}:{clause}" for pledge, clause in supposed.waived},
        "gone": supposed.pledges,
        "stage": asked.text("stage", "declared"),
        "stages": tuple((stage, stage) for stage in LADDER),
        "reading": asked.text("reading", "likely"),
        "readings": tuple((key, READINGS[key]) for key in get_args(Reading)),
        "target": asked.text("target"),
        "own_target": case.head.target,
        "drafts": len(room.drafts.by_id) if room.drafts is not None and not room.past else None,
        "ours": room.ours,
        "version": asked.text("version"),
    }
    return Page("what_if.html", context, 422 if error else 200)


USUAL: Mapping[str, str] = {"stage": "declared", "reading": "likely"}
"""What need not be said."""


def _idle(name: str, value: str) -> bool:
    """Whether an argument says nothing, as those of a form that were left alone."""
    return value in ("", USUAL.get(name, ""))


def _tidy(visit: Visit) -> str:
    """The address with nothing in it that says nothing, so that it can be passed on."""
    return visit.here(**{name: None for name in visit.asked if _idle(name, visit.asked.text(name))})


def supposition(asked: Fields) -> Supposition:
    """What an address supposes. Raises :class:`~willing.errors.AskError` for what cannot be read."""
    factors = {name.removeprefix(FACTOR): asked.text(name) for name in asked if name.startswith(FACTOR)}
    for name, value in factors.items():
        if value and value not in VALUES:
            raise AskError(f"{name[:40]} is {value[:40]!r}: a factor is supposed to be true, false or open")
    return Supposition(
        assume={name: value == "true" for name, value in factors.items() if value in ("true", "false")},
        opened=frozenset(name for name, value in factors.items() if value == "open"),
        waived=frozenset(_waiver(text) for text in asked.all("waive")),
        nations=frozenset(asked.all("without")),
        pledges=frozenset(asked.all("withdraw")),
        stage=asked.text("stage") or "declared",
        reading=asked.text("reading") or "likely",
        target=asked.text("target") or None,
    )


def _waiver(text: str) -> Waiver:
    pledge, _, clause = text.rpartition(":")
    if not (pledge and clause.isascii() and clause.isdigit() and len(clause) < 4):
        raise AskError(f"{text[:60]!r} is no clause of a pledge: write its id, a colon and a number from 0")
    return pledge, int(clause)


def _outcome(visit: Visit, supposed: Supposition) -> Outcome:
    room = visit.room
    with visit.site.line.turn():
        found: Outcome = visit.site.conference.answered(
            room, "what-if", lambda: outcome(room.case, supposed, room.day), supposed=_key(supposed)
        )
    return found


def _key(supposed: Supposition) -> tuple[object, ...]:
    """What tells one supposition from another, in one order."""
    kept = (supposed.opened, supposed.waived, supposed.nations, supposed.pledges)
    asked = (supposed.stage, supposed.reading, supposed.target)
    return (*sorted(supposed.assume.items()), *(tuple(sorted(one)) for one in kept), *asked)


def _ways(visit: Visit, supposed: Supposition) -> Unlock:
    """What would reach the target from there."""
    room = visit.room

    def asked() -> Unlock:
        return unlock(
            supposing(room.case, supposed),
            as_of=room.day,
            assume=supposed.assume,
            stage=supposed.stage,
            reading=supposed.reading,
            target=supposed.target,
            limit=MOST_WAYS,
        )

    with visit.site.line.turn():
        found: Unlock = visit.site.conference.answered(room, "ways", asked, supposed=_key(supposed))
    return found


def _moves(case: Case, names: Names, found: Outcome) -> tuple[Move, ...]:
    """The pledges that move, those that rise first."""
    rises = (_move(case, names, found, moved, True) for moved in found.effect.rises)
    falls = (_move(case, names, found, moved, False) for moved in found.effect.falls)
    return (*rises, *falls)


def _move(case: Case, names: Names, found: Outcome, moved: Moved, up: bool) -> Move:
    pledge = case.pledge_by_id.get(moved.pledge)
    return Move(
        nation=names.nation(moved.nation),
        pledge=moved.pledge,
        what=names.capability(pledge.capability) if pledge else "",
        before=moved.before or "",
        after=moved.after or "",
        because=found.reasons.get(moved.pledge, ""),
        up=up,
    )


def _now(case: Case, factor: str) -> str:
    value = case.factors[factor].value
    return "open" if value is None else str(value).lower()


def _nations(case: Case, names: Names, supposed: Supposition, day: date) -> list[Nation]:
    by_nation: dict[str, list[Offer]] = {}
    for pledge in as_of(case, day).pledges:
        if pledge.stage in LADDER:
            stated = tuple(
                (f"{pledge.id}:{index}", english(clause, names))
                for index, clause in enumerate(clauses(pledge.condition))
            )
            count = "unknown strength" if pledge.likely is None else f"{pledge.likely:,}"
            waived = {name for name, _ in supposed.waived}
            touched = pledge.id in supposed.pledges or pledge.id in waived
            what = f"{opened(names.capability(pledge.capability))}, {count}"
            by_nation.setdefault(pledge.nation, []).append(Offer(pledge.id, what, stated, touched))
    found = [
        Nation(code, names.nation(code), tuple(offers), code in supposed.nations) for code, offers in by_nation.items()
    ]
    return sorted(found, key=lambda nation: nation.name.removeprefix("the "))


def _said(case: Case, names: Names, supposed: Supposition) -> list[str]:
    """What is supposed, each thing as a clause."""
    said = [
        names.factor(key) if value else f"it is not so that {names.factor(key)}"
        for key, value in supposed.assume.items()
    ]
    said += [f"it is open whether {names.factor(key)}" for key in sorted(supposed.opened)]
    said += [f"{names.nation(code)} withdraws all it pledges" for code in sorted(supposed.nations)]
    said += [f"{names.pledge(pledge)} is withdrawn" for pledge in sorted(supposed.pledges)]
    for pledge, index in sorted(supposed.waived):
        clause = clauses(case.pledge_by_id[pledge].condition)[index]
        said.append(f"{names.pledge(pledge)} no longer asks that {english(clause, names)}")
    if supposed.stage != "declared":
        said.append(f"only pledges that are {supposed.stage} or further count")
    if supposed.reading != "likely":
        said.append(f"every stated range is read at {READINGS[supposed.reading]}")
    if supposed.target is not None:
        said.append(f"the target is {supposed.target}")
    return said


ROUTES = (Route("GET", "/what-if", "question.ask", what_if, "what-if"),)
