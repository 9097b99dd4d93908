"""Minimal sets of pledges that stand only if they are signed at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import clingo

from willing.conditions.asp import quoted
from willing.standing.program import Encoding, facts
from willing.standing.resolve import Amounts, firm, greatest, joins, tally
from willing.standing.setting import Setting

EFFORT = 50_000
"""Conflicts after which a search for further groups is given up: a bound that does not depend on the machine."""


@dataclass(frozen=True)
class Group:
    """A minimal set of pledges to be signed at the same time, and what follows."""

    pledges: tuple[str, ...]
    """The set; no smaller one within it would do."""
    adds: int
    """Persons of the set itself."""
    cascade: tuple[str, ...]
    """Pledges that stand once the set is signed, without further coordination."""
    loses: tuple[str, ...]
    """Firm pledges that fall because of it; only where conditions are non-monotone."""
    total: int
    """Firm persons after that."""
    lasting: bool
    """Whether each of its conditions still holds then; not so only where it makes a pledge fall that one asked for."""


def candidates(setting: Setting, certain: Amounts, conceivable: Amounts) -> tuple[str, ...]:
    """Pledges that could be in some group: those of the widest fixpoint that are neither firm nor contested."""
    widest = greatest(setting, tally(setting, certain))
    return tuple(line.pledge for line in setting.lines if line.pledge in widest and line.pledge not in conceivable)


def together(setting: Setting, certain: Amounts, conceivable: Amounts) -> dict[str, int]:
    """Pledges beyond the firm ones that stand if everyone among them signs at once, with the persons each sends.

    In a monotone setting they are the greatest fixpoint less the least. Otherwise they are the union of all sets that
    stand once added to the firm pledges; such sets may exclude each other, and a matching pledge's persons are then an
    upper bound.
    """
    if setting.monotone:
        widest = greatest(setting)
        return {
            pledge: persons - certain.get(pledge, 0)
            for pledge, persons in widest.items()
            if pledge not in certain or persons > certain[pledge]
        }
    members = _members(setting, certain, candidates(setting, certain, conceivable))
    return {
        pledge: persons - certain.get(pledge, 0)
        for pledge, persons in _settled(setting, (*certain, *members)).items()
        if pledge not in certain or persons > certain[pledge]
    }


def groups(
    setting: Setting, certain: Amounts, possible: Sequence[str], limit: int = 50
) -> tuple[tuple[Group, ...], bool]:
    """Every minimal group among ``possible`` pledges, smallest first, at most ``limit``; and whether that is all.

    A set B is a group if it is not empty, each of its conditions holds once B is added to the ``certain`` pledges,
    and no smaller set within B is one.
    """
    found: list[tuple[str, ...]] = []
    complete = False
    while possible and Encoding(setting).fits() and len(found) <= limit:
        sets, exhausted = _smallest(setting, certain, possible, found, limit + 1 - len(found))
        found += sets
        if not exhausted:
            # Too many of one size to prove that none is smaller: minimal ones all the same, if not surely the smallest.
            found += _minimal(setting, certain, possible, found, limit - len(found))
            break
        if not sets:
            complete = True
            break
    ordered = sorted(found, key=lambda group: (len(group), group))[:limit]
    return tuple(_group(setting, certain, members) for members in ordered), complete or not possible


def signed(setting: Setting, certain: Amounts, members: Iterable[str]) -> dict[str, int]:
    """The pledges of a group as they stand once signed beside the firm ones, with the persons each sends."""
    own = tuple(members)
    amounts = _settled(setting, (*certain, *own))
    return {pledge: amounts[pledge] for pledge in own if pledge in amounts}


def _settled(setting: Setting, standing: Iterable[str]) -> dict[str, int]:
    """The persons each of these pledges sends if they all stand: what matches, matches as much as it can."""
    names = set(standing)
    lines = tuple(replace(line, clauses=()) for line in setting.lines if line.pledge in names)
    return greatest(Setting(lines, setting.factors))


def _group(setting: Setting, certain: Amounts, members: tuple[str, ...]) -> Group:
    own = signed(setting, certain, members)
    resolved = firm(setting, held=own)
    after = resolved.certain
    stood, feared = tally(setting, after), tally(setting, resolved.feared)
    order = {line.pledge: index for index, line in enumerate(setting.lines)}
    return Group(
        pledges=tuple(sorted(members, key=order.__getitem__)),
        adds=sum(own.values()),
        cascade=tuple(
            line.pledge for line in setting.lines if line.pledge in after and line.pledge not in {*certain, *members}
        ),
        loses=tuple(pledge for pledge in certain if pledge not in after),
        total=sum(after.values()),
        lasting=all(joins(setting, setting.by_pledge[p], stood, feared) is not None for p in members),
    )


def _program(setting: Setting, certain: Amounts, possible: Sequence[str]) -> Iterator[str]:
    encoding = Encoding(setting)
    yield from facts(certain)
    yield from encoding.nations()
    yield from encoding.amounts(certain, exact=True)
    yield from encoding.conditions(setting.by_pledge[pledge] for pledge in possible)
    for pledge in possible:
        name = quoted(pledge)
        yield f"{{pick({name})}}. in({name}) :- pick({name}). :- pick({name}), not holds({name})."
    yield f":- {', '.join(f'not pick({quoted(pledge)})' for pledge in possible)}."
    yield "#show pick/1."


def _smallest(
    setting: Setting,
    certain: Amounts,
    possible: Sequence[str],
    blocked: Sequence[tuple[str, ...]],
    limit: int,
) -> tuple[list[tuple[str, ...]], bool]:
    """All smallest sets that contain none of the ``blocked`` ones, and whether the search came to its end."""
    control = clingo.Control(
        ["--opt-mode=optN", f"--models={limit + 1}", "--project=show", f"--solve-limit={EFFORT}"],
        logger=quiet,
    )
    program = [*_program(setting, certain, possible), "#minimize{1,P : pick(P)}."]
    program += [f":- {', '.join(f'pick({quoted(p)})' for p in group)}." for group in blocked]
    found: dict[tuple[str, ...], None] = {}
    control.add("base", [], "\n".join(program))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        for model in handle:
            if model.optimality_proven:
                found[_picked(model)] = None
        exhausted = bool(handle.get().exhausted)
    kept = list(found)[:limit]
    return kept, exhausted and len(found) <= limit


def _minimal(
    setting: Setting, certain: Amounts, possible: Sequence[str], blocked: Sequence[tuple[str, ...]], limit: int
) -> list[tuple[str, ...]]:
    """Some sets within which no smaller one stands, found by preferring pledges not to be picked."""
    if limit <= 0:
        return []
    control = _control(["--enum-mode=domRec", "--heuristic=Domain", "--dom-mod=5,16", f"--models={limit}"])
    control.add("base", [], "\n".join([*_program(setting, certain, possible), *_without(blocked)]))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        return list(dict.fromkeys(_picked(model) for model in handle))


def _members(setting: Setting, certain: Amounts, possible: Sequence[str]) -> tuple[str, ...]:
    """Every pledge that is in some set which stands once added to the firm ones.

    Where that is too much to work out, all that could possibly be: an upper bound, as the whole is one.
    """
    if not possible or not Encoding(setting).fits():
        return tuple(possible)
    control = _control(["--enum-mode=brave"])
    control.add("base", [], "\n".join(_program(setting, certain, possible)))
    control.ground([("base", [])])
    picked: tuple[str, ...] = ()
    with control.solve(yield_=True) as handle:
        for model in handle:
            picked = _picked(model)
        return picked if handle.get().exhausted else tuple(possible)


def _without(blocked: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rules by which no set contains one of those already found."""
    return (f":- {', '.join(f'pick({quoted(pledge)})' for pledge in group)}." for group in blocked)


def _control(options: list[str]) -> clingo.Control:
    return clingo.Control([*options, f"--solve-limit={EFFORT}"], logger=quiet)


def _picked(model: clingo.Model) -> tuple[str, ...]:
    return tuple(sorted(symbol.arguments[0].string for symbol in model.symbols(shown=True)))


def quiet(_code: object, _message: str) -> None:
    """The solver's remarks on atoms that no rule derives are expected."""
