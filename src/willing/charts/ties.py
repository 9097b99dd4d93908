"""Who waits for whom, read from the conditions of the pledges that take part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from willing.case.model import Case
from willing.case.names import names_of
from willing.case.pledge import Match, Pledge
from willing.charts import words
from willing.conditions.english import Names, english, group
from willing.conditions.tree import Condition, Leaf, Nations, Not, Sends, Stands, Sum, children, is_nation
from willing.questions.assess import Assessment
from willing.standing.verdict import STATUSES, Status

Sort = Literal["waits", "without"]
"""A tie that asks for the other, and one that asks that the other is not there."""


NATIONS = "nations"
"""The key of the sum that counts nations rather than persons."""


@dataclass(frozen=True)
class Node:
    """A nation, or a sum that some nation waits for."""

    key: str
    name: str
    nation: bool
    status: Status | None
    """The best verdict of its pledges; ``None`` for a sum, or for a nation without a pledge that takes part."""
    persons: int


@dataclass(frozen=True)
class Tie:
    """One node waiting for another, with what it asks in words."""

    source: str
    target: str
    sort: Sort
    asks: tuple[str, ...]
    fulfilled: bool
    """Whether every pledge behind it is firm: the waiting is over."""


@dataclass(frozen=True)
class Web:
    """All nodes that wait or are waited for, and their ties."""

    nodes: Mapping[str, Node]
    ties: tuple[Tie, ...]
    alone: tuple[str, ...]
    """Nations that take part, wait for nobody and are waited for by nobody."""
    counted: Mapping[str, tuple[str, ...]]
    """For each sum restricted to some capabilities, the nations that offer such; one over everybody has no entry."""


def web(answer: Assessment, case: Case) -> Web:
    """The ties between the pledges that take part in an assessment of the case."""
    names = names_of(case)
    verdicts = {verdict.id: verdict for verdict in answer.pledges}
    pledges = [pledge for pledge in case.pledges if pledge.id in verdicts]
    asked: dict[tuple[str, str, Sort], dict[str, bool]] = {}
    sums: dict[str, tuple[str, tuple[str, ...]]] = {}
    for pledge in pledges:
        for leaf, wanted in _leaves(pledge):
            for target in _targets(leaf, case, sums, names):
                if target != pledge.nation:
                    sort: Sort = "waits" if wanted else "without"
                    said = asked.setdefault((pledge.nation, target, sort), {})
                    firm = verdicts[pledge.id].status == "firm"
                    said[words.opened(english(leaf, names))] = firm and said.get(english(leaf, names), True)
    ties = [Tie(*key, tuple(said), all(said.values())) for key, said in asked.items()]
    used = {key for tie in ties for key in (tie.source, tie.target)}
    nodes = {key: _node(key, answer, sums, names) for key in used}
    alone = dict.fromkeys(row.nation for row in answer.nations if row.nation not in used)
    counted = {
        key: tuple(dict.fromkeys(pledge.nation for pledge in pledges if pledge.capability in only))
        for key, (_, only) in sums.items()
        if only
    }
    return Web(nodes, tuple(ties), tuple(alone), counted)


def _leaves(pledge: Pledge) -> Iterator[tuple[Leaf, bool]]:
    """Everything a pledge's condition asks of others, and whether it asks for it or for its absence."""
    waiting: list[tuple[Condition, bool]] = [(pledge.condition, True)]
    while waiting:
        part, wanted = waiting.pop()
        if isinstance(part, Stands):
            yield part, wanted
        elif isinstance(part, Sends | Sum | Nations):
            yield part, wanted == (part.comparison == ">=")
        else:
            waiting.extend((below, wanted != isinstance(part, Not)) for below in reversed(children(part)))
    if isinstance(pledge.strength, Match):
        yield Sum("others", pledge.strength.names, ">=", 1), True


def _targets(leaf: Leaf, case: Case, sums: dict[str, tuple[str, tuple[str, ...]]], names: Names) -> Sequence[str]:
    """The nations that a part of a condition speaks of, or the sum; a sum met for the first time is noted."""
    match leaf:
        case Stands(who=who) if is_nation(who):
            return [who]
        case Stands(who=who):
            return [case.pledge_by_id[who].nation] if who in case.pledge_by_id else []
        case Sends(nation=nation):
            return [nation]
        case Nations():
            sums.setdefault(NATIONS, ("How many nations take part", ()))
            return [NATIONS]
        case Sum(scope=scope, names=only):
            named = [name for name in only if is_nation(name)]
            if named:
                return named
            key = f"{scope} {' '.join(only)}"
            whole = "the whole force" if scope == "total" else "all the others"
            sums.setdefault(key, (words.opened(f"{group(only, names)} of {whole}" if only else whole), only))
            return [key]
    return []


def _node(key: str, answer: Assessment, sums: Mapping[str, tuple[str, tuple[str, ...]]], names: Names) -> Node:
    if key in sums:
        return Node(key, sums[key][0], False, None, 0)
    rows = [row for row in answer.nations if row.nation == key]
    best = min((row.status for row in rows), key=STATUSES.index, default=None)
    return Node(key, words.label(names.nation(key)), True, best, sum(row.strength for row in rows))
