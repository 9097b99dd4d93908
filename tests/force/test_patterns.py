"""Patterns against every way that there is: those without a unit to spare are listed, none twice."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.force.problems import kind, problem, problems
from tests.strategies import quick

from willing.force import patterns
from willing.force.patterns import MOST_PATTERNS, Cells, Rows, cells_of, rows_of
from willing.force.problem import Post, Problem


def thrifty(persons: tuple[int, ...], asked: int) -> set[tuple[int, ...]]:
    """Every way to have somebody there of whom none could be spared, by looking at all of them."""
    most = [range(-(-asked // each) + 1) for each in persons]
    return {
        counts
        for counts in product(*most)
        if any(counts)
        and all(
            sum(n * p for n, p in zip(counts, persons, strict=True)) - without < asked
            for n, without in zip(counts, persons, strict=True)
            if n
        )
    }


def listed(cells: Cells, rows: Rows, cell: int) -> list[dict[tuple[str, int], int]]:
    """The patterns of a cell, each with how many of each row."""
    found = []
    for pattern in range(cells.first[cell], cells.last[cell]):
        entries = range(cells.first_entry[pattern], cells.first_entry[pattern + 1])
        found.append({rows.listed[cells.row[entry]]: int(cells.times[entry]) for entry in entries})
    return found


def added(posed: Problem, post: str) -> tuple[int, ...]:
    """What one unit may add to a post in some month of a tour."""
    found = {n for each in posed.kinds if post in each.serves for n in each.serving(post) if n}
    return tuple(sorted(found, reverse=True))


def test_300_persons_of_units_of_100_and_85() -> None:
    asked = (300, 0, 300, 90, 0, 0, 0, 0)
    posed = problem(kind("a", 4), kind("b", 4, serves={"p": 85}), posts=(Post("p", 2, asked, "a"),))
    rows = rows_of(posed)
    cells = cells_of(posed, rows)
    assert rows.listed == (("p", 100), ("p", 85))
    assert cells.month.tolist() == [0, 2, 3]
    assert (cells.first[0], cells.last[0]) == (cells.first[1], cells.last[1])  # the same patterns, listed once
    short = [tuple(each.get(("p", n), 0) for n in (100, 85)) for each in listed(cells, rows, 0)]
    # By hundreds: 0 with up to four of 85 (340; without one 255), 1 with up to 3 (355; 270), 2 with up to 2 (370; 285),
    # 3 with none.
    by_hand = {(0, n) for n in (1, 2, 3, 4)} | {(1, n) for n in (0, 1, 2, 3)} | {(2, n) for n in (0, 1, 2)} | {(3, 0)}
    assert (len(short), set(short)) == (len(by_hand), by_hand)
    worth = dict(zip(short, cells.worth[cells.first[0] : cells.last[0]], strict=True))
    assert (worth[0, 4], worth[0, 3], worth[3, 0], worth[2, 1]) == (600, 510, 600, 570)  # never more than 300 x 2


@quick(300)
@given(st.sets(st.sampled_from((1, 2, 3, 7, 10, 33, 40, 85, 100)), max_size=4), st.integers(0, 120))
def test_every_pattern_without_a_unit_to_spare_is_listed_once(persons: set[int], asked: int) -> None:
    sizes = tuple(sorted(persons, reverse=True))
    if np.prod([-(-asked // size) + 1 for size in sizes]) > 20_000:
        return
    expected = thrifty(sizes, asked)
    found = patterns._patterns(sizes, asked, None)
    assert found is not None
    assert len(found) == len(set(found))
    assert set(found) == expected
    for most in (0, 1, max(0, len(expected) - 1), len(expected), MOST_PATTERNS):
        short = patterns._patterns(sizes, asked, most)
        assert (short is None) == (len(expected) > most)
        assert short is None or set(short) == expected


def test_very_many_patterns_are_given_up_on_at_once() -> None:
    assert patterns._patterns(tuple(range(400, 0, -1)), 100_000, MOST_PATTERNS) is None
    assert patterns._patterns((1,), 10**8, MOST_PATTERNS) is None


def test_a_post_with_too_many_patterns_is_priced_by_single_persons() -> None:
    sizes = (100, 41, 13, 7)
    kinds = [kind(f"k{n}", serves={"p": n, "q": 100}) for n in sizes]
    posed = problem(*kinds, posts=(Post("p", 2, (400,) * 8, "a"), Post("q", 1, (100,) * 8, "a")))
    assert len(thrifty(sizes, 400)) > MOST_PATTERNS
    rows = rows_of(posed)
    assert rows.listed == (("p", 1), ("q", 100))
    assert [rows.of("p", n) for n in sizes] == [0, 0, 0, 0]
    assert rows.of("q", 100) == 1
    cells = cells_of(posed, rows)
    assert listed(cells, rows, 0) == [{("p", 1): 400}]
    assert cells.worth[cells.first[0]] == 800
    assert listed(cells, rows, 8) == [{("q", 100): 1}]


def test_one_month_of_many_patterns_is_enough_for_single_persons() -> None:
    kinds = [kind(f"k{n}", serves={"p": n}) for n in (100, 41, 13, 7)]
    steep = (20,) * 7 + (400,)
    assert rows_of(problem(*kinds, posts=(Post("p", 2, steep, "a"),))).listed == (("p", 1),)
    assert len(rows_of(problem(*kinds, posts=(Post("p", 2, (20,) * 8, "a"),))).listed) == 4


def test_months_of_handover_are_rows_of_their_own() -> None:
    posed = problem(kind(handover=0.5, tour=3, cycle=3, starts=(0,)))
    assert rows_of(posed).listed == (("p", 100), ("p", 50))


@pytest.mark.parametrize("posed", [problem(), problem(kind(serves={})), problem(kind(handover=2))])
def test_there_is_a_row_even_where_nobody_adds_anyone(posed: Problem) -> None:
    assert rows_of(posed).listed == (("p", 1),)


@quick(100)
@given(problems())
def test_cells_are_the_posts_and_months_in_which_anyone_is_asked_for_and_can_come(posed: Problem) -> None:
    rows = rows_of(posed)
    cells = cells_of(posed, rows)
    open_to = {post for post, _ in rows.listed}
    assert open_to >= {post.name for post in posed.posts if added(posed, post.name)}
    where = [(post, m) for post in posed.posts if post.name in open_to for m, n in enumerate(post.required) if n]
    assert cells.month.tolist() == [month for _, month in where]
    for cell, (post, month) in enumerate(where):
        asked, sizes = post.required[month], added(posed, post.name)
        found = [tuple(sorted(each.items())) for each in listed(cells, rows, cell)]
        if not set(rows.listed) >= {(post.name, size) for size in sizes} or not sizes:
            assert found == [(((post.name, 1), asked),)]
        elif sizes != (1,):
            every = [zip(sizes, counts, strict=True) for counts in thrifty(sizes, asked)]
            expected = {tuple(sorted(((post.name, n), k) for n, k in each if k)) for each in every}
            assert (len(found), set(found)) == (len(expected), expected)
        for pattern in range(cells.first[cell], cells.last[cell]):
            entries = range(cells.first_entry[pattern], cells.first_entry[pattern + 1])
            there = sum(rows.listed[cells.row[e]][1] * cells.times[e] for e in entries)
            assert cells.worth[pattern] == post.weight * min(asked, there)
