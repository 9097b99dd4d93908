"""What can be done so that more stands: an open factor settled, a pledge signed, a clause dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import clingo

from willing.conditions.asp import quoted
from willing.standing.setting import Line, Setting


@dataclass(frozen=True, order=True)
class Settle:
    """A factor settled so."""

    factor: str
    value: bool

    @property
    def atom(self) -> str:
        """The move in an answer-set program."""
        return f"set({str(self.value).lower()},{self.factor})"

    @property
    def opposite(self) -> Settle:
        """The same factor settled the other way."""
        return Settle(self.factor, not self.value)


@dataclass(frozen=True, order=True)
class Sign:
    """A pledge signed, or all pledges of a nation."""

    who: str

    @property
    def atom(self) -> str:
        """The move in an answer-set program."""
        return f"sign({quoted(self.who)})"


@dataclass(frozen=True, order=True)
class Waive:
    """One clause of one pledge dropped; clauses count from 0."""

    pledge: str
    clause: int

    @property
    def atom(self) -> str:
        """The move in an answer-set program."""
        return f"waive({quoted(self.pledge)},{self.clause})"


Move = Settle | Sign | Waive
KINDS = (Settle, Sign, Waive)


def ordered(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Moves in the order in which they are named: factors, then signatures, then waivers."""
    return tuple(sorted(moves, key=lambda move: (KINDS.index(type(move)), move)))


def after(setting: Setting, moves: Iterable[Move]) -> Setting:
    """The setting with factors settled and clauses dropped; signatures do not change it."""
    made = tuple(moves)
    settled = {move.factor: move.value for move in made if isinstance(move, Settle)}
    waived = [(move.pledge, move.clause) for move in made if isinstance(move, Waive)]
    changed = setting.assuming(settled) if settled else setting
    return changed.waiving(waived) if waived else changed


def moves_in(model: clingo.Model) -> tuple[Move, ...]:
    """The moves that an answer shows."""
    return ordered(map(_move, model.symbols(shown=True)))


def _move(symbol: clingo.Symbol) -> Move:
    first, *rest = symbol.arguments
    if symbol.name == "set":
        return Settle(rest[0].name, first.name == "true")
    return Sign(first.string) if symbol.name == "sign" else Waive(first.string, rest[0].number)


def derived(line: Line) -> Iterator[str]:
    """The rule by which a line stands where its condition holds; one that matches others, if it sends anybody."""
    yield f"in({quoted(line.pledge)}) :- holds({quoted(line.pledge)}){sending(line)}."


def sending(line: Line) -> str:
    """For a line that matches others, the rest of a rule's body that says that it sends anybody."""
    return f", bit({quoted(line.pledge)},_)" if line.rate is not None else ""


def signable(lines: Iterable[Line]) -> Iterator[str]:
    """Rules by which what was signed may stand if each of its conditions holds in the end.

    They admit more than is honoured: a signatory may be borne by one that was not signed and that it bears.
    """
    for line in lines:
        name = quoted(line.pledge)
        yield f"{{honoured({name})}}. in({name}) :- honoured({name}){sending(line)}."
        yield f":- honoured({name}), not holds({name})."


def waivable(moves: Iterable[Waive]) -> Iterator[str]:
    """Rules by which clauses may be dropped."""
    for move in moves:
        yield f"{{{move.atom}}}. ok({quoted(move.pledge)},{move.clause}) :- {move.atom}."
