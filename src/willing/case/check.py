"""What is legal in a case and yet suspicious."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from willing.case.as_of import default_day, in_force
from willing.case.located import Located
from willing.case.model import Case, Statement
from willing.case.nation import Nation
from willing.case.needs import needs_of
from willing.case.pledge import LADDER, Pledge, Range
from willing.conditions.normal import normal
from willing.conditions.tally import Entry, Tally
from willing.conditions.tree import Condition, Factor, leaves
from willing.conditions.truth import Sight, View, holds
from willing.errors import Fault

STALE = timedelta(days=183)
"""A pledge neither made, renewed nor spoken of for six months is stale (the UN asks for renewal every six months)."""

MOST_POSTS = 3
"""Posts of which each is named in one warning."""

MOST_FACTORS = 10
"""Factors of one condition up to which every combination is tried; with more, the check of it is left out."""


def warnings(case: Case, data: Located) -> tuple[Fault, ...]:
    """Everything suspicious in a case, with its place in ``data``, in the order of the files."""
    found: list[Fault] = []
    day = default_day(case)
    nobody = Tally((), case.weights)
    everybody = Tally((_at_most(pledge) for pledge in case.pledges if pledge.stage in LADDER), case.weights)
    for index, pledge in enumerate(case.pledges):
        findings = [finding for rule in _PLEDGE_RULES for finding in rule(case, pledge, day)]
        for key, what, remedy in (*findings, *_settled_by_form(pledge, nobody, everybody)):
            path = ("pledges", index, key) if key else ("pledges", index)
            found.append(Fault(data.at(path), f"pledge {pledge.id}: {what}", remedy))
    if case.head.target is not None and case.head.target.rule is not None:
        place = data.at(("case", "target", "when"))
        for what, remedy in _by_form(case.head.target.rule, nobody.whole, everybody.whole):
            found.append(Fault(place, f"case, target: the rule {what}", remedy))
    found += _contradictions(case, data)
    found += _nations(case, data)
    found += _needs(case, data)
    found += _posts(case, data)
    found += _signings(case, data)
    return tuple(sorted(found, key=lambda fault: (fault.place.file, fault.place.line)))


Finding = tuple[str, str, str]
"""The key it stands under, what is suspicious, the remedy."""


def _unsaid(case: Case, pledge: Pledge, _day: date | None) -> Iterator[Finding]:
    if not pledge.statements:
        yield "", "no statement says so", "list who said so under `statements`"


def _unfounded(case: Case, pledge: Pledge, _day: date | None) -> Iterator[Finding]:
    """A number of persons that is in no statement and rests on no named assumption."""
    basis = pledge.basis.get("strength")
    if not pledge.statements or not pledge.likely or (basis and (basis.assumed or basis.derived)):
        return
    statements = (case.statement_by_id[key] for key in pledge.statements)
    said = {end for statement in statements if statement.unit == "persons" for end in (statement.span or ())}
    numbers = {pledge.likely, *(pledge.span or ())} if isinstance(pledge.strength, Range) else {pledge.likely}
    missing = sorted(numbers - said)
    if missing:
        yield (
            "strength",
            f"the strength {', '.join(f'{n:,}' for n in missing)} is in none of its statements",
            "give a statement's `value`, or `basis: {strength: {assumed: why}}`",
        )


def _overstretched(case: Case, pledge: Pledge, _day: date | None) -> Iterator[Finding]:
    nation, span = case.nations[pledge.nation], pledge.span
    if nation.land is None or span is None or case.capability(pledge.capability).domain != "land":
        return
    free = nation.land - (nation.home_floor or 0)
    if span[1] > free:
        floor = f" less its home floor of {nation.home_floor:,}" if nation.home_floor else ""
        yield (
            "strength",
            f"{span[1]:,} is above {nation.name or pledge.nation}'s land forces of {nation.land:,}{floor}",
            "check both numbers",
        )


def _lapsed(case: Case, pledge: Pledge, day: date | None) -> Iterator[Finding]:
    if day is None or pledge.stage not in LADDER:
        return
    if pledge.until is not None and pledge.until <= day:
        if not any(other.nation == pledge.nation and in_force(other, pledge.until) for other in case.pledges):
            yield (
                "until",
                f"it lapsed on {pledge.until} and the nation has nothing in its place",
                "add what replaced it",
            )
        return
    if is_stale(case, pledge, day):
        last = last_heard(case, pledge, day)
        yield (
            "",
            f"stale: last heard of on {last}, more than six months before {day}",
            "add a renewal, or `until:`",
        )


def last_heard(case: Case, pledge: Pledge, day: date) -> date | None:
    """The latest day up to ``day`` on which a pledge was made, renewed, signed or spoken of, if any is known."""
    said = [case.statement_by_id[key].on for key in pledge.statements]
    signed = [signing.on for signing in case.signings.values() if pledge.id in signing.pledges]
    made = [pledge.from_] if pledge.from_ else []
    return max((heard for heard in (*said, *signed, *made) if heard <= day), default=None)


def is_stale(case: Case, pledge: Pledge, day: date) -> bool:
    """Whether a pledge that is in force on a day has not been heard of for :data:`STALE`; refused ones never are."""
    last = last_heard(case, pledge, day)
    return pledge.stage in LADDER and in_force(pledge, day) and last is not None and day - last > STALE


def _settled_by_form(pledge: Pledge, nobody: Tally, everybody: Tally) -> Iterator[Finding]:
    """A pledge's condition that never or always holds."""
    if pledge.if_ is None or pledge.stage not in LADDER:
        return
    low, high = pledge.span or (0, 0)
    least, most = (Entry(pledge.id, pledge.nation, pledge.capability, persons) for persons in (low, high))
    for what, remedy in _by_form(pledge.condition, nobody.seen_by(least), everybody.seen_by(most)):
        yield "if", f"the condition {what}", remedy


