"""The condition in the form of a pledge: how it reads as it is typed, and clauses made from menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from willing.case.as_of import as_of
from willing.case.model import Case
from willing.case.names import names_of
from willing.conditions.english import Names, english
from willing.conditions.normal import non_monotone
from willing.conditions.parse import parse
from willing.conditions.text import text
from willing.conditions.tree import And, Condition, Or, clauses
from willing.conference.room import Room
from willing.errors import ConditionError
from willing.web.pledge_form import whole
from willing.web.visit import Fields

CHOICES = 4
"""Menus for what a clause is about; more than one for what counts several."""

KINDS: Mapping[str, str] = {
    "factor": "something outside the pledges holds",
    "nation": "a nation takes part",
    "pledge": "a pledge stands",
    "sends": "a nation sends at least so many",
    "total": "all together send at least so many",
    "others": "the others send at least so many",
    "nations": "at least so many nations take part",
    "several": "at least so many of several hold",
}
"""The clauses that the menus make."""


@dataclass(frozen=True)
class Reading:
    """How a condition reads, or where it cannot be read."""

    english: str = ""
    clauses: tuple[tuple[str, str], ...] = ()
    """What must all hold: each as it is written and in English."""
    wary: tuple[str, ...] = ()
    """The parts by which others that come can make the pledge fall."""
    fault: str = ""
    """What was found and what was expected."""
    pointed: str = ""
    """The text with a caret under what is at fault."""


def reading(case: Case, written: str) -> Reading:
    """How a typed condition reads with the names of a case; an empty one asks nothing."""
    if not written.strip():
        return Reading()
    try:
        tree = parse(written)
    except ConditionError as error:
        return Reading(fault=error.message, pointed=error.pointed())
    names = names_of(case)
    parts = tuple((text(clause), english(clause, names)) for clause in clauses(tree))
    return Reading(english(tree, names), parts, tuple(english(leaf, names) for leaf in non_monotone(tree)))


# ---- Clauses from menus


@dataclass(frozen=True)
class Made:
    """A clause made from the menus, or what they lack."""

    clause: str = ""
    error: str = ""


def made(form: Fields) -> Made:
    """The clause that the menus say."""
    kind = form.text("b_kind")
    chosen = [found for value in form.all("b_who") for found in [_chosen(value)] if found]
    number = whole(form.text("b_number"))
    found = _MAKERS[kind](chosen, number) if kind in _MAKERS else Made(error="Choose what the clause says.")
    lead = "not " if form.has("b_not") and found.clause else ""
    return Made(lead + found.clause, found.error)


Chosen = tuple[str, str]
"""The kind of a thing and its name: ``("nation", "FR")``."""


def _chosen(value: str) -> Chosen | None:
    kind, _, name = value.partition(":")
    return (kind, name) if name else None


def _first(chosen: list[Chosen], kind: str) -> str | None:
    return next((name for found, name in chosen if found == kind), None)


def _factor(chosen: list[Chosen], _number: int | None) -> Made:
    name = _first(chosen, "factor")
    return Made(name) if name else Made(error="Choose what should hold from the things outside the pledges.")


def _stands(kind: str) -> Callable[[list[Chosen], int | None], Made]:
    def made(chosen: list[Chosen], _number: int | None) -> Made:
        name = _first(chosen, kind)
        return Made(f"{name} stands") if name else Made(error=f"Choose a {kind}.")

    return made


def _sends(chosen: list[Chosen], number: int | None) -> Made:
    name = _first(chosen, "nation")
    if name is None or number is None:
        return Made(error="Choose a nation, and write how many persons it should send.")
    return Made(f"{name} sends >= {number}")


def _summed(scope: str) -> Callable[[list[Chosen], int | None], Made]:
    def made(chosen: list[Chosen], number: int | None) -> Made:
        if number is None:
            return Made(error="Write how many persons it should come to.")
        if any(kind not in ("nation", "capability", "weight") for kind, _ in chosen):
            return Made(error="A sum can be limited to nations and capabilities; leave the menus empty for everybody.")
        names = ", ".join(dict.fromkeys(name for _, name in chosen))
        return Made(f"{scope}({names}) >= {number}" if names else f"{scope} >= {number}")

    return made


def _nations(_chosen: list[Chosen], number: int | None) -> Made:
    return Made(error="Write how many nations.") if number is None else Made(f"nations >= {number}")


def _several(chosen: list[Chosen], number: int | None) -> Made:
    things = [name if kind == "factor" else f"{name} stands" for kind, name in chosen]
    if number is None or len(things) < max(2, number) or any(kind in ("capability", "weight") for kind, _ in chosen):
        return Made(error="Write how many, and choose at least two nations, pledges or things outside the pledges.")
    return Made(f"at least {number} of [{', '.join(dict.fromkeys(things))}]")


_MAKERS: Mapping[str, Callable[[list[Chosen], int | None], Made]] = {
    "factor": _factor,
    "nation": _stands("nation"),
    "pledge": _stands("pledge"),
    "sends": _sends,
    "total": _summed("total"),
    "others": _summed("others"),
    "nations": _nations,
    "several": _several,
}


def appended(existing: str, join: str, clause: str) -> str:
    """A condition with one more clause, joined by ``and`` or ``or``; with brackets only where they are needed.

    Raises :class:`~willing.errors.ConditionError` where what is there cannot be read.
    """
    existing = existing.strip()
    if not existing:
        return clause
    word = "or" if join == "or" else "and"
    before, after = parse(existing), parse(clause)
    plainly = f"{existing} {word} {clause}"
    return plainly if parse(plainly) in _joined(before, word, after) else f"({existing}) {word} {clause}"


def _joined(before: Condition, word: str, after: Condition) -> Iterator[Condition]:
    """What the two may read as when joined: side by side, or as one more item of what was joined so already."""
    kind: type[And] | type[Or] = And if word == "and" else Or
    yield kind((before, after))
    if isinstance(before, kind):
        yield kind((*before.items, after))


# ---- What the menus offer


@dataclass(frozen=True)
class Menu:
    """One group of things that a clause can be about."""

    title: str
    options: tuple[tuple[str, str], ...]


def menus(room: Room, own: str | None = None) -> tuple[Menu, ...]:
    """Everything that a clause can name, in groups; pledges only as far as they are in force."""
    case = as_of(room.case, room.day)
    names = names_of(case)
    pledges = (
        (f"pledge:{pledge.id}", f"{pledge.id}: {_label(names, pledge.nation)}, {names.capability(pledge.capability)}")
        for pledge in case.pledges
        if pledge.id != own and pledge.stage not in ("refused", "withdrawn")
    )
    found = (
        Menu("Outside the pledges", tuple((f"factor:{key}", _opened(names.factor(key))) for key in case.factors)),
        Menu("Nations", tuple(sorted(((f"nation:{key}", _label(names, key)) for key in case.nations), key=_by_title))),
        Menu("Capabilities, in sums", tuple((f"capability:{key}", names.capability(key)) for key in case.capabilities)),
        Menu("Weights, in sums", tuple((f"weight:{key}", key.replace("_", " ")) for key in case.weights)),
        Menu("Pledges", tuple(pledges)),
    )
    return tuple(menu for menu in found if menu.options)


def _by_title(option: tuple[str, str]) -> str:
    return option[1]


def _label(names: Names, nation: str) -> str:
    return _opened(names.nation(nation).removeprefix("the "))


def _opened(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
