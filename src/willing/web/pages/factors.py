"""Factors: what lies outside the pledges, what hangs on each, and settling them as they become known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from willing.case.model import Case, Factor, Given
from willing.case.names import names_of
from willing.charts import words
from willing.conditions.english import Names
from willing.conference.convening import SettleFactor
from willing.conference.errors import Impossible, NotThere, Stale
from willing.conference.supposing import Hanging, hanging
from willing.questions.ask import assumes, opened
from willing.web import entry_form
from willing.web.consequences import consequence
from willing.web.visit import Answered, Go, Page, Route, Visit

VALUES: Mapping[str, bool | None] = {"true": True, "false": False, "open": None}
"""What a factor can be settled as."""


@dataclass(frozen=True)
class Line:
    """A factor as the page shows it."""

    key: str
    title: str
    state: str
    """``true``, ``false`` or ``open``."""
    since: date | None
    likely: str
    """How likely it is while it is open, in words; empty where nobody says."""
    ours: bool
    """Whether that is the case's own assumption."""
    because: str
    """Where the probability comes from."""
    note: str
    hangs: Hanging

    @property
    def weight(self) -> tuple[int, int]:
        """How much hangs on it: persons that settling it would move, then pledges that mention it."""
        effects = (self.hangs.true, self.hangs.false)
        moved = max(abs(e.after.firm - e.before.firm) + abs(e.after.together - e.before.together) for e in effects)
        return moved, len(self.hangs.pledges)


def factors(visit: Visit) -> Answered:
    """Every factor, those on which most hangs first."""
    room = visit.room
    lines = sorted((_line(room.case, key, hangs) for key, hangs in _hangs(visit).items()), key=lambda one: one.weight)
    lines.reverse()
    context = {
        "open": tuple(line for line in lines if line.state == "open" and line.hangs.pledges),
        "idle": tuple(line for line in lines if line.state == "open" and not line.hangs.pledges),
        "settled": tuple(line for line in lines if line.state != "open"),
        "may_settle": room.may("factor.settle") and not room.past,
        "may_state": room.may("case.state") and not room.past,
    }
    return Page("factors.html", context)


def _hangs(visit: Visit) -> Mapping[str, Hanging]:
    room = visit.room
    found: Mapping[str, Hanging] = visit.site.conference.answered(room, "hanging", lambda: hanging(room.case, room.day))
    return found


def _line(case: Case, key: str, hangs: Hanging) -> Line:
    factor = case.factors[key]
    names = names_of(case)
    basis = factor.basis.get("probability")
    said = " ".join(part for part in (basis.reported, basis.derived, basis.assumed) if part) if basis else ""
    return Line(
        key=key,
        title=opened(names.factor(key)),
        state=_state(factor),
        since=factor.from_,
        likely=_likely(factor, names),
        ours=assumes(case, key),
        because=said,
        note=factor.note or "",
        hangs=hangs,
    )


def _likely(factor: Factor, names: Names) -> str:
    match factor.probability:
        case None:
            return ""
        case Given(given=other, true=so, false=not_so):
            return f"{_share(so)} if {names.factor(other)}, {_share(not_so)} if not"
        case share:
            return words.whole_percent(float(share))


def _share(found: float | Given) -> str:
    return "more than one chance" if isinstance(found, Given) else words.whole_percent(float(found))


# Settling


def confirm(visit: Visit) -> Answered:
    """What settling a factor would do, either way, before it is done."""
    return _confirm(visit)


def _confirm(visit: Visit, status: int = 200, stale: Stale | None = None, error: str = "") -> Page:
    key, room = visit.parameters["key"], visit.room
    factor = room.released.factors.get(key)
    if factor is None:
        raise NotThere(f"there is no factor {key[:60]!r}")
    context = {
        "key": key,
        "title": opened(names_of(room.released).factor(key)),
        "now": _state(factor),
        "ways": tuple(
            (word, consequence(room, visit.site.conference.foresee(visit.actor, SettleFactor(key, value))))
            for word, value in VALUES.items()
            if value is not factor.value
        ),
        "seen": room.version,
        "error": error,
        "difference": entry_form.difference(visit, stale) if stale else None,
    }
    return Page("factor_settle.html", context, status, live=False)


def _state(factor: Factor) -> str:
    return "open" if factor.value is None else str(factor.value).lower()


def settle(visit: Visit) -> Answered:
    """Settle a factor, or open it again."""
    key, wanted = visit.parameters["key"], visit.form.text("as")
    if wanted not in VALUES:
        raise NotThere("a factor is settled as true or false, or open: choose one on the page of factors")
    try:
        done = visit.site.conference.do(visit.actor, SettleFactor(key, VALUES[wanted]), visit.form.whole("seen"))
    except Stale as stale:
        return _confirm(visit, 409, stale)
    except Impossible as error:
        return _confirm(visit, 422, error=f"{opened(str(error))}.")
    moved = done.effect.after.firm - done.effect.before.firm
    change = f" {abs(moved):,} persons {'more' if moved > 0 else 'fewer'} stand firm." if moved else ""
    what = "The factor is open again." if VALUES[wanted] is None else f"The factor is settled: {wanted}."
    return Go("/factors", what + change)


ROUTES = (
    Route("GET", "/factors", "picture.see", factors, "factors"),
    Route("GET", "/factors/{key}/settle", "factor.settle", confirm, "factors"),
    Route("POST", "/factors/{key}/settle", "factor.settle", settle, "factors"),
)
