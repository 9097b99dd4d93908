"""The static rule: what a stock of units can keep deployed for ever, against the greatest demand of each period.

The rule of the US Army's Center for Army Analysis (DESIGN section 6; ``proc``, ``supply.clj``): of the units under a
policy a share, the discount, can be deployed at any one time. It follows from the policy's template:

========================  ==================================================
AC...                     (MaxBOG - Overlap) / MaxDwell
RC...                     (MaxBOG + 95 - Overlap) / MaxDwell
MaxUtilization...         (MaxBOG - Overlap) / (StartDeployable + MaxBOG)
NearMaxUtilization...     the same with MaxBOG + 95 for MaxBOG
========================  ==================================================

95 days is the mobilisation of a reserve. Everything is exact; capacity and fill are rounded at the end, half up.
Nothing is said about when units are ready, nor about substitution: an SRC is filled by units of the same SRC only.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from willing.errors import CaseError, Fault, Place
from willing.force.marathon.tables import (
    COMPOSITE,
    PARAMETERS,
    PERIOD,
    POLICY,
    Composite,
    Days,
    Demand,
    Parameter,
    Period,
    Policy,
    Supply,
    Tables,
)

MOBILISATION = 95
"""Days that a mobilised reserve serves before it deploys."""
UNREPORTED = "initialization"
"""The period before time begins, which is not reported."""
FAMILIES = ("NearMaxUtilization", "MaxUtilization", "RC", "AC")
"""What the name of a template begins with."""
RESERVES = ("RC", "NearMaxUtilization")
"""The families that are mobilised."""
DEFAULTS = {
    "AC": ("DefaultACPolicy",),
    "RC": ("DefaultRCPolicy",),
    "NG": ("DefaultNGPolicy", "DefaultRCPolicy"),
}
"""The parameters that say what a component follows by default, the first that is there; the Guard is a reserve too."""


@dataclass(frozen=True)
class Fill:
    """One kind of unit in one period."""

    src: str
    period: str
    capacity: int
    """Units that can be kept deployed, rounded half up."""
    peak: int
    """Units wanted on the worst day."""
    fill: int
    """Capacity in percent of the peak, rounded half up; 0 where nothing is wanted."""


@dataclass(frozen=True)
class Share:
    """What a policy comes to in one period."""

    policy: Policy
    discount: Fraction
    """The share of the units that can be deployed at any one time."""


@dataclass(frozen=True)
class Doubt:
    """A policy on which the static rule should not be relied upon."""

    policy: str
    what: str
    """Why, as a predicate of the policy."""


def fills(tables: Tables) -> tuple[Fill, ...]:
    """Capacity, peak and fill for every SRC that is enabled in supply or demand, and every reported period.

    Sorted by SRC; periods in the order of their table. Raises what :func:`shares` raises.
    """
    found = shares(tables)
    wanted: dict[str, list[Demand]] = {}
    for demand in tables.demand:
        wanted.setdefault(demand.src, []).append(demand)
    supplied: dict[str, list[Supply]] = {}
    for supply in tables.supply:
        supplied.setdefault(supply.src, []).append(supply)
    return tuple(
        _fill(
            src,
            period,
            sum((s.quantity * found[_follows(s), period.name].discount for s in supplied.get(src, ())), Fraction(0)),
            wanted.get(src, ()),
        )
        for src in sorted({*wanted, *supplied})
        for period in reported(tables)
    )


def reported(tables: Tables) -> tuple[Period, ...]:
    """The periods that are reported, in the order of the table: all but ``Initialization``."""
    return tuple({p.name: p for p in tables.periods if p.name.lower() != UNREPORTED}.values())


def half_up(number: Fraction) -> int:
    """The nearest whole number, the greater of two that are equally near."""
    return math.floor(number + Fraction(1, 2))


def peak(demands: Iterable[Demand], first: int, last: float) -> int:
    """The greatest quantity wanted on any one day from ``first`` to ``last``, both included.

    A sweep over the days on which something begins or ends.
    """
    steps: dict[float, int] = {}
    for demand in demands:
        begin, end = max(demand.start, first), min(demand.start + demand.duration, last + 1)
        if begin < end:
            steps[begin] = steps.get(begin, 0) + demand.quantity
            steps[end] = steps.get(end, 0) - demand.quantity
    return max(accumulate((steps[day] for day in sorted(steps)), initial=0))


def family(template: str) -> str | None:
    """Which formula a template takes; ``None`` where the static rule has none for it."""
    return next((known for known in FAMILIES if template.startswith(known)), None)


def discount(policy: Policy) -> Fraction:
    """The share of the units under a policy that can be deployed at any one time.

    Raises :class:`~willing.errors.CaseError` where the template is of no known family, a number that the formula needs
    is missing or infinite, or the formula makes no sense with them.
    """
    kind = family(policy.template)
    if kind is None:
        known = ", ".join(f"{name}..." for name in reversed(FAMILIES))
        raise _unfit(policy, "Template", f"{policy.template!r} is unknown to the static rule", f"it has {known}")
    deployed = _finite(policy, "MaxBOG", policy.max_bog) + _mobilisation(kind)
    overlap = _finite(policy, "Overlap", policy.overlap)
    if overlap > deployed:
        raise _unfit(
            policy, "Overlap", f"{overlap} exceeds the {deployed} days deployed", "a handover is a part of them"
        )
    if kind in ("AC", "RC"):
        column, cycle = "MaxDwell", _known(policy, "MaxDwell", policy.max_dwell)
    else:
        column, start = "StartDeployable", _known(policy, "StartDeployable", policy.start_deployable)
        cycle = start + deployed
    if cycle == 0:
        raise _unfit(policy, column, "makes a cycle of no days", "write the days of the policy")
    return Fraction(0) if isinstance(cycle, float) else (deployed - overlap) / cycle


def doubts(tables: Tables) -> tuple[Doubt, ...]:
    """Policies in use on which the rule should not be relied upon, by name.

    The rule takes every unit to deploy once in a cycle, at its end; a policy that lets it deploy on other days only, or
    by which more than all units would be deployed, is named here. Raises what :func:`shares` raises.
    """
    policies = {share.policy.name: share.policy for share in shares(tables).values()}
    return tuple(doubt for name in sorted(policies) for doubt in _doubted(policies[name]))


def _doubted(policy: Policy) -> Iterator[Doubt]:
    if discount(policy) > 1:
        yield Doubt(policy.name, "has a discount above 1: more than all units would be deployed")
    kind, start, stop = family(policy.template), policy.start_deployable, policy.stop_deployable
    if kind not in ("AC", "RC") or start is None or stop is None or policy.max_dwell in (None, math.inf):
        return
    begin = _finite(policy, "MaxDwell", policy.max_dwell) - _finite(policy, "MaxBOG", policy.max_bog)
    begin -= _mobilisation(kind)
    if not start <= begin <= stop:
        yield Doubt(policy.name, f"lets no unit deploy on day {begin} of its cycle, as the rule has it")


def shares(tables: Tables) -> Mapping[tuple[tuple[str, str], str], Share]:
    """For what each record of supply follows, and for each reported period, the policy and its discount.

    Raises :class:`~willing.errors.CaseError` with every policy in use that is missing or that the rule cannot judge,
    and where no period is to be reported.
    """
    book, faults = _Book(tables), list[Fault]()
    found: dict[tuple[tuple[str, str], str], Share | None] = {}
    if not reported(tables):
        faults.append(Fault(Place(), f"no period in {PERIOD} but Initialization", "add a row: Name, FromDay, ToDay"))
    for supply in tables.supply:
        for period in reported(tables):
            key = _follows(supply), period.name
            if key not in found:
                try:
                    policy = book.policy(supply, period.name)
                    found[key] = Share(policy, discount(policy))
                except CaseError as error:
                    found[key] = None  # said once, not for each of its records
                    faults += error.faults
    if faults:
        raise CaseError(dict.fromkeys(faults))
    return {key: share for key, share in found.items() if share is not None}


def _follows(supply: Supply) -> tuple[str, str]:
    """What decides which policy a record follows: the policy that it names, else its component."""
    return (supply.policy, "") if supply.policy else ("", supply.component.upper())


def _fill(src: str, period: Period, capacity: Fraction, demands: Iterable[Demand]) -> Fill:
    able, most = half_up(capacity), peak(demands, period.from_day, period.to_day)
    return Fill(src, period.name, able, most, half_up(Fraction(100 * able, most)) if most else 0)


@dataclass(frozen=True)
class _Book:
    """The tables, to look up policies by name."""

    tables: Tables

    @cached_property
    def atomic(self) -> Mapping[str, Policy]:
        return {policy.name: policy for policy in self.tables.policies}

    @cached_property
    def composite(self) -> Mapping[tuple[str, str], Composite]:
        return {(row.name, row.period): row for row in self.tables.composites}

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        return {parameter.name: parameter for parameter in self.tables.parameters}

    def policy(self, supply: Supply, period: str) -> Policy:
        """The policy that a record follows in a period: one of that name, else the one a composite policy names."""
        said: Supply | Parameter | Composite = supply if supply.policy else self.default(supply)
        name = said.value if isinstance(said, Parameter) else said.policy
        if name not in self.atomic and (name, period) in self.composite:
            said = self.composite[name, period]
            name = said.policy
        if name not in self.atomic:
            raise CaseError([self.missing(name, period, said)])
        return self.atomic[name]

    def default(self, supply: Supply) -> Parameter:
        """What says which policy records of a component follow where they name none."""
        component = supply.component.upper()
        for name in DEFAULTS.get(component, ()):
            found = self.parameters.get(name)
            if found is not None and found.value:
                return found
        what = f"column Policy names none, and component {supply.component!r} has no default"
        remedy = (
            f"add {DEFAULTS[component][0]} to {PARAMETERS}" if component in DEFAULTS else "name one; AC, RC, NG have"
        )
        raise CaseError([Fault(supply.place, what, remedy)])

    def missing(self, name: str, period: str, said: Supply | Parameter | Composite) -> Fault:
        """Why there is no such policy."""
        column = "Value" if isinstance(said, Parameter) else "Policy"
        if any(row.name == name for row in self.tables.composites) and not isinstance(said, Composite):
            what = f"column {column}: composite policy {name!r} names no policy for period {period}"
            return Fault(said.place, what, f"add a row for it to {COMPOSITE}")
        known = [*self.atomic, *(row.name for row in self.tables.composites)]
        close = difflib.get_close_matches(name, known, 1)
        remedy = f"did you mean {close[0]!r}?" if close else f"add it to {POLICY} or {COMPOSITE}"
        return Fault(said.place, f"column {column}: no policy is called {name!r}", remedy)


def _mobilisation(kind: str) -> int:
    return MOBILISATION if kind in RESERVES else 0


def _known(policy: Policy, column: str, found: Days | None) -> Days:
    if found is None:
        raise _unfit(policy, column, "is empty", "the static rule needs it")
    return found


def _finite(policy: Policy, column: str, found: Days | None) -> Fraction:
    days = _known(policy, column, found)
    if isinstance(days, float):
        raise _unfit(policy, column, "is infinite", "the static rule needs a number of days")
    return days


def _unfit(policy: Policy, column: str, what: str, remedy: str) -> CaseError:
    where = f"column {column} of policy {policy.name!r}, which enabled supply follows, {what}"
    return CaseError([Fault(policy.place, where, remedy)])
