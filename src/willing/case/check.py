"""What is legal in a case and yet suspicious."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from willing.case.as_of import default_day, in_force
from willing.case.located import Located
from willing.case.model import Case, Statement
from willing.case.pledge import LADDER, Pledge, Range
from willing.conditions.normal import normal
from willing.conditions.tally import Entry, Tally
from willing.conditions.tree import Condition, Factor, leaves
from willing.conditions.truth import Sight, View, holds
from willing.errors import Fault

STALE = timedelta(days=183)
"""A pledge neither made nor spoken of for six months is stale (the UN asks for renewal every six months)."""

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
    heard = [case.statement_by_id[key].on for key in pledge.statements if case.statement_by_id[key].on <= day]
    last = max([*heard, *([pledge.from_] if pledge.from_ else [])], default=None)
    if last is not None and day - last > STALE:
        yield (
            "",
            f"stale: last heard of on {last}, more than six months before {day}",
            "add a renewal, or `until:`",
        )


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


_PLEDGE_RULES: tuple[Callable[[Case, Pledge, date | None], Iterator[Finding]], ...] = (
    _unsaid,
    _unfounded,
    _overstretched,
    _lapsed,
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
        if nation.land is not None and nation.home_floor is not None and nation.home_floor > nation.land:
            place = data.at(("nations", code, "home_floor"))
            yield Fault(
                place,
                f"nation {code}: its home floor of {nation.home_floor:,} exceeds its land forces",
                "check both",
            )
