"""The smallest change that makes a pledge stand.

Candidates come from an answer-set program that admits at least as much as the reference does, smallest first; each is
then tried on the reference, so that what is reported has been seen to work, and nothing smaller was passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import clingo

from willing.conditions.asp import quoted
from willing.conditions.tally import matches
from willing.conditions.text import text
from willing.conditions.tree import Factor, Nations, Sends, Stands, Sum, leaves
from willing.standing.groups import EFFORT, quiet, signed
from willing.standing.moves import Move, Settle, Sign, Waive, after, derived, moves_in, signable, waivable
from willing.standing.program import SOUND, Encoding
from willing.standing.resolve import firm, joins, tally
from willing.standing.setting import Line, Setting

MOST_TRIED = 300
"""Candidates after which a repair is given up."""


@dataclass(frozen=True)
class Repair:
    """A change that makes a pledge stand, and the force once it is made."""

    factors: Mapping[str, bool]
    """Factors to be settled so."""
    signatures: tuple[str, ...]
    """Pledges to be signed at the same time; each of their conditions then holds."""
    waived: tuple[tuple[str, str], ...]
    """Clauses to be dropped: the pledge, and the clause in the language of conditions."""
    strength: int
    """Firm persons after the change."""

    @property
    def size(self) -> int:
        """How many things have to change."""
        return len(self.factors) + len(self.signatures) + len(self.waived)


def repairs(setting: Setting, subject: str, limit: int = 3, waivers: bool = True) -> tuple[Repair, ...]:
    """Up to ``limit`` smallest changes of factors and signatures, then a still smaller one with ``waivers``, if any.

    ``subject`` is a pledge, or a nation one of whose pledges is to stand. Empty where no change was found.
    """
    if not any(subject in (line.pledge, line.nation) for line in setting.lines) or not Encoding(setting).fits():
        return ()
    plain = _search(setting, subject, waivers=False, limit=limit)
    waiving = _search(setting, subject, waivers=True, limit=1) if waivers else []
    return (*plain, *(repair for repair in waiving if not plain or repair.size < plain[0].size))


def _search(setting: Setting, subject: str, waivers: bool, limit: int) -> list[Repair]:
    control = clingo.Control(["--opt-mode=opt", SOUND, f"--solve-limit={EFFORT}"], logger=quiet)
    control.add("base", [], "\n".join(_program(setting, subject, waivers)))
    control.ground([("base", [])])
    found: list[Repair] = []
    for attempt in range(MOST_TRIED):
        moves = _candidate(control)
        if moves is None or (found and len(moves) > found[0].size):
            break
        repair = _tried(setting, subject, moves)
        if repair is not None:
            found.append(repair)
            if len(found) == limit:
                break
        _block(control, f"blocked{attempt}", moves)
    return found


def _candidate(control: clingo.Control) -> tuple[Move, ...] | None:
    """A smallest change not yet tried that the program admits."""
    best: tuple[Move, ...] | None = None
    with control.solve(yield_=True) as handle:
        for model in handle:
            best = moves_in(model)
        if not handle.get().exhausted:
            return None
    return best


def _block(control: clingo.Control, part: str, moves: tuple[Move, ...]) -> None:
    """Exclude exactly this change; a larger one may yet work where it did not."""
    control.add(part, [], f":- {', '.join([*(move.atom for move in moves), f'size({len(moves)})'])}.")
    control.ground([(part, [])])


def _tried(setting: Setting, subject: str, moves: tuple[Move, ...]) -> Repair | None:
    """The change made on the reference: a repair if every signature is honest and the subject then stands."""
    changed = after(setting, moves)
    signatures = tuple(move.who for move in moves if isinstance(move, Sign))
    resolved = firm(changed, held=signed(changed, firm(changed).certain, signatures))
    certain, feared = tally(changed, resolved.certain), tally(changed, resolved.feared)
    honest = all(joins(changed, changed.by_pledge[p], certain, feared) is not None for p in signatures)
    stands = any(subject in (line.pledge, line.nation) for line in changed.lines if line.pledge in resolved.certain)
    if not (honest and stands):
        return None
    factors = {move.factor: move.value for move in moves if isinstance(move, Settle)}
    waived = tuple(
        (move.pledge, text(setting.by_pledge[move.pledge].clauses[move.clause]))
        for move in moves
        if isinstance(move, Waive)
    )
    return Repair(factors, signatures, waived, sum(resolved.certain.values()))


def _program(setting: Setting, subject: str, waivers: bool) -> Iterator[str]:
    encoding = Encoding(setting, factors="chosen", negated="granted")
    yield from encoding.nations()
    yield from encoding.amounts({}, exact=False)
    yield from encoding.conditions(setting.lines)
    relevant = _relevant(setting, subject)
    mentioned = {leaf.name for line in relevant for leaf in leaves(line.condition) if isinstance(leaf, Factor)}
    for name in sorted(
        {leaf.name for line in setting.lines for leaf in leaves(line.condition) if isinstance(leaf, Factor)}
    ):
        value = setting.factors.get(name)
        yield f"known({str(value).lower()},{name})." if value is not None else ""
        yield f"factor({name})." if name in mentioned else ""
    yield "{set(true,F); set(false,F)} 1 :- factor(F). :- set(V,F), known(V,F)."
    yield "true(F) :- set(true,F). true(F) :- known(true,F), not set(false,F)."
    yield "false(F) :- set(false,F). false(F) :- known(false,F), not set(true,F)."
    for line in setting.lines:
        name = quoted(line.pledge)
        yield from derived(line)
        if line.pledge in setting.signed:
            yield from signable([line])
        elif line in relevant and (line.clauses or line.rate is not None):
            yield f"{{sign({name})}}. in({name}) :- sign({name}). :- sign({name}), not holds({name})."
        if waivers and line in relevant:
            yield from waivable(Waive(line.pledge, index) for index in range(len(line.clauses)))
    wanted = [line.pledge for line in setting.lines if subject in (line.pledge, line.nation)]
    yield f":- {', '.join(f'not in({quoted(pledge)})' for pledge in wanted)}."
    levers = "1,set,V,F : set(V,F); 1,sign,P : sign(P); 1,waive,P,I : waive(P,I)"
    yield f"size(N) :- N = #sum{{{levers}}}. #minimize{{N@2 : size(N)}}."
    yield "#minimize{1@1,P,I : waive(P,I)}."  # among changes of one size, persuading comes after settling and signing
    for pledge in wanted:  # and that others sign before that the subject itself does
        yield f"#minimize{{1@0,P : sign(P), P = {quoted(pledge)}}}."
    yield "#show set/2. #show sign/1. #show waive/2."


def _relevant(setting: Setting, subject: str) -> tuple[Line, ...]:
    """The lines that the subject depends on, however far: a change elsewhere cannot help it."""
    found: dict[str, Line] = {}
    waiting = [line for line in setting.lines if subject in (line.pledge, line.nation)]
    while waiting:
        line = waiting.pop()
        if line.pledge not in found:
            found[line.pledge] = line
            waiting += [other for other in setting.lines if other.pledge not in found and _heeds(setting, line, other)]
    return tuple(found.values())


def _heeds(setting: Setting, line: Line, other: Line) -> bool:
    """Whether a line's condition or match speaks of another one."""
    if line.rate is not None and matches(line.matched, other.nation, other.capability):
        return True
    return any(
        isinstance(leaf, Nations)
        or (isinstance(leaf, Stands) and leaf.who in (other.nation, other.pledge))
        or (isinstance(leaf, Sends) and leaf.nation == other.nation)
        or (isinstance(leaf, Sum) and setting.counts(leaf.names, other))
        for leaf in leaves(line.condition)
    )
