"""Labels keep off each other and on the page."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from willing.charts.labels import Box, Wanted, placed, spaced

PAGE = Box(0, 0, 400, 300)
labels = st.builds(
    Wanted, st.floats(0, 400), st.floats(0, 300), st.floats(10, 80), st.just(14.0), st.sampled_from([0.0, 5.0])
)


@given(st.lists(labels, max_size=25))
def test_labels_keep_off_each_other_and_on_the_page(wanted: list[Wanted]) -> None:
    full = [Box(100, 100, 50, 50)]
    found = placed(wanted, PAGE, full)
    boxes = [box for box in found if box is not None]
    assert len(found) == len(wanted)
    assert all(box.within(PAGE) for box in boxes)
    assert not any(a.meets(b) for a, b in combinations([*full, *boxes], 2))


def test_a_label_alone_is_where_it_wants_to_be() -> None:
    assert placed([Wanted(200, 150, 40, 14)], PAGE) == [Box(180, 143, 40, 14)]
    assert placed([Wanted(200, 150, 40, 14, lead=5)], PAGE) == [Box(195, 143, 40, 14)]


@given(st.lists(st.floats(0, 300), max_size=10), st.floats(5, 40))
def test_places_along_a_line_keep_their_order_and_their_distance(wanted: list[float], gap: float) -> None:
    found = spaced(sorted(wanted), gap, 0, 300)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(found))
    if gap * len(found) <= 300:
        assert all(-1e-6 <= place <= 300 + 1e-6 for place in found)


def test_places_that_are_far_apart_stay() -> None:
    assert spaced([10, 100, 200], 20, 0, 300) == [10, 100, 200]
