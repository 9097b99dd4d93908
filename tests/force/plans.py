"""Plans and events for any problem, sound or not worth much."""

from __future__ import annotations

from hypothesis import strategies as st

from willing.force.problem import Problem, Tour
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws

CHANCES = (0.0, 0.05, 0.3, 0.7, 1.0)


@st.composite
def plans(draw: st.DrawFn, problem: Problem) -> tuple[Tour, ...]:
    """Tours that the kinds allow one by one; together they may break any rule."""
    found: dict[tuple[str, int], Tour] = {}
    for kind in problem.kinds:
        if not kind.serves or not kind.starts:
            continue
        for unit in kind.units:
            for start in draw(st.lists(st.sampled_from(kind.starts), unique=True, max_size=3)):
                found[unit, start] = Tour(unit, draw(st.sampled_from(sorted(kind.serves))), start)
    return tuple(sorted(found.values()))


@st.composite
def events(draw: st.DrawFn, problem: Problem) -> tuple[Event, ...]:
    """Up to two of each sort."""
    units, posts = sorted(problem.kind_of), sorted(problem.post_by_name)
    kinds = [kind.name for kind in problem.kinds]
    chance = st.sampled_from(CHANCES)
    found: list[Event] = []
    for number in range(draw(st.integers(0, 2))):
        some = draw(st.one_of(st.none(), st.lists(st.sampled_from(kinds), unique=True).map(tuple)))
        found.append(NotReady(f"not-ready-{number}", draw(chance), draw(st.integers(1, 3)), some))
    for sort in (Withdraws, Flips):
        for number in range(draw(st.integers(0, 2))):
            those = tuple(draw(st.lists(st.sampled_from(units), unique=True)))
            found.append(sort(f"{sort.__name__}-{number}", those, draw(chance), draw(st.booleans())))
    for number in range(draw(st.integers(0, 2))):
        where = tuple(draw(st.lists(st.sampled_from(posts), unique=True)))
        factor = draw(st.sampled_from((0.0, 0.5, 1.15, 2.0)))
        found.append(Surge(f"surge-{number}", where, factor, draw(chance), draw(st.integers(1, 4))))
    return tuple(draw(st.permutations(found)))
