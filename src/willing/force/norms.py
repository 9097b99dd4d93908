"""By which numbers a nation rotates: those of the case, and named defaults where the case has none.

A default is never silent: every number comes as a :class:`Part` that says where it is from. Land forces have no
default: without them nothing can be said of a nation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from willing.case.nation import Nation, Norm
from willing.force.sustain import Pool, Rotation, rotation_of

NORM = Norm(tour_months=6, dwell_ratio=4, stretched_ratio=2, overlap_days=14)
"""Taken for a nation without a norm of its own, and for the reckoning of a force of no particular nation."""
DEPLOYABLE = 0.6

DEFAULTS: Mapping[str, str] = {
    "home_floor": "a third of land forces, because every army keeps some for home and alliance duties",
    "elsewhere": "none, as nothing is said of land forces elsewhere; what can be kept up is then at most this much",
    "deployable": "six in ten of the rest: with a third at home this makes 40 % of land forces deployable, as NATO "
    "asked in 2006",
    "norm": "six months away and four times as long at home, the British harmony guideline (Iraq Inquiry report), with "
    "two weeks of handover",
    "stretched_ratio": "stretched, two months at home for each away, the floor that the United States set itself in "
    "2021, or the norm itself where that is shorter",
    "overlap_days": "no handover, as none is stated",
}
"""What is taken where a case is silent, and why."""


@dataclass(frozen=True)
class Part:
    """One number that a nation's level rests on."""

    key: str
    """What it is, by the key it has in the case."""
    value: float
    """Persons, months, days or a share."""
    basis: Mapping[str, str]
    """Where it comes from: ``reported``, ``derived`` and ``assumed`` as the case says, or ``default``, as it says
    nothing; empty where the case states the number without a basis."""

    @property
    def assumption(self) -> str | None:
        """What is assumed, by the case or by default."""
        return self.basis.get("assumed") or self.basis.get("default")


@dataclass(frozen=True)
class Terms:
    """What a nation can draw on, and by which rules."""

    pool: Pool | None
    """``None`` where its land forces are unknown."""
    norm: Rotation
    stretched: Rotation
    parts: tuple[Part, ...]
    """Every number it rests on."""


def terms_of(nation: Nation) -> Terms:
    """A nation's pool and its rules for rotation.

    The pool is ``(land - home_floor - elsewhere) * deployable``, and never below nothing; a reserve that would be
    mobilised is a component of its own, of which the same share is deployable.
    """
    norm, said = _norm(nation)
    stretched = next(part.value for part in said if part.key == "stretched_ratio")
    counted = tuple(_counted(nation))
    return Terms(_pool(counted), rotation_of(norm), rotation_of(norm, stretched), (*counted, *said))


def _counted(nation: Nation) -> Iterator[Part]:
    """What the pool is made of; nothing where land forces are unknown."""
    if nation.land is None:
        return
    defaults = {"home_floor": -(-nation.land // 3), "elsewhere": 0, "deployable": DEPLOYABLE}
    for key in ("land", "home_floor", "elsewhere", "deployable", "reserve"):
        value = getattr(nation, key)
        if value is not None:
            yield Part(key, value, _basis(nation, key))
        elif key in defaults:
            yield Part(key, defaults[key], {"default": DEFAULTS[key]})


def _pool(parts: tuple[Part, ...]) -> Pool | None:
    if not parts:
        return None
    number = {part.key: Fraction(str(part.value)) for part in parts}
    free = max(Fraction(0), number["land"] - number["home_floor"] - number["elsewhere"])
    return Pool(free * number["deployable"], number.get("reserve", Fraction(0)) * number["deployable"])


def _norm(nation: Nation) -> tuple[Norm, tuple[Part, ...]]:
    """The norm, and its numbers."""
    own, norm = nation.norm, nation.norm or NORM
    basis = _basis(nation, "norm") if own else {"default": DEFAULTS["norm"]}
    shorter = norm.stretched_ratio
    least = min(norm.dwell_ratio, NORM.stretched_ratio or 0)
    silent = own is not None and "overlap_days" not in own.model_fields_set
    return norm, (
        Part("tour_months", norm.tour_months, basis),
        Part("dwell_ratio", norm.dwell_ratio, basis),
        Part("overlap_days", norm.overlap_days, {"default": DEFAULTS["overlap_days"]} if silent else basis),
        Part("stretched_ratio", shorter, basis)
        if own and shorter is not None
        else Part("stretched_ratio", least, {"default": DEFAULTS["stretched_ratio"]}),
    )


def _basis(nation: Nation, key: str) -> Mapping[str, str]:
    found = nation.basis.get(key)
    return found.model_dump(exclude_none=True) if found else {}