def _by_form(written: Condition, few: View, many: View) -> Iterator[tuple[str, str]]:
    """What is to be said of a condition that never or always holds, from nobody standing to all with all they offer."""
    condition = normal(written)
    factors = sorted({leaf.name for leaf in leaves(condition) if isinstance(leaf, Factor)})
    if len(factors) > MOST_FACTORS:
        return
    if not any(holds(condition, Sight(values, many, few)) for values in _all(factors)):
        yield "can never hold, whoever stands", "check names and numbers"
    elif all(holds(condition, Sight(values, few, many)) for values in _all(factors)):
        yield "always holds", "leave it out, or check names and numbers"


def _at_most(pledge: Pledge) -> Entry:
    return Entry(pledge.id, pledge.nation, pledge.capability, (pledge.span or (0, 0))[1])


def _all(factors: list[str]) -> Iterator[Mapping[str, bool | None]]:
    for values in product((True, False), repeat=len(factors)):
        yield dict(zip(factors, values, strict=True))


def _brief(case: Case, pledge: Pledge, _day: date | None) -> Iterator[Finding]:
    """Windows too short for a tour by the nation's own norm, which no plan can use."""
    norm = case.nations[pledge.nation].norm
    if norm is None or pledge.stage not in LADDER:
        return
    tour = f"a tour of {norm.tour_months} months by {case.nations[pledge.nation].name or pledge.nation}'s norm"
    remedy = "no plan can send it: check both"
    if pledge.for_months is not None and pledge.for_months < norm.tour_months:
        yield "for_months", f"it lasts {_months(pledge.for_months)}, less than {tour}", remedy
    for unit in pledge.units:
        there = None if unit.to_month is None else unit.to_month - (unit.from_month or 0)
        if there is not None and there < norm.tour_months:
            yield "units", f"unit {unit.id} is there for {_months(there)}, less than {tour}", remedy


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


_PLEDGE_RULES: tuple[Callable[[Case, Pledge, date | None], Iterator[Finding]], ...] = (
    _unsaid,
    _unfounded,
    _overstretched,
    _lapsed,
    _brief,
)


def _contradictions(case: Case, data: Located) -> Iterator[Fault]:
    """Statements on one subject and topic whose numbers share no value, and those marked as contradicting others."""
    grouped: dict[tuple[str, str, str], list[Statement]] = {}
    positions = {statement.id: index for index, statement in enumerate(case.statements)}
    for statement in case.statements:
        if statement.span is not None and statement.topic is not None:
            for subject in statement.subjects:
                grouped.setdefault((subject, statement.topic, statement.unit), []).append(statement)
        for other in statement.contradicts:
            place = data.at(("statements", positions[statement.id], "contradicts"))
            yield Fault(
                place,
                f"statement {statement.id}: contradicts {other}",
                "kept as it is; weigh the two by their grades",
            )
    for (subject, topic, unit), found in grouped.items():
        lowest, highest = min(found, key=_most), max(found, key=_least)
        if _most(lowest) < _least(highest):
            place = data.at(("statements", positions[found[-1].id]))
            ends = f"{_most(lowest):,} at most ({lowest.id}) against {_least(highest):,} at least ({highest.id})"
            what = f"{len(found)} statements on {subject}, {topic}, disagree: {ends} {unit}"
            yield Fault(place, what, "kept as it is; weigh them by their grades")


