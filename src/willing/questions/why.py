"""Why a pledge or nation stands or not, the smallest repair, and who said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from willing.case.model import Case
from willing.conditions.english import english, persons
from willing.conditions.normal import non_monotone
from willing.conditions.text import text
from willing.conditions.tree import is_nation
from willing.errors import AskError
from willing.questions.answer import VERSION, Answer, Table
from willing.questions.ask import Scene, closest, fingerprint, opened, scene
from willing.questions.steps import Step, steps_for
from willing.standing.verdict import STATUSES, Status
from willing.standing.why import Reason, reasons


@dataclass(frozen=True)
class Said:
    """A statement behind a pledge, with both grades of the Admiralty code."""

    id: str
    on: date
    publisher: str
    grade: str
    """Reliability of the source A to F, then credibility of the statement 1 to 6."""
    says: str
    where: str | None
    url: str | None


@dataclass(frozen=True)
class Explained:
    """One pledge of the subject."""

    pledge: str
    nation: str
    capability: str
    strength: int | None
    stage: str
    status: Status | None
    """``None`` for a pledge that does not take part."""
    round: int | None
    condition: str
    """In the language of conditions; empty for none."""
    condition_in_english: str
    non_monotone: tuple[str, ...]
    """The parts of the condition by which others that come can make the pledge fall; empty where it is monotone."""
    reasons: tuple[Reason, ...]
    statements: tuple[Said, ...]
    basis: Mapping[str, Mapping[str, str]]
    """For a key of the pledge: whether its value is reported, derived or assumed, and why."""


@dataclass(frozen=True)
class Explanation(Answer):
    """The answer to ``why``."""

    case: str
    case_hash: str
    version: str
    as_of: date | None
    assume: Mapping[str, bool]
    stage: str
    reading: str
    subject: str
    name: str
    status: Status | None
    """The best verdict among the subject's pledges; ``None`` where none takes part."""
    reasons: tuple[Reason, ...]
    """Those of the pledge with that verdict, or of the largest such."""
    pledges: tuple[Explained, ...]
    repair: tuple[Step, ...]
    """For the subject's largest pledge that is not firm, smallest first; empty where no change was found."""
    statements: tuple[Said, ...]
    """What was said about the subject apart from its pledges."""

    @property
    def headline(self) -> str:
        """The answer in a sentence."""
        if self.status is None:
            return f"{opened(self.name)} has no pledge that takes part."
        verdict = {
            "firm": "stands firm",
            "together": "stands only if it signs together with others",
            "contested": "is contested: possible but not certain",
            "out": "does not stand",
        }[self.status]
        mend = f" {sentence(self.repair[0])}" if self.repair else ""
        playing = [pledge for pledge in self.pledges if pledge.status is not None]
        if len(playing) > 1:
            firm = sum(pledge.status == "firm" for pledge in playing)
            counted = f"{firm or 'none'} of its {len(playing)} pledges that count stand{'s' if firm == 1 else ''} firm"
            return f"{opened(self.name)}: {counted}.{mend}"
        return f"{opened(self.name)} {verdict}.{mend}"

    def table(self) -> Table:
        """A row per pledge of the subject."""
        rows = ((p.pledge, p.capability, p.strength, p.stage, p.status or "apart", p.condition) for p in self.pledges)
        return Table(("pledge", "capability", "strength", "stage", "status", "condition"), tuple(rows))


def why(
    case: Case,
    subject: str,
    *,
    as_of: date | str | None = None,
    assume: Mapping[str, bool] | None = None,
    stage: str = "declared",
    reading: str = "likely",
) -> Explanation:
    """Why a pledge (lower-case id) or a nation (upper-case code) stands or does not.

    Failing clauses come with their numbers and are followed through other nations to a false or open factor, a
    shortfall or a loop. Raises :class:`~willing.errors.AskError` for an unknown subject, factor or stage.
    """
    here = scene(case, as_of, assume, stage, reading)
    _refuse_unknown(case, here, subject)
    explained = tuple(explanations(here, subject))
    taking_part = [pledge for pledge in explained if pledge.status is not None]
    chosen = min(taking_part, key=lambda p: (STATUSES.index(p.status or "out"), -(p.strength or 0)), default=None)
    waiting = max((p for p in taking_part if p.status != "firm"), key=lambda p: p.strength or 0, default=None)
    mends = steps_for(here, waiting.pledge) if waiting is not None else ()
    cited = {said.id for pledge in explained for said in pledge.statements}
    about = (s.id for s in here.case.statements if subject in s.subjects and s.id not in cited)
    return Explanation(
        case=case.head.id,
        case_hash=fingerprint(case),
        version=VERSION,
        as_of=here.day,
        assume=here.assume,
        stage=here.stage,
        reading=here.reading,
        subject=subject,
        name=here.names.who(subject),
        status=chosen.status if chosen else None,
        reasons=chosen.reasons if chosen else (),
        pledges=explained,
        repair=mends,
        statements=tuple(said(here.case, statement) for statement in about),
    )


def _refuse_unknown(case: Case, here: Scene, subject: str) -> None:
    known = [*case.nations, *case.pledge_by_id]
    if subject not in known:
        called = {nation.name.casefold(): code for code, nation in case.nations.items() if nation.name}
        meant = called.get(subject.casefold()) or next((k for k in known if k.casefold() == subject.casefold()), None)
        remedy = f"did you mean {meant!r}?" if meant else closest(subject, known, "the case has no pledges")
        raise AskError(f"no nation or pledge {subject!r}: {remedy}")
    if not is_nation(subject) and subject not in here.case.pledge_by_id:
        pledge = case.pledge_by_id[subject]
        window = f"from {pledge.from_ or 'the beginning'}" + (f" until {pledge.until}" if pledge.until else "")
        raise AskError(f"the pledge {subject!r} is not in force on {here.day}: it is {window}; ask with --as-of")


def explanations(here: Scene, subject: str) -> Iterator[Explained]:
    """Each pledge of a subject with its verdict, its reasons and its statements; those that take no part too."""
    resolved = here.resolved
    for pledge in here.case.pledges:
        if subject not in (pledge.id, pledge.nation):
            continue
        plays = pledge.id in here.setting.by_pledge
        status = resolved.status(pledge.id) if plays else None
        yield Explained(
            pledge=pledge.id,
            nation=pledge.nation,
            capability=pledge.capability,
            strength=pledge.likely,
            stage=pledge.stage,
            status=status,
            round=resolved.firm.rounds.get(pledge.id) if status == "firm" else None,
            condition=pledge.if_ or "",
            condition_in_english=english(pledge.condition, here.names),
            non_monotone=tuple(map(text, non_monotone(pledge.condition))),
            reasons=reasons(here.setting, resolved.firm, pledge.id, here.names, here.signed) if plays else (),
            statements=tuple(said(here.case, statement) for statement in pledge.statements),
            basis={key: basis.model_dump(exclude_none=True) for key, basis in pledge.basis.items()},
        )


def said(case: Case, statement: str) -> Said:
    """A statement with its source's grade and its own."""
    found = case.statement_by_id[statement]
    source = case.sources[found.source]
    return Said(
        id=found.id,
        on=found.on,
        publisher=source.publisher or source.title or found.source,
        grade=f"{source.reliability}{found.credibility}",
        says=found.says,
        where=found.where,
        url=source.url,
    )


def sentence(step: Step) -> str:
    """A change and what it brings."""
    return f"{step.pledge} would stand if {'; and '.join(step.steps)}: the firm force is then {persons(step.strength)}."
