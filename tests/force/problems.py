"""Small planning problems of every shape, and every legal plan of the smallest."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from willing.force.problem import Kind, Need, Post, Problem

AREAS = ("east", "west")
BUDGETS = ("n1", "n2")
HANDOVERS = (0, 0, 1, 0.5, 0.25, 1.5)
PERSONS = (100, 40, 10, 3, 1)


@st.composite
def problems(
    draw: st.DrawFn, *, units: tuple[int, int] = (2, 6), months: tuple[int, int] = (4, 10), posts: int = 4
) -> Problem:
    """A problem with so many units and months, from and to, and up to so many posts.

    Budgets, lift, needs, partial handovers, months without a beginning, stand-ins and bonuses all occur.
    """
    length = draw(st.integers(*months))
    work = tuple(draw(_posts(f"p{i}", length)) for i in range(draw(st.integers(1, posts))))
    whole = draw(st.integers(*units))
    kinds: list[Kind] = []
    while whole:
        count = draw(st.integers(1, min(3, whole)))
        whole -= count
        kinds.append(draw(_kinds(len(kinds), count, length, [post.name for post in work])))
    return Problem(
        months=length,
        kinds=tuple(kinds),
        posts=work,
        budgets={name: draw(_limits(length)) for name in BUDGETS},
        lift={name: draw(_limits(length)) for name in draw(st.lists(st.sampled_from(AREAS), unique=True))},
        needs=tuple(draw(st.lists(_needs(work), max_size=2))),
        turbulence=draw(st.sampled_from((0, 1, 7, 30))),
    )


@st.composite
def _posts(draw: st.DrawFn, name: str, months: int) -> Post:
    steady = st.sampled_from((100, 40, 250)).map(lambda persons: [persons] * months)
    uneven = st.lists(st.sampled_from((250, 0, *PERSONS)), min_size=months, max_size=months)
    required = draw(st.one_of(steady, uneven))
    return Post(name, draw(st.sampled_from((1, 2, 4, 8))), tuple(required), draw(st.sampled_from(AREAS)))


@st.composite
def _kinds(draw: st.DrawFn, number: int, count: int, months: int, posts: list[str]) -> Kind:
    tour = draw(st.integers(1, min(4, months)))
    strength = draw(st.sampled_from(PERSONS))
    barred = draw(st.sets(st.sampled_from(posts)))
    served = [post for post in posts if post not in barred]
    latest = months - tour
    holes = draw(st.sets(st.integers(0, latest)))
    places = st.tuples(st.sampled_from(served or posts), st.integers(0, latest))
    return Kind(
        name=f"k{number}",
        units=tuple(f"k{number}u{i}" for i in range(count)),
        strength=strength,
        tour=tour,
        cycle=tour + draw(st.integers(0, 2 * tour)),
        starts=tuple(month for month in range(latest + 1) if month not in holes),
        serves={post: draw(st.integers(max(1, strength // 2), strength)) for post in served},
        handover=draw(st.sampled_from(HANDOVERS)),
        budgets=tuple(draw(st.lists(st.sampled_from(BUDGETS), unique=True))),
        bonus=draw(st.dictionaries(places, st.integers(1, 60), max_size=2)) if served and count == 1 else {},
    )


def _limits(months: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Tight in some months, or none to speak of."""
    tight = st.lists(st.sampled_from((250, 120, 100, 40, 0)), min_size=months, max_size=months).map(tuple)
    steady = st.sampled_from((1000, 200, 150, 40)).map(lambda persons: (persons,) * months)
    return st.one_of(steady, tight)


@st.composite
def _needs(draw: st.DrawFn, posts: tuple[Post, ...]) -> Need:
    area = draw(st.sampled_from(sorted({post.area for post in posts})))
    here = [post.name for post in posts if post.area == area]
    needing = draw(st.lists(st.sampled_from(here), unique=True, min_size=1))
    providing = draw(st.lists(st.sampled_from([post.name for post in posts]), unique=True, min_size=1))
    return Need("medical", draw(st.sampled_from((0.05, 0.1, 0.3, 1.0))), area, tuple(needing), tuple(providing))


def kind(name: str = "k", units: int = 1, **changed: Any) -> Kind:
    """A kind of 100 persons on tours of 2 months every 4 at post ``p``, in a plan of 8 months."""
    plain: dict[str, Any] = {"strength": 100, "tour": 2, "cycle": 4, "starts": tuple(range(7)), "serves": {"p": 100}}
    return Kind(name, tuple(f"{name}{i}" for i in range(units)), **{**plain, **changed})


def problem(*kinds: Kind, **changed: Any) -> Problem:
    """A problem of 8 months with the post ``p`` of weight 2 for 100 persons in area ``a``."""
    plain: dict[str, Any] = {"months": 8, "posts": (Post("p", 2, (100,) * 8, "a"),)}
    return Problem(kinds=kinds, **{**plain, **changed})
