"""Cases of a few pledges and posts, of which the planning problem can be written down by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

import willing
from willing.force.pose import Asked, Posed, posed
from willing.force.supply import Supply, supply_of

NORM = {"tour_months": 3, "dwell_ratio": 1, "overlap_days": 0}
CAPABILITIES: Mapping[str, Mapping[str, Any]] = {
    "infantry": {},
    "medical": {},
    "ships": {"domain": "sea"},
    "jets": {"domain": "air"},
}


def post(name: str = "gate", strength: int = 100, months: Sequence[int] = (0, 12), **keys: Any) -> dict[str, Any]:
    """Infantry who guard something in the west."""
    plain = {"id": name, "area": "west", "task": "guard", "capability": "infantry", "strength": strength}
    return {**plain, "months": [*months], "priority": 1, **keys}


def pledge(name: str = "fr", strength: int = 100, units: Sequence[Mapping[str, Any]] = (), **keys: Any) -> Any:
    """Infantry of the nation that the pledge is named after."""
    plain = {"id": name, "nation": name[:2].upper(), "capability": "infantry", "strength": strength}
    return {**plain, **({"units": [*units]} if units else {}), **keys}


def unit(name: str, strength: int = 100, **keys: Any) -> dict[str, Any]:
    """A formed unit."""
    return {"id": name, "strength": strength, **keys}


def case(
    *pledges: Mapping[str, Any],
    posts: Sequence[Mapping[str, Any]] = (),
    nations: Mapping[str, Mapping[str, Any]] | None = None,
    **sections: Any,
) -> willing.Case:
    """Nations that are away for three of six months, land forces unknown, and one course of action."""
    known = {each["nation"]: {"norm": NORM} for each in pledges}
    return willing.build(
        {
            "case": {"format": 1, "id": "small", "title": "A small case"},
            "nations": {code: {"norm": NORM, **(nations or {}).get(code, {})} for code in known},
            "areas": {"west": {"at": [50, 24]}, "middle": {"at": [50, 25]}, "east": {"at": [49, 36]}},
            "capabilities": CAPABILITIES,
            "requirements": {"hold": {"posts": [*posts] or [post()]}},
            "pledges": [*pledges],
            **sections,
        }
    )


def everybody(of: willing.Case) -> Mapping[str, int]:
    """Every pledge with all that it offers."""
    return {each.id: each.likely or 0 for each in of.pledges}


def supplied(of: willing.Case, months: int = 12, stretched: bool = False) -> dict[str, Supply]:
    """What every pledge comes to."""
    return {each.pledge.id: each for each in supply_of(of, everybody(of), months, stretched)[0]}


def put(of: willing.Case, months: int = 12, *, stretched: bool = False, waived: Sequence[str] = ()) -> Posed:
    """The problem that every pledge and the one course of action come to."""
    return posed(of, everybody(of), Asked("hold", months, stretched, frozenset(waived)))


@st.composite
def cases(draw: st.DrawFn) -> willing.Case:
    """A case of a few pledges with every rule that there is."""
    areas = ("west", "middle", "east")
    posts = [
        post(
            f"p{n}",
            draw(st.integers(1, 900)),
            (first := draw(st.integers(0, 9)), first + draw(st.integers(1, 12))),
            area=draw(st.sampled_from(areas)),
            task=draw(st.sampled_from(("guard", "patrol"))),
            capability=draw(st.sampled_from(tuple(CAPABILITIES))),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    pledges = []
    for n in range(draw(st.integers(0, 3))):
        caveats = {"areas": draw(st.lists(st.sampled_from(areas), unique=True))} if draw(st.booleans()) else {}
        keys: dict[str, Any] = {"notice_days": draw(st.integers(0, 150))} if draw(st.booleans()) else {}
        keys |= {"for_months": draw(st.integers(1, 12))} if draw(st.booleans()) else {}
        units = [unit(f"u{n}{i}", draw(st.integers(1, 900))) for i in range(draw(st.integers(0, 2)))]
        name = f"{draw(st.sampled_from(('fr', 'gb')))}-p{n}"
        kind = draw(st.sampled_from(tuple(CAPABILITIES)))
        pledges.append(pledge(name, draw(st.integers(0, 900)), units, capability=kind, caveats=caveats, **keys))
    forces = {"land": draw(st.integers(0, 3000))} if draw(st.booleans()) else {}
    lift = {"lift": draw(st.integers(0, 900))} if draw(st.booleans()) else {}
    needs = {**CAPABILITIES, "infantry": {"needs": {"medical": {"share": 0.1}}, "substitutes": {"jets": 0.5}}}
    return case(
        *pledges,
        posts=posts,
        nations={"FR": forces} if any(each["nation"] == "FR" for each in pledges) else {},
        areas={"west": lift, "middle": {}, "east": {}},
        capabilities=needs,
    )
