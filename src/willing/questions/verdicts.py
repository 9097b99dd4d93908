"""The verdict on each pledge and each nation, with the main reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from willing.case.pledge import Range
from willing.questions.ask import Scene
from willing.standing.verdict import STATUSES, Resolution, Status
from willing.standing.why import Reason, first_reasons


@dataclass(frozen=True)
class Verdict:
    """One pledge that takes part."""

    id: str
    nation: str
    capability: str
    strength: int | None
    """Persons offered, a range read as the question asks; ``None`` where unknown."""
    range: tuple[int, int] | None
    """The least and the most that was said, where it was a range."""
    stage: str
    status: Status
    """What is guaranteed: open factors help nobody."""
    possible: Status
    """The best that could be: open factors help everybody."""
    round: int | None
    """For a firm pledge, the round in which it can safely be announced, from 1."""
    parts: Mapping[Status, int]
    """Its persons by verdict: one pledge that matches others may be firm in part."""
    reasons: tuple[Reason, ...]
    """Its failing clauses; for a firm pledge, its clauses."""
    signed: bool
    """Whether it was signed; while its condition does not hold among the firm and the signed pledges, the signature is
    not honoured and the status is another than firm."""

    @property
    def main_reason(self) -> str:
        """The first of its reasons."""
        return self.reasons[0].text if self.reasons else "no condition"


@dataclass(frozen=True)
class NationVerdict:
    """The pledges of one nation that share a verdict."""

    nation: str
    name: str
    status: Status
    strength: int
    """Their persons with that verdict; those of unknown strength count as none. All rows add up to the force."""
    unknown: bool
    """Whether one of them has an unknown strength."""
    reason: str
    """The one main reason; among several, one it shares with most other nations."""


def verdicts_of(here: Scene, best: Resolution) -> Iterator[Verdict]:
    """The verdict on each pledge that takes part; ``best`` is the scenario with every open factor favourable."""
    said = first_reasons(here.setting, here.resolved.firm, here.names, here.signed)
    for line in here.setting.lines:
        pledge = here.case.pledge_by_id[line.pledge]
        status = here.resolved.status(line.pledge)
        yield Verdict(
            id=line.pledge,
            nation=line.nation,
            capability=line.capability,
            strength=pledge.persons(here.reading),
            range=pledge.span if isinstance(pledge.strength, Range) else None,
            stage=pledge.stage,
            status=status,
            possible=best.status(line.pledge),
            round=here.resolved.firm.rounds[line.pledge] if status == "firm" else None,
            parts=here.resolved.parts(line),
            reasons=said[line.pledge],
            signed=line.pledge in here.setting.signed,
        )


def nation_verdicts(here: Scene, verdicts: Sequence[Verdict]) -> tuple[NationVerdict, ...]:
    """Each nation under each verdict that some of its persons or pledges have, firm first, the strongest first."""
    groups: dict[tuple[str, Status], list[Verdict]] = {}
    for verdict in verdicts:
        for status in STATUSES:
            if verdict.parts[status] or verdict.status == status:
                groups.setdefault((verdict.nation, status), []).append(verdict)
    shared = Counter(text for found in groups.values() for text in {r.text for v in found for r in _clauses(v)})
    rows = (_nation(here, nation, status, found, shared) for (nation, status), found in groups.items())
    return tuple(sorted(rows, key=lambda row: (STATUSES.index(row.status), -row.strength, row.nation)))


def _clauses(verdict: Verdict) -> Iterator[Reason]:
    """The reasons of a pledge, but for what is said of its signature."""
    return (reason for reason in verdict.reasons if reason.kind not in ("signed", "unhonoured"))


def _nation(
    here: Scene, nation: str, status: Status, found: Sequence[Verdict], shared: Mapping[str, int]
) -> NationVerdict:
    largest = max(found, key=lambda verdict: verdict.parts[status])
    texts = [reason.text for reason in _clauses(largest)]
    return NationVerdict(
        nation=nation,
        name=here.names.nation(nation),
        status=status,
        strength=sum(verdict.parts[status] for verdict in found),
        unknown=any(verdict.strength is None for verdict in found),
        reason=max(texts, key=lambda text: shared[text]) if texts else "no condition",
    )
