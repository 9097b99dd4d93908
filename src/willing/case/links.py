"""Names that lead nowhere: every reference from one entry of a case to another."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from willing.case import measures, weights
from willing.case.located import Located
from willing.case.model import Factor, Given, Statement
from willing.case.pledge import Match, Pledge
from willing.case.requirement import Capability, Requirement
from willing.case.signing import Signing
from willing.case.weights import carried, served
from willing.case.wording import cut
from willing.conditions.parse import RESERVED
from willing.conditions.tree import Condition, Sends, Stands, Sum, is_nation, leaves
from willing.conditions.tree import Factor as FactorLeaf
from willing.errors import Fault, Place

Path = tuple[str | int, ...]
Entries = dict[str, dict[str | int, Any]]
"""The well-formed entries of each section by name or position, ``None`` for one that cannot be read at all."""

NOBODY = "NOBODY_"
"""Stands in, also in lower case, for a name at fault while the rest of its entry is checked."""

SERVED = ("capability", "summed", "matched")
"""Kinds of mention that name a capability: any name will do where a case lists none."""


@dataclass(frozen=True)
class Reference:
    """One mention of a name: where it stands, what is mentioned, and as which kind of entry."""

    path: Path
    label: str
    kind: str
    name: str


def dangling(data: Located, entries: Entries) -> list[Fault]:
    """Faults for names that no entry bears, reserved words used as names, and circles in ``given``.

    ``entries`` are the well-formed ones; what is malformed but present in ``data`` still counts as existing.
    """
    known = _known(data) | {"served": served(entries)}
    free = isinstance(data.value, dict) and "capabilities" not in data.value
    unknown = [
        Fault(data.at(ref.path), f"{ref.label}: unknown {_called(ref, known)} {ref.name!r}", _remedy(ref, known))
        for ref in _references(entries)
        if ref.name not in known[ref.kind] and not (free and _will_do(ref, known)) and ref.name.upper() != NOBODY
    ]
    wrong = weights.faults(data, entries) + measures.faults(data, entries)
    return unknown + _reserved(data, known) + wrong + _circles(data, entries)


def _known(data: Located) -> dict[str, Collection[str]]:
    def names(section: str) -> list[str]:
        node = data.value.get(section) if isinstance(data.value, dict) else None
        if node is None or not isinstance(node.value, dict | list):
            return []
        if isinstance(node.value, dict):
            return list(node.value)
        items = (item.value for item in node.value)
        return [str(item["id"].value) for item in items if isinstance(item, dict) and "id" in item]

    known: dict[str, Collection[str]] = {
        kind: set(names(section))
        for kind, section in (
            ("nation", "nations"),
            ("pledge", "pledges"),
            ("factor", "factors"),
            ("capability", "capabilities"),
            ("area", "areas"),
            ("source", "sources"),
            ("statement", "statements"),
            ("rule", "rules"),
        )
    }
    known["weight"] = sorted(carried(data))
    known["matched"] = known["summed"] = {*known["capability"], *known["weight"]}
    known["subject"] = {"case", *names("requirements"), *names("signings")}.union(
        *(known[kind] for kind in ("nation", "pledge", "factor", "capability", "area", "rule"))
    )
    return known


def _references(entries: Entries) -> Iterator[Reference]:
    yield from _cited(entries)
    for path, pledge in _of(entries, "pledges"):
        yield from _of_pledge(path, pledge)
    for path, statement in _of(entries, "statements"):
        yield from _of_statement(path, statement)
    for path, factor in _of(entries, "factors"):
        for parent in parents(factor):
            yield Reference((*path, "probability"), f"factor {path[1]}, given", "factor", parent)
    for path, capability in _of(entries, "capabilities"):
        yield from _of_capability(path, f"capability {path[1]}", capability)
    for path, requirement in _of(entries, "requirements"):
        yield from _of_requirement(path, str(path[1]), requirement)
    for path, signing in _of(entries, "signings"):
        yield from _of_signing(path, f"signing {path[1]}", signing)


def _of(entries: Entries, section: str) -> Iterator[tuple[Path, Any]]:
    return (((section, key), entry) for key, entry in entries.get(section, {}).items() if entry is not None)


def _cited(entries: Entries) -> Iterator[Reference]:
    """The statements that the target, nations, factors, areas and rules rest on."""
    for _, head in _of(entries, "case"):
        if head.target is not None:
            yield from _listed(("case", "target"), "case, target", "statements", "statement", head.target.statements)
            if head.target.rule is not None:
                yield from _of_condition(("case", "target", "when"), "case, target, when", head.target.rule)
    for section, singular in (("nations", "nation"), ("factors", "factor"), ("areas", "area"), ("rules", "rule")):
        for path, entry in _of(entries, section):
            yield from _listed(path, f"{singular} {path[1]}", "statements", "statement", entry.statements)


def _listed(path: Path, label: str, key: str, kind: str, names: tuple[str, ...]) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield Reference((*path, key, index), f"{label}, {key}", kind, name)


def _of_pledge(path: Path, pledge: Pledge) -> Iterator[Reference]:
    label = f"pledge {pledge.id}"
    yield Reference((*path, "nation"), label, "nation", pledge.nation)
    yield Reference((*path, "capability"), label, "capability", pledge.capability)
    yield from _listed(path, label, "statements", "statement", pledge.statements)
    for index, area in enumerate(pledge.caveats.areas or () if pledge.caveats else ()):
        yield Reference((*path, "caveats", "areas", index), f"{label}, caveats", "area", area)
    for index, unit in enumerate(pledge.units):
        if unit.capability is not None:
            yield Reference((*path, "units", index, "capability"), f"{label}, units", "capability", unit.capability)
    if isinstance(pledge.strength, Match):
        for name in pledge.strength.names:
            kind = "nation" if is_nation(name) else "matched"
            yield Reference((*path, "strength", "of"), f"{label}, strength", kind, name)
    yield from _of_condition((*path, "if"), f"{label}, if", pledge.condition)


def _of_condition(path: Path, label: str, condition: Condition) -> Iterator[Reference]:
    for kind, name in mentions(condition):
        yield Reference(path, label, kind, name)


def mentions(condition: Condition) -> Iterator[tuple[str, str]]:
    """Every name in a condition with its kind: factor, nation, pledge, or what is summed (a capability or weight)."""
    for leaf in leaves(condition):
        match leaf:
            case FactorLeaf(name=name):
                yield "factor", name
            case Stands(who=who):
                yield "nation" if is_nation(who) else "pledge", who
            case Sends(nation=nation):
                yield "nation", nation
            case Sum(names=names):
                for name in names:
                    yield "nation" if is_nation(name) else "summed", name


def _of_statement(path: Path, statement: Statement) -> Iterator[Reference]:
    label = f"statement {statement.id}"
    yield Reference((*path, "source"), label, "source", statement.source)
    for subject in statement.subjects:
        yield Reference((*path, "about"), f"{label}, about", "subject", subject)
    yield from _listed(path, label, "contradicts", "statement", statement.contradicts)


def _of_capability(path: Path, label: str, capability: Capability) -> Iterator[Reference]:
    for key in ("substitutes", "needs"):
        for name in getattr(capability, key):
            yield Reference((*path, key, name), f"{label}, {key}", "capability", name)


def _of_requirement(path: Path, key: str, requirement: Requirement) -> Iterator[Reference]:
    label = f"requirement {key}"
    yield from _listed(path, label, "statements", "statement", requirement.statements)
    for index, post in enumerate(requirement.posts):
        here = (*path, "posts", index)
        yield Reference((*here, "area"), f"{label}, post {post.id}", "area", post.area)
        yield Reference((*here, "capability"), f"{label}, post {post.id}", "capability", post.capability)
        if post.from_ is not None:
            yield Reference((*here, "from"), f"{label}, post {post.id}", "rule", post.from_)
        yield from _listed(here, f"{label}, post {post.id}", "statements", "statement", post.statements)


def _of_signing(path: Path, label: str, signing: Signing) -> Iterator[Reference]:
    yield from _listed(path, label, "pledges", "pledge", signing.pledges)
    yield from _listed(path, label, "statements", "statement", signing.statements)


def _will_do(ref: Reference, known: Mapping[str, Collection[str]]) -> bool:
    """Whether any name will do where a case lists no capabilities: not in a sum that may be meant to be of a weight."""
    return ref.kind in SERVED and (ref.kind != "summed" or not known["weight"] or ref.name in known["served"])


def _called(ref: Reference, known: Mapping[str, Collection[str]]) -> str:
    """What kind of entry a name should be, in words."""
    if ref.kind not in SERVED:
        return ref.kind
    return "capability or weight" if ref.kind == "summed" and known["weight"] else "capability"


def _remedy(ref: Reference, known: Mapping[str, Collection[str]]) -> str:
    close = difflib.get_close_matches(ref.name, known["capability" if ref.kind == "matched" else ref.kind], 1, 0.7)
    if close:
        return f"did you mean {close[0]!r}?"
    if ref.kind == "summed" and known["weight"]:
        listed = cut(", ".join(known["weight"]))
        return f"add it under `capabilities` or among the weights of nations ({listed}), or correct the name"
    other = dict.fromkeys(SERVED, "capabilities") | {"subject": "nations, factors or pledges"}
    return f"add it under `{other.get(ref.kind, f'{ref.kind}s')}`, or correct the name"


def _reserved(data: Located, known: Mapping[str, Collection[str]]) -> list[Fault]:
    return [
        Fault(
            _place(data, section, name),
            f"the {kind} {name!r} is a word of the condition language",
            "choose another name",
        )
        for kind, section in (("factor", "factors"), ("capability", "capabilities"), ("pledge", "pledges"))
        for name in sorted(RESERVED.intersection(known[kind]))
    ]


def parents(factor: Factor) -> tuple[str, ...]:
    """The factors a factor's probability depends on."""
    found: list[str] = []
    waiting = [factor.probability]
    while waiting:
        probability = waiting.pop()
        if isinstance(probability, Given):
            found.append(probability.given)
            waiting += [probability.true, probability.false]
    return tuple(dict.fromkeys(found))


