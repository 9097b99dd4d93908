"""What a condition means, written a second time from the design alone: slow, naive, for small worlds.

Shares nothing with the package but the classes of the condition tree. A condition is never brought into normal form
here: every part gets two truth values, whether it *certainly* and whether it *possibly* holds, and ``not`` swaps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, combinations, count, product

import clingo

from willing.conditions.tree import (
    ALWAYS,
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
)

State = Mapping[str, int]
"""The standing pledges, each with the persons it sends."""


@dataclass(frozen=True)
class Offer:
    """A pledge as the oracle knows it."""

    id: str
    nation: str
    capability: str
    most: int
    """Persons, or the most a matching pledge sends; none where the strength is unknown."""
    condition: Condition = ALWAYS
    rate: Fraction | None = None
    of: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True)
class World:
    """Everything that decides who stands."""

    offers: tuple[Offer, ...]
    factors: Mapping[str, bool | None]
    generous: bool = False
    """Whether literals of open factors count as true (what is possible) or as false (what is guaranteed)."""
    weights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """For each weight of nations the number of each that has one."""

    def offer(self, pledge: str) -> Offer:
        return next(offer for offer in self.offers if offer.id == pledge)

    def at_best(self) -> World:
        return replace(self, generous=True)

    def settled(self, factors: Mapping[str, bool]) -> World:
        return replace(self, factors={**self.factors, **factors})

    def completions(self) -> Iterator[World]:
        """The world under every way in which the open factors can turn out."""
        unsettled = [name for name, value in self.factors.items() if value is None]
        for values in product((False, True), repeat=len(unsettled)):
            yield self.settled(dict(zip(unsettled, values, strict=True)))


# ---------------------------------------------------------------------------------------------------- one condition


def counted(names: tuple[str, ...], offer: Offer) -> bool:
    """Nations named are alternatives, so are capabilities, and the two kinds combine."""
    nations = [name for name in names if name.isupper()]
    capabilities = [name for name in names if not name.isupper()]
    return (not nations or offer.nation in nations) and (not capabilities or offer.capability in capabilities)


def told_apart(world: World, names: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The weight among the names of a sum, if there is one, and the others."""
    weights = [name for name in names if name in world.weights]
    assert len(weights) < 2
    return (weights[0] if weights else None), tuple(name for name in names if name not in weights)


