"""An assessment in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from willing.conditions.english import english, persons
from willing.conditions.tree import Factor
from willing.questions.ask import Scene, assumed, listed
from willing.questions.steps import Change, Step
from willing.standing.groups import Group
from willing.standing.verdict import Resolution


def headline(
    here: Scene,
    target: int | None,
    best: tuple[Resolution, Resolution],
    found: Sequence[Group],
    changes: Sequence[Change],
    nearest: Step | None,
) -> str:
    """What stands firm against the target, what would add to it, and the most that could ever be.

    ``best`` is the scenario with every open factor favourable, as ranges are read and with ranges at their high end.
    """
    now = here.resolved
    day = f"As of {here.day.isoformat()}, " if here.day else ""
    of_target = f" of {persons(target)}" if target is not None else ""
    read = "" if here.reading == "likely" else f", every stated range at its {here.reading} end"
    said = f"{day}{assumed(here)}{read}, {persons(now.firm_strength)}{of_target} stand firm{_beside(here)}"
    if now.beyond:
        most = "" if here.setting.monotone else "at most "
        said += f"; {most}{persons(now.together_strength)} would stand {_signing(here, found)}"
    elif changes and changes[0].adds:
        first = changes[0]
        settled = english(Factor(first.factor), here.names)
        said += f"; {persons(first.firm)} would stand {'once' if first.value else 'if it were not so that'} {settled}"
    elif nearest is not None:
        said += f"; {persons(nearest.strength)} would stand if {listed(nearest.steps)}"
    return said[:1].upper() + said[1:] + _at_best(now.together_strength, best) + "."


def _at_best(now: int, best: tuple[Resolution, Resolution]) -> str:
    """The most that could be without any nation dropping a condition, where that is more than now."""
    likely, high = (resolution.together_strength for resolution in best)
    ranges = f" ({persons(high)} at the high end of the stated ranges)" if high > likely else ""
    if likely > now:
        return f"; if every open question turned out well, at most {persons(likely)}{ranges}"
    if high > now:
        return (
            f"; however the open questions turn out, no more than {persons(likely)} by the conditions as stated{ranges}"
        )
    return ""


def _beside(here: Scene) -> str:
    """The firm pledges that no number can be put on."""
    unknown = sum(here.case.pledge_by_id[pledge].likely is None for pledge in here.resolved.firm.certain)
    return f" (beside {unknown} pledge{'s' if unknown > 1 else ''} of unknown strength)" if unknown else ""


def _signing(here: Scene, found: Sequence[Group]) -> str:
    if len(found) != 1:
        return "if all who wait for each other signed together"
    codes = dict.fromkeys(here.case.pledge_by_id[pledge].nation for pledge in found[0].pledges)
    named = [here.names.nation(code) for code in codes]
    if len(named) > 5:
        return f"if these {len(named)} nations signed together: {', '.join(codes)}"
    return f"if {listed(named)} signed together" if len(named) > 1 else f"once {named[0]} signs"