def _most(statement: Statement) -> int:
    return statement.span[1] if statement.span else 0


def _least(statement: Statement) -> int:
    return statement.span[0] if statement.span else 0


def _nations(case: Case, data: Located) -> Iterator[Fault]:
    for code, nation in case.nations.items():
        missing = [name for name in case.weights if name not in nation.weights]
        if missing:
            what = f"nation {code}: no {', '.join(missing)} among its weights, which other nations have"
            remedy = "unknown is not zero, but sums take it for none: write the number, or 0 if it has none"
            yield Fault(data.at(("nations", code)), what, remedy)
        for key, what, remedy in (*_forces(nation), *_norm(nation)):
            yield Fault(data.at(("nations", code, key)), f"nation {code}: {what}", remedy)


def _forces(nation: Nation) -> Iterator[Finding]:
    """Land forces that do not suffice for what keeps them at home or elsewhere."""
    floor, elsewhere = nation.home_floor or 0, nation.elsewhere or 0
    if nation.land is None:
        return
    if floor > nation.land:
        yield "home_floor", f"its home floor of {floor:,} exceeds its land forces", "check both"
    elif floor + elsewhere > nation.land:
        both = f"{f'its home floor of {floor:,} and ' if floor else ''}{elsewhere:,} elsewhere"
        yield (
            "elsewhere",
            f"{both} exceed its land forces of {nation.land:,}: none is left to send",
            "check all of them",
        )


def _norm(nation: Nation) -> Iterator[Finding]:
    """A stretched dwell that is none."""
    norm = nation.norm
    if norm is not None and norm.stretched_ratio is not None and norm.stretched_ratio > norm.dwell_ratio:
        what = f"its stretched dwell of {norm.stretched_ratio:g} is longer than the {norm.dwell_ratio:g} of its norm"
        yield "norm", what, "write what it accepts when pressed as `stretched_ratio`, its own rule as `dwell_ratio`"


def _needs(case: Case, data: Located) -> Iterator[Fault]:
    """Courses of action that ask for a capability in an area without what the case says it needs."""
    for key in case.requirements:
        for need in needs_of(case, key):
            if not need.met:
                reach = f"within {need.within_km:g} km" if need.within_km else "in the same area"
                what = f"requirement {key}: {need.persons:,} {need.capability} in {need.area} need {need.asked:,}"
                place = data.at(("requirements", key, "posts"))
                yield Fault(place, f"{what} {need.needs} {reach}, and it asks for {need.found:,}", "add a post")


def _posts(case: Case, data: Located) -> Iterator[Fault]:
    """Capabilities that a course of action asks for and that no pledge offers, nor anything that may stand in."""
    pledges = [pledge for pledge in case.pledges if pledge.stage in LADDER and pledge.likely != 0]
    units = {unit.capability for pledge in pledges for unit in pledge.units if unit.capability}
    offered = {pledge.capability for pledge in pledges} | units
    for key, requirement in case.requirements.items() if pledges else ():
        lacking: dict[str, list[str]] = {}
        for post in requirement.posts:
            if not offered & {post.capability, *case.capability(post.capability).substitutes}:
                lacking.setdefault(post.capability, []).append(post.id)
        for capability, posts in lacking.items():
            more = f" and {len(posts) - MOST_POSTS} more" if len(posts) > MOST_POSTS else ""
            what = (
                f"no pledge offers {capability} or may stand in for it, which {', '.join(posts[:MOST_POSTS])}{more} ask"
            )
            remedy = "no plan can fill that: add a pledge or a substitute, or check the capability's name"
            yield Fault(
                data.at(("requirements", key, "posts")),
                f"requirement {key}: {what}{'s' if len(posts) == 1 else ''} for",
                remedy,
            )


def _signings(case: Case, data: Located) -> Iterator[Fault]:
    """Signed pledges that have not come as far as a signature, or were not in force on the day."""
    for key, signing in case.signings.items():
        for index, name in enumerate(signing.pledges):
            pledge, place = case.pledge_by_id[name], data.at(("signings", key, "pledges", index))
            if not pledge.counts_from("committed"):
                what = f"signing {key}: the pledge {name} was signed, and its stage is {pledge.stage}"
                yield Fault(place, what, "write `stage: committed`, or take it out of the signing")
            if not in_force(pledge, signing.on):
                window = f"from {pledge.from_ or 'the beginning'}" + (f" until {pledge.until}" if pledge.until else "")
                what = f"signing {key}: the pledge {name} was not in force on {signing.on}: it is {window}"
                yield Fault(place, what, "check both dates")
