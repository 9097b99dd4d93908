"""What an analyst checks: every nation with its pledges, why they stand or not, and every statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from willing.case.model import Case, Factor, Given, Probability, Source, Statement
from willing.case.pledge import Match, Pledge, Range
from willing.charts import words
from willing.questions.ask import Scene
from willing.questions.steps import steps_for
from willing.questions.verdicts import NationVerdict, Verdict
from willing.questions.why import Explained, explanations, sentence
from willing.report.answers import Answers
from willing.standing.verdict import STATUSES, Status
from willing.standing.why import Reason

MOST_REASONS = 40
"""Reasons shown under one pledge; those beyond stand under the pledges that they are about."""
WORK = 60_000
"""Pledges looked at, times all pledges squared, up to which the smallest changes are worked out."""


@dataclass(frozen=True)
class Because:
    """One reason with those it rests on."""

    kind: str
    text: str
    subject: str | None
    because: tuple[Because, ...]
    left: int
    """How many more were left out here."""


@dataclass(frozen=True)
class PledgeEntry:
    """A pledge with all that is known of it."""

    pledge: Pledge
    explained: Explained
    strength: str
    """In words, with its range."""
    verdict: Verdict | None
    """``None`` for a pledge that does not take part."""
    because: tuple[Because, ...]


@dataclass(frozen=True)
class NationEntry:
    """A nation with its pledges that take part, and those that do not."""

    code: str
    name: str
    rows: tuple[NationVerdict, ...]
    """Its persons by verdict."""
    pledges: tuple[PledgeEntry, ...]
    apart: tuple[PledgeEntry, ...]
    repair: tuple[str, ...]
    """The smallest changes that make its largest pledge stand that does not yet."""
    repairable: bool
    """Whether such changes were looked for."""
    also: tuple[str, ...]
    """Statements about it that none of its pledges rests on."""


@dataclass(frozen=True)
class StatementEntry:
    """A statement with its source."""

    statement: Statement
    source: Source
    grade: str
    against: tuple[str, ...]
    """Statements it cannot be squared with, whichever of the two says so."""


def nations_of(answers: Answers) -> tuple[NationEntry, ...]:
    """Every nation with a pledge, by name."""
    case, here = answers.case, answers.here
    verdicts = {verdict.id: verdict for verdict in answers.assessment.pledges}
    codes = dict.fromkeys(pledge.nation for pledge in case.pledges)
    mended = _mended(answers)
    found = []
    for code in codes:
        entries = [_pledge(here, explained, verdicts) for explained in explanations(here, code)]
        cited = {said.id for entry in entries for said in entry.explained.statements}
        found.append(
            NationEntry(
                code=code,
                name=name_of(case, code),
                rows=tuple(row for row in answers.assessment.nations if row.nation == code),
                pledges=tuple(entry for entry in entries if entry.verdict is not None),
                apart=tuple(entry for entry in entries if entry.verdict is None),
                repair=mended.get(code, ()),
                repairable=code in mended,
                also=tuple(s.id for s in case.statements if code in s.subjects and s.id not in cited),
            )
        )
    return tuple(sorted(found, key=lambda entry: (entry.name.casefold(), entry.code)))


def name_of(case: Case, code: str) -> str:
    """A nation's name as it stands alone."""
    nation = case.nations.get(code)
    return words.opened(words.label((nation.name if nation else None) or code))


def _mended(answers: Answers) -> Mapping[str, tuple[str, ...]]:
    """For nations with a pledge that is not firm, the smallest changes; only for the largest where pledges are many."""
    waiting: dict[str, Verdict] = {}
    for verdict in answers.assessment.pledges:
        best = waiting.get(verdict.nation)
        if verdict.status != "firm" and (best is None or (verdict.strength or 0) > (best.strength or 0)):
            waiting[verdict.nation] = verdict
    most = WORK // max(1, len(answers.assessment.pledges)) ** 2
    chosen = sorted(waiting.values(), key=lambda verdict: -(verdict.strength or 0))[:most]
    return {v.nation: tuple(sentence(step) for step in steps_for(answers.here, v.id)) for v in chosen}


def _pledge(here: Scene, explained: Explained, verdicts: Mapping[str, Verdict]) -> PledgeEntry:
    pledge = here.case.pledge_by_id[explained.pledge]
    because, _ = _cut(explained.reasons, MOST_REASONS)
    return PledgeEntry(pledge, explained, strength_of(pledge, here.case), verdicts.get(pledge.id), because)


def _cut(reasons: Sequence[Reason], room: int) -> tuple[tuple[Because, ...], int]:
    """Reasons as deep as there is room for, and the room that is left; all on one level are kept."""
    room -= len(reasons)
    found = []
    for reason in reasons:
        if len(reason.because) > room:
            found.append(Because(reason.kind, reason.text, reason.subject, (), _counted(reason.because)))
        else:
            below, room = _cut(reason.because, room)
            found.append(Because(reason.kind, reason.text, reason.subject, below, 0))
    return tuple(found), room


def _counted(reasons: Sequence[Reason]) -> int:
    return sum(1 + _counted(reason.because) for reason in reasons)


def strength_of(pledge: Pledge, case: Case) -> str:
    """A pledge's persons in words."""
    match pledge.strength:
        case Range(low=low, likely=likely, high=high):
            return f"{words.spread(low, high)}, likely {words.number(likely)}" if low < high else words.number(likely)
        case Match(match=rate, of=of, up_to=most):
            return f"{rate} for each of {of}, at most {words.number(most)}"
        case int(number):
            return words.number(number)
    return "unknown"


def statements_of(case: Case) -> tuple[StatementEntry, ...]:
    """Every statement, in the order of its id."""
    against: dict[str, dict[str, None]] = {}
    for statement in case.statements:
        for other in statement.contradicts:
            against.setdefault(statement.id, {})[other] = None
            against.setdefault(other, {})[statement.id] = None
    found = [
        StatementEntry(s, case.sources[s.source], f"{case.sources[s.source].reliability}{s.credibility}",
                       tuple(sorted(against.get(s.id, ()), key=by_number)))
        for s in case.statements
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda entry: by_number(entry.statement.id)))


def by_number(key: str) -> tuple[tuple[int, int, str], ...]:
    """The order of ids as a reader expects it: ``c9`` before ``c10``."""
    parts = re.findall(r"[0-9]+|[^0-9]+", key)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def standing_of(answers: Answers) -> Iterator[tuple[Status, int, tuple[tuple[Verdict, int], ...]]]:
    """For each verdict its persons, and the pledges with persons or a part in it."""
    for status in STATUSES:
        rows = tuple((v, v.parts[status]) for v in answers.assessment.pledges if v.parts[status] or v.status == status)
        yield status, getattr(answers.assessment.strength, status), rows


def probability_of(factor: Factor, scene: Scene) -> str:
    """How likely a factor is while it is open, in words; empty where nobody says."""
    return _likely(factor.probability, scene) if factor.probability is not None else ""


def _likely(probability: Probability, scene: Scene) -> str:
    if not isinstance(probability, Given):
        return words.percent(probability)
    other = scene.names.factor(probability.given)
    return f"{_nested(probability.true, scene)} if {other}, {_nested(probability.false, scene)} if not"


def _nested(probability: Probability, scene: Scene) -> str:
    said = _likely(probability, scene)
    return f"({said})" if isinstance(probability, Given) else said
