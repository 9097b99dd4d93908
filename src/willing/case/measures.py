"""Troop-to-task rules that lead nowhere: a measure that a place does not have, a name that means something else."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from willing.case.base import MOST
from willing.case.derive import OTHERS
from willing.case.located import Located
from willing.case.requirement import Post, Rule
from willing.case.wording import cut
from willing.errors import Fault

Entries = Mapping[str, Mapping[str | int, Any]]


def faults(data: Located, entries: Entries) -> list[Fault]:
    """Faults for measures whose name is reserved, and for posts whose area does not have what their rule counts."""
    return [*_reserved(data), *_unmeasured(data, entries), *_of_itself(data, entries)]


def measured(data: Located, area: str) -> tuple[str, ...]:
    """The measures of an area as they are written, well formed or not."""
    node: Located | None = data
    for step in ("areas", area, "measures"):
        node = node.value.get(step) if node is not None and isinstance(node.value, dict) else None
    return tuple(node.value) if node is not None and isinstance(node.value, dict) else ()


def _reserved(data: Located) -> Iterator[Fault]:
    areas = data.value.get("areas") if isinstance(data.value, dict) else None
    for area in areas.value if areas is not None and isinstance(areas.value, dict) else ():
        for name in measured(data, area):
            if name in OTHERS:
                place = data.at(("areas", area, "measures", name))
                what = f"area {cut(area)}: the measure {name!r} is what a rule calls the persons of other posts"
                yield Fault(place, what, "choose another name")


def _unmeasured(data: Located, entries: Entries) -> Iterator[Fault]:
    for key, index, post, rule in _derived(entries):
        area = entries.get("areas", {}).get(post.area)
        if area is None or rule.of in OTHERS:
            continue
        known = measured(data, post.area)
        place = data.at(("requirements", key, "posts", index, "from"))
        if rule.of not in known:
            yield Fault(place, _what(key, post, rule.of), _remedy(rule.of, known))
        elif area.measures.get(rule.of, 0) * rule.persons > MOST * rule.per:
            what = f"requirement {key}, post {post.id}: the rule {post.from_} asks for more than {MOST:,} persons"
            yield Fault(place, what, f"check the rule, and the {rule.of} of {post.area}")


def _derived(entries: Entries) -> Iterator[tuple[str, int, Post, Rule]]:
    """Every post that follows a rule, with its requirement and its place in it."""
    for key, requirement in entries.get("requirements", {}).items():
        for index, post in enumerate(requirement.posts if requirement is not None else ()):
            rule = entries.get("rules", {}).get(post.from_ or "")
            if rule is not None:
                yield str(key), index, post, rule


def _what(key: str, post: Post, measure: str) -> str:
    return f"requirement {key}, post {post.id}: the rule {post.from_} counts {measure}, which {post.area} does not have"


def _remedy(measure: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(measure, known, 1, 0.7)
    if close:
        return f"did you mean {close[0]!r}? Measure and rule must bear one name"
    return f"add `measures: {{{measure}: ...}}` to the area, choose another rule, or write `strength:` instead"


def _of_itself(data: Located, entries: Entries) -> Iterator[Fault]:
    for name, capability in entries.get("capabilities", {}).items():
        for key, what in (("substitutes", "stands in for itself"), ("needs", "needs itself")):
            if capability is not None and name in getattr(capability, key):
                place = data.at(("capabilities", name, key, str(name)))
                yield Fault(place, f"capability {name}: it {what}", "leave that out")
