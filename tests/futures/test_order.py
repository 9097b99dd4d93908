"""The order of the levers: what decides most comes first, and after what it depends on."""

from __future__ import annotations

from tests.futures.naive import child, factors_of, root
from tests.standing.worlds import given, pledge

from willing.futures.levers import nation_lever
from willing.futures.order import ranked
from willing.futures.outlook import inquire
from willing.futures.space import Space
from willing.standing.goal import Goal

SETTING = given(
    pledge("fr", 10, "f"), pledge("gb", 5, "g"), pledge("it", 40, "h and g"), pledge("es", 1, "e"),
    e=None, f=None, g=None, h=None,
)  # fmt: skip
EVEN = {name: root("1/2") for name in "efgh"}


def names(space: Space) -> str:
    return "".join(lever.name for lever in space.levers)


def test_what_changes_the_force_most_often_comes_first_then_what_moves_most_persons() -> None:
    """Italy's own factor moves forty persons, but only where the other one holds."""
    space = inquire(SETTING, factors_of(EVEN), "firm").space
    assert names(ranked(SETTING, "firm", None, space)) == "gfeh"


def test_of_a_goal_what_changes_the_answer_comes_first() -> None:
    """Ten persons, France's or Italy's: the ten of France decide in more futures than Italy's two factors."""
    goal = Goal(10)
    space = inquire(SETTING, factors_of(EVEN), "firm", goal).space
    assert names(ranked(SETTING, "firm", goal, space)) == "fghe"


def test_a_factor_comes_after_what_it_depends_on() -> None:
    dependent = EVEN | {"g": child("e", t="9/10", f="1/10")}
    space = inquire(SETTING, factors_of(dependent), "firm").space
    assert names(ranked(SETTING, "firm", None, space)) == "egfh"


def test_what_was_learned_comes_first_with_what_it_depends_on() -> None:
    dependent = EVEN | {"f": child("e", t="9/10", f="1/10")}
    space = inquire(SETTING, factors_of(dependent), "firm", learned={"f": True}).space
    assert names(ranked(SETTING, "firm", None, space)) == "efgh"


def test_nations_are_ordered_too() -> None:
    setting = given(pledge("fr", 1), pledge("gb", 7), pledge("it", 3))
    space = Space(tuple(nation_lever(setting, nation) for nation in setting.by_nation))
    ordered = ranked(setting, "together", Goal(8), space)
    assert [lever.name for lever in ordered.levers] == ["GB", "IT", "FR"]
    assert ranked(setting, "together", Goal(8), space, seed=0) == ordered
