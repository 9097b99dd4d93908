"""Games for the tests of power: nations with conditions on each other, at random, and games that have a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb

from hypothesis import strategies as st
from tests.futures.naive import Network, mass, meets, scenarios, taking_part
from tests.standing.worlds import case_of, pledge

from willing.conditions.normal import normal
from willing.conditions.parse import parse
from willing.futures.judge import Game
from willing.standing.goal import Goal
from willing.standing.setting import Setting, setting_of

NATIONS = ("FR", "DE", "GB", "PL", "IT", "ES", "TR", "GR", "DK", "US")
FACTORS = ("f", "g")

MONOTONE = (
    "{a} stands",
    "{a} stands and {b} stands",
    "{a} stands or {b} stands",
    "others >= {n}",
    "total >= {n}",
    "nations >= {k}",
    "total(votes) >= {n}",
    "at least 2 of [{a} stands, {b} stands, f]",
    "f",
    "not g",
    "g or {a} stands",
)
FORBIDDING = ("not {a} stands", "total < {n}", "nations < {k} or f", "{a} stands and not {b} stands")
GOALS = ("total(votes) >= {n}", "nations >= {k}", "{a} stands or total >= {n}", "{a} stands and {b} stands")
LIMITED = ("nations < {k} and total >= 1", "not {a} stands", "total(votes) >= 2 and total < {n}", "nations < {k} or f")
"""Goals that a larger force may miss."""


@st.composite
def written(draw: st.DrawFn, texts: Sequence[str], nations: Sequence[str]) -> str:
    """One of the texts filled in."""
    a, b = draw(st.sampled_from(nations)), draw(st.sampled_from(nations))
    return draw(st.sampled_from(texts)).format(a=a, b=b, n=draw(st.integers(1, 14)), k=draw(st.integers(1, 5)))


@st.composite
def games(
    draw: st.DrawFn,
    monotone: bool = True,
    most: int = 8,
    texts: Sequence[str] = MONOTONE,
    limited: bool = False,
) -> tuple[Setting, Goal]:
    """Up to ``most`` nations, most of which ask for something, and what their force is held against.

    Where ``limited`` or not ``monotone``, a larger force may miss the goal.
    """
    nations = NATIONS[: draw(st.integers(2, most))]
    texts = texts if monotone else (*texts, *FORBIDDING)
    lines = [
        pledge(f"{nation.lower()}", draw(st.integers(0, 6)), draw(st.none() | written(texts, nations)))
        for nation in nations
    ]
    votes = {nation: draw(st.integers(0, 5)) for nation in nations}
    setting = setting_of(case_of(lines, dict.fromkeys(FACTORS), {"votes": votes}))
    persons = draw(st.integers(0, 20))
    rule = draw(st.none() | written(GOALS + LIMITED if limited or not monotone else GOALS, nations))
    goal = Goal(persons) if rule is None else Goal(None, normal(parse(rule)))
    return setting, goal


def worth(setting: Setting, game: Game, goal: Goal, coalition: frozenset[str]) -> int:
    """Whether a coalition meets the goal, by the reference."""
    return int(meets(taking_part(setting, coalition), game, goal))


def mean_worth(setting: Setting, game: Game, goal: Goal, network: Network, coalition: frozenset[str]) -> Fraction:
    """How likely a coalition meets the goal."""
    return sum(
        (mass(network, s) * worth(setting.assuming(s), game, goal, coalition) for s in scenarios(network)), Fraction(0)
    )


def council(weights: Mapping[str, int], **more: str) -> Setting:
    """Nations with one person and some votes each; ``more`` are their conditions."""
    lines = [pledge(nation.lower(), 1, more.get(nation)) for nation in weights]
    return setting_of(case_of(lines, {}, {"votes": dict(weights)}))


def votes(quota: int) -> Goal:
    """So many votes."""
    return Goal(rule=normal(parse(f"total(votes) >= {quota}")))


def majority(count: int, quota: int) -> tuple[Fraction, Fraction]:
    """Everybody's Shapley and Banzhaf where any ``quota`` of ``count`` equals suffice."""
    return Fraction(1, count), Fraction(comb(count - 1, quota - 1), 2 ** (count - 1))
