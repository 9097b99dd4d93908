"""The screen of `requirements`: the courses of action side by side, or the posts of each with their reasoning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.text import Text

from willing.case.needs import Needed
from willing.cli.output import hanging, shown, wrapped
from willing.questions.requirements import Course, Ground, PostLine, Requirements, RuleLine, sentence

NUMBER = 9
"""Columns of the persons at the left."""
LEAD = 12
"""Columns of a label at the left."""
MOST_BAR = 50
"""Columns of the longest bar."""
ROUNDED = "what a rule asks for is rounded up to a whole person; support is not asked for support"


def screen(answer: Requirements, case: str, width: int, everything: bool) -> Iterator[Text]:
    """The lines of the screen, with every post where ``everything`` is asked for."""
    yield Text(answer.title, style="title")
    if not answer.requirements:
        yield from wrapped(Text(answer.headline), width)
        return
    most = max(course.peak for course in answer.requirements)
    for course in answer.requirements:
        yield Text()
        yield from _whole(course, width) if everything else _side_by_side(course, most, width)
    if not everything:
        yield Text()
        yield Text("█ by rule   ░ typed in; persons at any one time, in the month that asks for most", style="quiet")
        ask = f"willing requirements {case} {answer.requirements[0].id}"
        yield from hanging(Text("more", style="quiet"), Text(ask, style="quiet"), width, LEAD)


def _side_by_side(course: Course, most: int, width: int) -> Iterator[Text]:
    """A course of action among others: its size as a bar, and what it is made of."""
    yield from hanging(Text(course.id, style="title"), Text(course.title), width, max(LEAD, len(course.id) + 2))
    room = min(MOST_BAR, width - NUMBER - 1)
    end, by_rule = (round(room * count / most) if most else 0 for count in (course.peak, course.by_rule))
    number = Text(shown(course.peak).rjust(NUMBER - 2), style="number")
    yield Text.assemble(number, "  ", ("█" * by_rule, "firm"), ("░" * (end - by_rule), "out"))
    yield from hanging(Text(), Text(_summed(course.by_capability), style="quiet"), width, NUMBER)
    unmet = [need for need in course.needs if not need.met]
    if unmet:
        yield from hanging(Text(), Text("; ".join(map(_lack, unmet)), style="out"), width, NUMBER)


def _whole(course: Course, width: int) -> Iterator[Text]:
    """A course of action with every post and the reasoning behind it."""
    lead = Text.assemble((course.id, "title"), "  ", sentence(course))
    yield from wrapped(lead, width)
    yield from _grounds(course.basis, 0, width)
    if course.note:
        yield from wrapped(Text(course.note, style="quiet"), width)
    if not course.posts:
        return
    yield Text()
    for post in course.posts:
        yield from _post(post, course, width)
    yield Text()
    for label, sums in (("tasks", course.by_task), ("kinds", course.by_capability)):
        yield from hanging(Text(label), Text(_summed(sums)), width, LEAD)
    for index, rule in enumerate(course.rules):
        yield from _rule("rules" if index == 0 else "", rule, width)
    yield from _needs(course.needs, width)
    if course.rules:
        yield from hanging(Text("note", style="quiet"), Text(ROUNDED, style="quiet"), width, LEAD)


def _post(post: PostLine, course: Course, width: int) -> Iterator[Text]:
    aim = f" for {post.task}" if post.task != post.capability else ""
    what = f"{post.area}, {post.capability}{aim}, priority {post.priority}"
    first, last = post.months
    when = f", months {first} to {last}" if post.months != course.months else ""
    number = Text(shown(post.persons).rjust(NUMBER - 2), style="number")
    yield from hanging(number, Text.assemble((f"{post.id}  ", "together"), what, when), width, NUMBER)
    if post.rule is not None:
        yield from hanging(Text(), Text(f"{post.rule}: {post.reasoning}"), width, NUMBER)
        return
    said = "; ".join(f"{ground.kind}: {ground.text}" for ground in post.basis if ground.key == "strength")
    yield from hanging(Text(), Text(f"typed in{', ' + said if said else ''}", style="quiet"), width, NUMBER)


def _rule(label: str, rule: RuleLine, width: int) -> Iterator[Text]:
    cited = f" [{', '.join(rule.statements)}]" if rule.statements else ""
    yield from hanging(Text(label), Text.assemble((f"{rule.name}  ", "together"), f"{rule.title}{cited}"), width, LEAD)
    yield from _grounds(rule.basis, LEAD, width)


def _grounds(basis: Sequence[Ground], indent: int, width: int) -> Iterator[Text]:
    for ground in basis:
        said = Text(f"{ground.key.replace('_', ' ')}, {ground.kind}: {ground.text}", style="quiet")
        yield from (hanging(Text(), said, width, indent) if indent else wrapped(said, width))


def _needs(needs: Sequence[Needed], width: int) -> Iterator[Text]:
    """Each need of a capability once, with the areas in which it is not met."""
    kinds = sorted(needs, key=lambda need: (need.capability, need.needs))
    label = "needs"
    for (capability, other), found in groupby(kinds, key=lambda need: (need.capability, need.needs)):
        several = list(found)
        each = several[0]
        reach = f"within {each.within_km:g} km" if each.within_km else "in the same area"
        said = Text(f"{capability}: {other}, {each.share * 100:.4g} for each 100, {reach}; ")
        unmet = [need for need in several if not need.met]
        said.append("; ".join(map(_short, unmet)), style="out") if unmet else said.append("met", style="firm")
        yield from hanging(Text(label), said, width, LEAD)
        label = ""


def _short(need: Needed) -> str:
    return f"not met in {need.area}, {shown(need.found)} of {shown(need.asked)}"


def _lack(need: Needed) -> str:
    reach = f" within {need.within_km:g} km" if need.within_km else ""
    return (
        f"{shown(need.persons)} {need.capability} in {need.area} need {shown(need.asked)} {need.needs}{reach}, "
        f"{shown(need.found)} asked for"
    )


def _summed(sums: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {shown(count)}" for name, count in sums.items() if count)