def _place(data: Located, section: str, name: str) -> Place:
    """Where an entry stands, in a section of either kind."""
    node = data.value.get(section) if isinstance(data.value, dict) else None
    for index, item in enumerate(node.value if node is not None and isinstance(node.value, list) else ()):
        if isinstance(item.value, dict) and "id" in item.value and item.value["id"].value == name:
            return data.at((section, index, "id"))
    return data.at((section, name))


def _circles(data: Located, entries: Entries) -> list[Fault]:
    """A fault for every circle in which probabilities depend on each other, at the factor that closes it."""
    above = {
        str(path[1]): [parent for parent in parents(factor) if parent in entries["factors"]]
        for path, factor in _of(entries, "factors")
    }
    faults: list[Fault] = []
    done: set[str] = set()
    for start, first in above.items():
        way: list[str] = [start]
        waiting: list[Iterator[str]] = [iter(first)]
        while waiting and start not in done:
            parent = next(waiting[-1], None)
            if parent is None:
                waiting.pop()
                done.add(way.pop())
            elif parent in way:
                circle = " -> ".join([*way[way.index(parent) :], parent])
                place = data.at(("factors", way[-1], "probability"))
                faults.append(Fault(place, f"factor {way[-1]}: given in a circle: {cut(circle)}", "break the circle"))
            elif parent not in done:
                way.append(parent)
                waiting.append(iter(above.get(parent, ())))
    return faults