def would_send(world: World, offer: Offer, state: State) -> int:
    """Persons the offer comes to beside those standing: fixed, or matching what other nations send, rounded down."""
    if offer.rate is None:
        return offer.most
    others = sum(
        state[o.id] for o in world.offers if o.id in state and o.nation != offer.nation and counted(offer.of, o)
    )
    return min(offer.most, (offer.rate.numerator * others) // offer.rate.denominator)


def joined(world: World, offer: Offer, state: State) -> State:
    """The state in which an offer is judged: those standing, and itself."""
    return {**state, offer.id: would_send(world, offer, state)}


def measure(world: World, part: Sends | Sum | Nations, offer: Offer, state: State) -> int:
    """What a comparison finds in a state when an offer is judged there."""
    standing = joined(world, offer, state)
    there = [o for o in world.offers if o.id in standing]
    match part:
        case Sends(nation=nation):
            return sum(standing[o.id] for o in there if o.nation == nation)
        case Sum(scope=scope, names=names):
            weight, restricted = told_apart(world, names)
            chosen = [o for o in there if counted(restricted, o) and (scope == "total" or o.nation != offer.nation)]
            if weight is None:
                return sum(standing[o.id] for o in chosen)
            return sum(world.weights[weight].get(nation, 0) for nation in {o.nation for o in chosen})
        case Nations():
            return len({o.nation for o in there})


def asked(part: Sends | Sum | Nations) -> int:
    return part.count if isinstance(part, Nations) else part.persons


def bounds(world: World, part: Condition, offer: Offer, certain: State, conceivable: State) -> tuple[bool, bool]:
    """Whether a part of the offer's condition certainly holds, and whether it possibly does."""

    def below(items: Iterable[Condition]) -> list[tuple[bool, bool]]:
        return [bounds(world, item, offer, certain, conceivable) for item in items]

    match part:
        case Factor(name=name):
            value = world.factors.get(name)
            return (world.generous, not world.generous) if value is None else (value, value)
        case Not(item=item):
            low, high = bounds(world, item, offer, certain, conceivable)
            return not high, not low
        case And(items=items):
            return all(low for low, _ in below(items)), all(high for _, high in below(items))
        case Or(items=items):
            return any(low for low, _ in below(items)), any(high for _, high in below(items))
        case AtLeast(count=k, items=items):
            return sum(low for low, _ in below(items)) >= k, sum(high for _, high in below(items)) >= k
        case Stands(who=who):
            low, high = (
                any(who in (o.id, o.nation) for o in world.offers if o.id in joined(world, offer, state))
                for state in (certain, conceivable)
            )
            return low, high
        case Sends() | Sum() | Nations():
            low_number, high_number = (measure(world, part, offer, state) for state in (certain, conceivable))
            if part.comparison == ">=":
                return low_number >= asked(part), high_number >= asked(part)
            return high_number < asked(part), low_number < asked(part)


def one_nation_more(part: Condition) -> Condition:
    """The same where every number of nations is one more: for somebody who is counted and should not be."""
    match part:
        case Nations(comparison=comparison, count=number):
            return Nations(comparison, number + 1)
        case Not(item=item):
            return Not(one_nation_more(item))
        case And(items=items):
            return And(tuple(map(one_nation_more, items)))
        case Or(items=items):
            return Or(tuple(map(one_nation_more, items)))
        case AtLeast(count=number, items=items):
            return AtLeast(number, tuple(map(one_nation_more, items)))
        case _:
            return part


def judged(world: World, offer: Offer, certain: State, conceivable: State) -> int | None:
    """The persons an offer sends if it stands there; a matching one with nothing to match does not stand."""
    persons = would_send(world, offer, certain)
    if offer.rate is not None and persons == 0:
        return None
    return persons if bounds(world, offer.condition, offer, certain, conceivable)[0] else None


def operator(world: World, certain: State, conceivable: State) -> dict[str, int]:
    """A(X, Y): the offers whose condition holds, positive mentions read from X, negated ones from Y."""
    found = {offer.id: judged(world, offer, certain, conceivable) for offer in world.offers}
    return {pledge: persons for pledge, persons in found.items() if persons is not None}


# ------------------------------------------------------------------------------------------------- fixpoints by force


def within(less: State, more: State) -> bool:
    """Whether one state sends no more than another."""
    return all(pledge in more and persons <= more[pledge] for pledge, persons in less.items())


def states(world: World) -> Iterator[dict[str, int]]:
    """Every state there could be."""
    options = [
        [None, *(range(1, offer.most + 1) if offer.rate is not None else [offer.most])] for offer in world.offers
    ]
    for choice in product(*options):
        yield {offer.id: n for offer, n in zip(world.offers, choice, strict=True) if n is not None}


def meet(found: Iterable[State]) -> dict[str, int]:
    """What all states have in common."""
    first, *rest = found
    shared = {pledge for pledge in first if all(pledge in state for state in rest)}
    return {pledge: min(state[pledge] for state in (first, *rest)) for pledge in shared}


def join(found: Iterable[State]) -> dict[str, int]:
    """What any of the states has."""
    most: dict[str, int] = {}
    for state in found:
        for pledge, persons in state.items():
            most[pledge] = max(persons, most.get(pledge, 0))
    return most


def least_by_force(world: World, conceivable: State) -> dict[str, int]:
    """The least fixpoint of A(., Y): what all states that A does not leave have in common (Knaster and Tarski)."""
    return meet(state for state in states(world) if within(operator(world, state, conceivable), state))


def greatest_by_force(world: World) -> dict[str, int]:
    """The greatest fixpoint of a monotone world: what the states that A supports have, taken together."""
    return join(state for state in states(world) if within(state, operator(world, state, state)))


def climbed(world: World, conceivable: State, held: State | None = None) -> dict[str, int]:
    """The least fixpoint of A(., Y) above some held offers, climbed to from them."""
    state = dict(held or {})
    while True:
        grown = join([state, operator(world, state, conceivable)])
        if grown == state:
            return state
        state = grown


def other_way(world: World) -> World:
    """The world with its open factors read the other way."""
    return replace(world, generous=not world.generous)


def well_founded(world: World, held: State | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """What is certain and what is conceivable, by alternating from nothing.

    An open factor may turn out either way, so what the others could do is read the other way round.
    """
    certain: dict[str, int] = {}
    while True:
        surer = climbed(world, climbed(other_way(world), certain, held), held)
        if surer == certain:
            return certain, climbed(world, certain, held)
        certain = surer


def feared(world: World, held: State | None = None) -> tuple[dict[str, int], dict[str, int]]:
    """What is certain, and the most that others might do, from which negated mentions are read."""
    certain, _ = well_founded(world, held)
    return certain, climbed(other_way(world), certain, held)


def certain_by_force(world: World) -> dict[str, int]:
    """The certain part of the well-founded model: the least fixpoint of two alternations, over all states."""
    return meet(s for s in states(world) if within(climbed(world, climbed(other_way(world), s)), s))


# ------------------------------------------------------------------------------------------------------------- groups


def subsets(items: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """All subsets, smallest first."""
    listed = list(items)
    return chain.from_iterable(combinations(listed, size) for size in range(len(listed) + 1))


def settlements(world: World, certain: State, members: Iterable[str]) -> list[dict[str, int]]:
    """Every way in which the members can stand beside the certain offers, matching ones sending what they match."""
    standing = [*certain, *members]
    options = [
        range(max(1, certain.get(p, 0)), world.offer(p).most + 1)
        if world.offer(p).rate is not None
        else [world.offer(p).most]
        for p in standing
    ]
    every = (dict(zip(standing, choice, strict=True)) for choice in product(*options))
    return [state for state in every if all(would_send(world, world.offer(p), state) == state[p] for p in standing)]


def stands_once_added(world: World, certain: State, members: tuple[str, ...]) -> bool:
    """Whether each member's condition holds once all of them are added to the certain offers."""
    return any(
        all(judged(world, world.offer(p), state, state) is not None for p in members)
        for state in settlements(world, certain, members)
    )


def groups_by_force(world: World, certain: State, conceivable: State) -> set[frozenset[str]]:
    """The minimal non-empty sets of offers, none firm or contested, that stand once added to the certain ones."""
    found: list[frozenset[str]] = []
    for members in subsets(o.id for o in world.offers if o.id not in conceivable):
        smaller = any(group <= set(members) for group in found)
        if members and not smaller and stands_once_added(world, certain, members):
            found.append(frozenset(members))
    return set(found)


def together_by_force(world: World, certain: State, conceivable: State) -> set[str]:
    """Offers in any set, minimal or not, that stands once added to the certain ones."""
    free = [o.id for o in world.offers if o.id not in conceivable]
    return {p for members in subsets(free) if stands_once_added(world, certain, members) for p in members}


def sent_by(world: World, certain: State, members: Iterable[str]) -> dict[str, int]:
    """What the members send at most once all are signed beside the certain offers."""
    members = tuple(members)
    most = join(settlements(world, certain, members))
    return {pledge: most[pledge] for pledge in members if pledge in most}


# ------------------------------------------------------------------------------------------------------------ repairs


@dataclass(frozen=True)
class Change:
    """Factors settled, offers signed, clauses dropped."""

    factors: tuple[tuple[str, bool], ...] = ()
    signed: tuple[str, ...] = ()
    waived: tuple[tuple[str, int], ...] = ()


def clauses(condition: Condition) -> tuple[Condition, ...]:
    """What must all hold: the items of a leading ``and``."""
    return condition.items if isinstance(condition, And) else (condition,)


def waived(world: World, dropped: Iterable[tuple[str, int]]) -> World:
    """The world with single clauses of single offers dropped."""
    gone = set(dropped)
    return replace(
        world,
        offers=tuple(
            replace(o, condition=And(tuple(c for i, c in enumerate(clauses(o.condition)) if (o.id, i) not in gone)))
            for o in world.offers
        ),
    )


def _joint_sends(world: World, standing: Iterable[str]) -> dict[str, int]:
    """What offers send if all of them stand, whatever their conditions: shrunk from the most each offers."""
    amounts = {p: world.offer(p).most for p in standing}
    while True:
        shrunk = {p: min(n, would_send(world, world.offer(p), amounts)) for p, n in amounts.items()}
        shrunk = {p: n for p, n in shrunk.items() if n or world.offer(p).rate is None}
        if shrunk == amounts:
            return amounts
        amounts = shrunk


def after(world: World, change: Change) -> tuple[bool, dict[str, int]]:
    """Whether every signature of a change is honest (its condition holds in the end), and what is then certain."""
    changed = waived(world.settled(dict(change.factors)), change.waived)
    before, _ = well_founded(changed)
    amounts = _joint_sends(changed, {*before, *change.signed})
    held = {p: amounts[p] for p in change.signed if p in amounts}
    certain, others = feared(changed, held)
    honest = all(judged(changed, changed.offer(p), certain, others) is not None for p in change.signed)
    return honest, certain


def mentioned(condition: Condition) -> set[str]:
    """The factors a condition speaks of."""
    match condition:
        case Factor(name=name):
            return {name}
        case Not(item=item):
            return mentioned(item)
        case And(items=items) | Or(items=items) | AtLeast(items=items):
            return set().union(*map(mentioned, items))
        case _:
            return set()


def smallest_repairs(world: World, subject: str, waivers: bool, most: int) -> list[Change]:
    """All smallest changes, of at most ``most`` steps, that make a pledge or nation stand."""
    names = sorted(set[str]().union(*(mentioned(offer.condition) for offer in world.offers)))
    levers: list[tuple[str, object]] = [
        ("factor", (name, value)) for name in names for value in (True, False) if world.factors.get(name) is not value
    ]
    levers += [("signed", offer.id) for offer in world.offers]
    if waivers:
        levers += [("waived", (o.id, i)) for o in world.offers for i in range(len(clauses(o.condition)))]
    for size in range(most + 1):
        found = []
        for chosen in combinations(levers, size):
            change = Change(*(tuple(x for kind, x in chosen if kind == k) for k in ("factor", "signed", "waived")))  # type: ignore[arg-type]
            if len(dict(change.factors)) < len(change.factors):
                continue
            honest, certain = after(world, change)
            if honest and any(subject in (p, world.offer(p).nation) for p in certain):
                found.append(change)
        if found:
            return found
    return []


# -------------------------------------------------------------------------------------------------------- answer sets


def stable_models(world: World) -> list[dict[str, int]]:
    """The stable models of the world as a logic program; a matching offer sends its persons one by one."""
    control = clingo.Control(["0", "--eq=0"], logger=lambda _code, _message: None)
    control.add("base", [], "\n".join(_Program(world).rules()))
    control.ground([("base", [])])
    found: list[dict[str, int]] = []

    def keep(model: clingo.Model) -> None:
        atoms = model.symbols(atoms=True)
        state = {a.arguments[0].string: 0 for a in atoms if a.name == "in"}
        for atom in atoms:
            if atom.name == "sends":
                state[atom.arguments[0].string] += atom.arguments[1].number
        found.append(state)

    control.solve(on_model=keep)
    return found


class _Program:
    def __init__(self, world: World) -> None:
        self.world = world
        self.fresh = count()
        self.lines: list[str] = []

    def rules(self) -> list[str]:
        for offer in self.world.offers:
            me = f'"{offer.id}"'
            body = self.literal(offer.condition, True, offer)
            if offer.rate is None:
                self.lines.append(f"in({me}) :- {body}. sends({me},{offer.most}) :- in({me}).")
                continue
            p, q = offer.rate.numerator, offer.rate.denominator
            others = [o for o in self.world.offers if o.nation != offer.nation and counted(offer.of, o)]
            total = self.weights(others, offer, p)
            self.lines += [f"could({me},{t}) :- #sum{{{total}}} >= {q * t}." for t in range(1, offer.most + 1)]
            self.lines.append(f"in({me}) :- {body}, could({me},1).")
            self.lines += [f"step({me},{t}) :- in({me}), could({me},{t})." for t in range(1, offer.most + 1)]
            self.lines.append(f"sends({me},N) :- N = #count{{T : step({me},T)}}, in({me}).")
        return self.lines

    def weights(self, counted_ones: Iterable[Offer], judge: Offer, factor: int = 1) -> str:
        """Elements of a sum as the judged offer sees it, itself standing."""
        elements = []
        for o in counted_ones:
            if o.rate is None:
                elements.append(f'{o.most * factor},"{o.id}"' + ("" if o.id == judge.id else f' : in("{o.id}")'))
            else:
                atom = "could" if o.id == judge.id else "step"
                elements.append(f'{factor},"{o.id}",T : {atom}("{o.id}",T)')
        return "; ".join(elements)

    def literal(self, part: Condition, sign: bool, judge: Offer) -> str:
        """A body that holds where a part does (or, unsigned, where it does not)."""
        match part:
            case Factor(name=name):
                return "#true" if self.world.factors.get(name) is sign else "#false"
            case Not(item=item):
                return self.literal(item, not sign, judge)
            case And(items=items) | Or(items=items) | AtLeast(items=items):
                needed = {And: len(items), Or: 1}.get(type(part), getattr(part, "count", 0))
                here = f"part{next(self.fresh)}"
                for index, item in enumerate(items):
                    self.lines.append(f"{here}({index}) :- {self.literal(item, sign, judge)}.")
                least = needed if sign else len(items) - needed + 1
                self.lines.append(f"{here} :- #count{{I : {here}(I)}} >= {least}.")
                return here
            case Stands(who=who):
                if who in (judge.id, judge.nation):
                    return "#true" if sign else "#false"
                here = f"part{next(self.fresh)}"
                self.lines += [f'{here} :- in("{o.id}").' for o in self.world.offers if who in (o.id, o.nation)]
                return here if sign else f"not {here}"
            case Sends() | Sum() | Nations():
                here = f"part{next(self.fresh)}"
                self.lines.append(f"{here} :- {self.number(part, judge)} >= {asked(part)}.")
                return here if sign == (part.comparison == ">=") else f"not {here}"

    def number(self, part: Sends | Sum | Nations, judge: Offer) -> str:
        offers = self.world.offers
        match part:
            case Nations():
                seen = [f'"{o.nation}"' + ("" if o.nation == judge.nation else f' : in("{o.id}")') for o in offers]
                return f"#count{{{'; '.join(seen)}}}"
            case Sends(nation=nation):
                chosen = [o for o in offers if o.nation == nation]
            case Sum(scope=scope, names=names):
                weight, restricted = told_apart(self.world, names)
                chosen = [
                    o for o in offers if counted(restricted, o) and (scope == "total" or o.nation != judge.nation)
                ]
                if weight is not None:
                    return self.nations_weighed(self.world.weights[weight], chosen, judge)
        return f"#sum{{{self.weights(chosen, judge)}}}"

    def nations_weighed(self, weight: Mapping[str, int], chosen: Iterable[Offer], judge: Offer) -> str:
        """The sum of a weight over the nations of which one of the chosen stands, the judged offer standing."""
        here = f"part{next(self.fresh)}"
        self.lines += [
            f'{here}("{o.nation}").' if o.id == judge.id else f'{here}("{o.nation}") :- in("{o.id}").' for o in chosen
        ]
        self.lines += [f'{here}("{nation}",{number}) :- {here}("{nation}").' for nation, number in weight.items()]
        return f"#sum{{W,N : {here}(N,W)}}"
