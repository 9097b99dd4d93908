"""Settings for tests: written by hand in a line, or drawn at random, always read by the case format's own path."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from tests.standing.oracle import Offer, World

from willing.case.build import build
from willing.case.model import Case
from willing.conditions.tree import (
    ALWAYS,
    And,
    AtLeast,
    Comparison,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Scope,
    Sends,
    Stands,
    Sum,
)
from willing.standing.setting import Setting, setting_of

NATIONS = ("FR", "DE", "GB", "PL")
"""The nations of random worlds."""
OTHERS = ("IT", "ES", "TR", "GR", "DK", "US")
"""Further nations that worlds written by hand may speak of."""
CAPABILITIES = ("infantry", "air")
FACTORS = ("ceasefire", "mandate")
RATES = ("0.5", "1", "2", "0.4", "1.5")
WEIGHTS = ("votes", "gdp")
"""What some nations of random worlds carry, and may be summed."""


# ------------------------------------------------------------------------------------------------------------ by hand


def nation_of(name: str) -> str:
    """The nation of a pledge of these tests: the upper-case first part of its name."""
    return name.partition("-")[0].upper()


def pledge(name: str, strength: Any = 1000, condition: str | None = None, **more: Any) -> dict[str, Any]:
    """A pledge as a case file has it; its nation is the upper-case first part of its name."""
    written = {"id": name, "nation": nation_of(name), "capability": "infantry", "strength": strength}
    return written | ({"if": condition} if condition is not None else {}) | more


def case_of(
    pledges: list[dict[str, Any]],
    factors: Mapping[str, bool | None] | None = None,
    weights: Mapping[str, Mapping[str, int]] | None = None,
) -> Case:
    """A case of these pledges; a factor is open where its value is ``None``; each weight gives numbers to nations."""
    nations = {p["nation"] for p in pledges} | {*NATIONS, *OTHERS}
    carried = {code: {name: of[code] for name, of in (weights or {}).items() if code in of} for code in nations}
    return build(
        {
            "case": {"format": 1, "id": "test", "title": "A test"},
            "nations": {code: {"name": code, "weights": carried[code]} for code in sorted(nations)},
            "capabilities": {name: {"name": name} for name in CAPABILITIES},
            "factors": {
                name: {"title": f"{name} is so"} | ({} if value is None else {"value": value})
                for name, value in (factors or {}).items()
            },
            "pledges": pledges,
        }
    )


def given(*pledges: dict[str, Any], **factors: bool | None) -> Setting:
    """The setting of these pledges in which the factors are as given."""
    return setting_of(case_of(list(pledges), factors))


def weighed(weights: Mapping[str, Mapping[str, int]], *pledges: dict[str, Any], **factors: bool | None) -> Setting:
    """The same where nations carry weights."""
    return setting_of(case_of(list(pledges), factors, weights))


# ---------------------------------------------------------------------------------------------------------- at random


def written(condition: Condition) -> str:
    """A condition as text, every part in brackets."""
    match condition:
        case Factor(name=name):
            return name
        case Stands(who=who):
            return f"{who} stands"
        case Sends(nation=nation, comparison=comparison, persons=persons):
            return f"{nation} sends {comparison} {persons}"
        case Sum(scope=scope, names=names, comparison=comparison, persons=persons):
            return f"{scope}{'(' + ', '.join(names) + ')' if names else ''} {comparison} {persons}"
        case Nations(comparison=comparison, count=count):
            return f"nations {comparison} {count}"
        case AtLeast(count=count, items=items):
            return f"at least {count} of [{', '.join(map(written, items))}]"
        case Not(item=item):
            return f"not ({written(item)})"
        case And(items=items):
            return " and ".join(f"({written(item)})" for item in items)
        case Or(items=items):
            return " or ".join(f"({written(item)})" for item in items)


def pledged(offer: Offer) -> dict[str, Any]:
    """An offer of the oracle as a pledge of a case."""
    strength: Any = "unknown" if offer.unknown else offer.most
    if offer.rate is not None:
        of = f"others({', '.join(offer.of)})" if offer.of else "others"
        strength = {"match": float(offer.rate), "of": of, "up_to": offer.most}
    more = {} if offer.condition == ALWAYS else {"if": written(offer.condition)}
    return {"id": offer.id, "nation": offer.nation, "capability": offer.capability, "strength": strength, **more}


def read(world: World) -> Setting:
    """A world of the oracle as the package reads it, from the data of a case file."""
    return setting_of(case_of([pledged(offer) for offer in world.offers], world.factors, world.weights))


@st.composite
def conditions(
    draw: st.DrawFn,
    pledges: tuple[str, ...],
    monotone: bool = True,
    deep: int = 2,
    plain: bool = True,
    weights: tuple[str, ...] = (),
) -> Condition:
    """A condition on some pledges; where ``monotone``, one that more standing pledges can never break.

    ``plain`` says that the part is not below an odd number of negations; sums may be of one of the ``weights``.
    """
    kinds = ["factor", "stands", "stands", "sends", "sum", "sum", "nations"]
    kind = draw(st.sampled_from(kinds + ["and", "or", "at least", "not"] * bool(deep)))
    if kind not in ("and", "or", "at least", "not"):
        return draw(leaves(kind, pledges, monotone, plain, weights))
    if kind == "not":
        return Not(draw(conditions(pledges, monotone, deep - 1, not plain, weights)))
    items = tuple(draw(conditions(pledges, monotone, deep - 1, plain, weights)) for _ in range(draw(st.integers(2, 3))))
    if kind == "at least":
        return AtLeast(draw(st.integers(0, len(items) + 1)), items)
    return And(items) if kind == "and" else Or(items)


@st.composite
def leaves(
    draw: st.DrawFn, kind: str, pledges: tuple[str, ...], monotone: bool, plain: bool, weights: tuple[str, ...]
) -> Condition:
    """One part without parts, compared in the direction that keeps a ``monotone`` condition so."""
    comparisons: tuple[Comparison, ...] = (">=", ">=", "<")
    if monotone:
        comparisons = (">=",) if plain else ("<",)
    comparison = draw(st.sampled_from(comparisons))
    if kind == "factor" or (kind == "stands" and monotone and not plain):
        return Factor(draw(st.sampled_from(FACTORS)))
    if kind == "stands":
        return Stands(draw(st.sampled_from((*pledges, *NATIONS))))
    if kind == "sends":
        return Sends(draw(st.sampled_from(NATIONS)), comparison, draw(st.integers(0, 8)))
    if kind == "nations":
        return Nations(comparison, draw(st.integers(0, 5)))
    names = draw(st.lists(st.sampled_from((*NATIONS, *CAPABILITIES)), max_size=3, unique=True))
    scopes: tuple[Scope, ...] = ("total", "others")
    weighed = bool(weights) and draw(st.booleans())
    if weighed:
        names = names[: draw(st.integers(0, 2))]
        names.insert(draw(st.integers(0, len(names))), draw(st.sampled_from(weights)))
    number = draw(st.integers(1, 7) if weighed else st.integers(0, 12))
    return Sum(draw(st.sampled_from(scopes)), tuple(names), comparison, number)


@st.composite
def tied(draw: st.DrawFn, names: tuple[str, ...], own: str, monotone: bool) -> Condition:
    """A condition on another nation, so that circles are common: it stands, or (not monotone) it does not."""
    others = [name for name in names if nation_of(name) != nation_of(own)]
    who = draw(st.sampled_from(others or list(names)))
    stands = Stands(draw(st.sampled_from((who, nation_of(who)))))
    return stands if monotone or draw(st.booleans()) else Not(stands)


@st.composite
def worlds(
    draw: st.DrawFn,
    monotone: bool = True,
    matching: int = 0,
    most: int = 6,
    settled: bool = False,
    deep: int = 2,
    weighted: bool = False,
) -> World:
    """A world of up to ``most`` offers, of which at least one and up to ``matching`` match what others send.

    Where ``weighted``, some of its nations carry weights, and half of the sums are of one.
    """
    numbers = st.fixed_dictionaries({}, optional=dict.fromkeys(NATIONS, st.integers(0, 4)))
    carried = {name: draw(numbers) | {NATIONS[0]: 2} for name in WEIGHTS} if weighted else {}
    weights = tuple(carried)
    names = tuple(
        f"{nation.lower()}-{index}"
        for index, nation in enumerate(draw(st.lists(st.sampled_from(NATIONS), min_size=2, max_size=most)))
    )
    matched = draw(st.integers(1, matching)) if matching else 0
    offers = []
    condition: Condition
    for index, name in enumerate(names):
        kinds = ("none", "tied", "tied", "tied", "tied and more", "tied and more", "any", "any")
        match draw(st.sampled_from(kinds if index >= matched else ("none", "none", "tied", "any"))):
            case "none":
                condition = ALWAYS
            case "tied":
                condition = draw(tied(names, name, monotone))
            case "tied and more":
                more = draw(conditions(names, monotone, deep, weights=weights))
                condition = And((draw(tied(names, name, monotone)), more))
            case _:
                condition = draw(conditions(names, monotone, deep, weights=weights))
        rate, unknown = None, False
        of: tuple[str, ...] = ()
        strength = draw(st.integers(0, 6))
        if index < matched:
            rate, strength = Fraction(draw(st.sampled_from(RATES))), draw(st.integers(0, 5))
            of = tuple(draw(st.lists(st.sampled_from((*NATIONS, *CAPABILITIES)), max_size=2, unique=True)))
        elif strength == 0:
            unknown = draw(st.booleans())
        capability = draw(st.sampled_from(CAPABILITIES))
        offers.append(Offer(name, nation_of(name), capability, strength, condition, rate, of, unknown))
    values: tuple[bool | None, ...] = (True, False) if settled else (True, False, None, None)
    factors = {name: draw(st.sampled_from(values)) for name in FACTORS}
    return World(tuple(offers), factors, weights=carried)
