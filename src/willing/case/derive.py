"""From rules of thumb to persons: what each post of a course of action asks for, and how that number came about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from willing.case.model import Case
from willing.case.requirement import Post, Requirement, Rule

OTHERS = ("supported", "force")
"""Measures of a requirement rather than of a place: its other posts in the same area, or everywhere."""


@dataclass(frozen=True)
class Sized:
    """A post with the persons it asks for."""

    post: Post
    strength: int
    """Persons at any one time, those of a rule rounded up to a whole person."""
    counted: int | None = None
    """How much of the rule's measure there is; ``None`` where the strength is typed in."""


def posts_of(case: Case, key: str) -> tuple[Sized, ...]:
    """The posts of a course of action in their order, each with its persons.

    A rule asks for ``persons / per`` times what there is of its measure, rounded up to a whole person. One that counts
    other posts (:data:`OTHERS`) counts those that are typed in or follow from a place, in the month that asks for most
    of them: support of support is not asked for.
    """
    requirement = case.requirements[key]
    based = {post.id: _of_place(case, post) for post in requirement.posts if not _counts_others(case, post)}
    return tuple(
        based.get(post.id) or _of_others(case, requirement, post, based.values()) for post in requirement.posts
    )


def peak(posts: Iterable[Sized]) -> int:
    """Persons at any one time in the month that asks for most."""
    found = tuple(posts)
    return persons_in(found, busiest(found))


def busiest(posts: Iterable[Sized]) -> int:
    """The month that asks for most, the first of several; 0 where there are no posts."""
    found = tuple(posts)
    starts = sorted({sized.post.months[0] for sized in found})
    return max(starts, key=lambda month: persons_in(found, month), default=0)


def persons_in(posts: Iterable[Sized], month: int) -> int:
    """Persons that posts ask for in a month."""
    return sum(sized.strength for sized in posts if sized.post.months[0] <= month < sized.post.months[1])


def _counts_others(case: Case, post: Post) -> bool:
    return post.from_ is not None and case.rules[post.from_].of in OTHERS


def _of_place(case: Case, post: Post) -> Sized:
    if post.from_ is None:
        return Sized(post, post.strength or 0)
    rule = case.rules[post.from_]
    return _by(rule, post, case.areas[post.area].measures[rule.of])


def _of_others(case: Case, requirement: Requirement, post: Post, based: Iterable[Sized]) -> Sized:
    rule = case.rules[post.from_ or ""]
    here = (other for other in based if rule.of == "force" or other.post.area == post.area)
    return _by(rule, post, peak(here))


def _by(rule: Rule, post: Post, counted: int) -> Sized:
    exact = counted * Fraction(str(rule.persons)) / Fraction(str(rule.per))
    return Sized(post, ceil(exact), counted)
