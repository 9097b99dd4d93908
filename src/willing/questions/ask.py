"""What every question starts from: a case at a day, in a scenario, with the words to speak of it."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, get_args

from willing.case.as_of import as_of, default_day
from willing.case.lasting import lasting
from willing.case.links import mentions
from willing.case.model import Case
from willing.case.names import names_of
from willing.case.pledge import LADDER, Reading, Stage
from willing.case.signing import Signature, signatures
from willing.case.weights import MIXED, mixed
from willing.case.wording import cut
from willing.case.write import canonical
from willing.conditions.english import Names, english
from willing.conditions.normal import normal
from willing.conditions.parse import MOST_DIGITS, parse_rule
from willing.conditions.text import text
from willing.conditions.tree import Condition, Factor
from willing.errors import AskError, ConditionError
from willing.questions.answer import VERSION
from willing.standing.goal import Goal
from willing.standing.setting import Setting, setting_of
from willing.standing.verdict import Resolution


@dataclass(frozen=True)
class Scene:
    """A case as it was known on a day, in the scenario a question is about."""

    case: Case
    day: date | None
    assume: Mapping[str, bool]
    stage: Stage
    reading: Reading = "likely"

    @cached_property
    def setting(self) -> Setting:
        """The pledges that take part, and the factors."""
        return setting_of(self.case, self.assume, self.stage, self.reading)

    @cached_property
    def resolved(self) -> Resolution:
        """The verdict on every pledge."""
        return Resolution(self.setting)

    @cached_property
    def names(self) -> Names:
        """What to call things."""
        return names_of(self.case)

    @cached_property
    def signed(self) -> Mapping[str, Signature]:
        """The signature under each pledge that was signed."""
        return signatures(self.case.signings)

    @property
    def overridden(self) -> tuple[str, ...]:
        """Assumed factors that the case has settled the other way."""
        return tuple(name for name, value in self.assume.items() if self.case.factors[name].value not in (None, value))

    @property
    def uncounted(self) -> int:
        """Pledges of unknown strength that take part and count as none."""
        return sum(self.case.pledge_by_id[line.pledge].likely is None for line in self.setting.lines)


def day_of(value: object, name: str) -> date | None:
    """A day given as a date or as text. Raises :class:`~willing.errors.AskError` for anything else."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise AskError(f"{name} {value!r} is not a date: write it as 2025-09-04") from None


def _settled(assume: object) -> dict[str, bool]:
    """Assumed factors, each true or false and nothing else: a slip here would change the answer without a word."""
    if not isinstance(assume, Mapping):
        raise AskError(f"assume {assume!r} is not a mapping: write for instance {{'ceasefire': True}}")
    for name, value in assume.items():
        if not isinstance(value, bool):
            raise AskError(f"assume: {name} is {value!r}: write True or False")
    return dict(assume)


def factors(texts: Iterable[str] | None, option: str = "--assume") -> Mapping[str, bool]:
    """``ceasefire,us_air_power=false`` as values. Raises :class:`~willing.errors.AskError` for anything else."""
    found: dict[str, bool] = {}
    for item in (part.strip() for written in texts or () for part in written.split(",")):
        name, equals, value = (piece.strip() for piece in item.partition("="))
        if not name or (equals and value not in ("true", "false")):
            raise AskError(f"{option} {item!r} is neither `factor` nor `factor=true` nor `factor=false`")
        settled = value != "false"
        if found.setdefault(name, settled) is not settled:
            raise AskError(f"{option} takes {name} to be both true and false")
    return found


def scene(
    case: Case, as_of_day: date | str | None, assume: Mapping[str, bool] | None, stage: str, reading: str = "likely"
) -> Scene:
    """Set the scene for a question.

    ``as_of_day`` defaults to the case's own day. Raises :class:`~willing.errors.AskError` for an unknown factor or
    stage.
    """
    known_stage = next((s for s in LADDER if s == stage), None)
    if known_stage is None:
        raise AskError(f"unknown stage {stage!r}: the stages are {', '.join(LADDER)}")
    known_reading = next((r for r in get_args(Reading) if r == reading), None)
    if known_reading is None:
        raise AskError(f"unknown reading {reading!r} of ranges: the readings are {', '.join(get_args(Reading))}")
    if not isinstance(case, Case):
        raise AskError(f"{case!r} is not a case: load it first, willing.load({case!r})")
    assumed = _settled(assume or {})
    for name in assumed:
        if name not in case.factors:
            raise AskError(f"unknown factor {name!r}: {closest(name, case.factors, 'the case has no factors')}")
    day = day_of(as_of_day, "as_of") or default_day(case)
    return Scene(as_of(case, day), day, assumed, known_stage, known_reading)


def goal_of(case: Case, target: int | str | None) -> Goal | None:
    """What the force is held against.

    ``target`` is a number of persons, also as text, or any other text a rule over the whole force; ``None`` is the
    case's own target, if it has one. Raises :class:`~willing.errors.AskError` for anything else.
    """
    if target is None:
        own = case.head.target
        return Goal(own.strength, normal(own.rule) if own.rule is not None else None) if own is not None else None
    if isinstance(target, bool) or not isinstance(target, int | str):
        raise AskError(f"target {target!r} is neither a whole number of persons nor a rule")
    written = str(target).strip()
    if not re.fullmatch(r"[-+]?[0-9][-0-9_,. ']*", written):
        return Goal(rule=normal(_rule(case, written)))
    if not re.fullmatch(r"[0-9]+(_[0-9]+)*", written) or len(written) > MOST_DIGITS:
        raise AskError(f"target {cut(written)} is not a number of persons: write a whole one as 25000 or 25_000")
    return Goal(int(written))


def _rule(case: Case, written: str) -> Condition:
    """A rule whose names the case knows."""
    asked = f"target {cut(written)!r}"
    try:
        rule = parse_rule(written)
    except ConditionError as error:
        raise AskError(f"{asked} is neither a whole number of persons nor a rule: {error.message}") from None
    summed = {*case.capabilities, *case.weights, *(pledge.capability for pledge in case.pledges)}
    known = {"factor": case.factors, "nation": case.nations, "pledge": case.pledge_by_id, "summed": summed}
    for kind, name in mentions(rule):
        if name not in known[kind]:
            what = "capability or weight" if kind == "summed" else kind
            raise AskError(f"{asked}: unknown {what} {name!r}: {closest(name, known[kind], 'the case has none')}")
    for clause in mixed(rule, case.weights):
        raise AskError(f"{asked}: {text(clause)!r} adds up two weights: {MIXED}")
    return rule


def closest(word: str, known: Iterable[str], none: str) -> str:
    """A remedy for a name that leads nowhere."""
    names = list(known)
    close = difflib.get_close_matches(word, names, 1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]!r}?"
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"the case has {shown}" if names else none


@lasting
def fingerprint(case: Case) -> str:
    """A hash of everything in a case: equal for equal cases, whatever files they were read from."""
    return hashlib.sha256(canonical(case).encode()).hexdigest()


def assumes(case: Case, factor: str) -> bool:
    """Whether the case labels a factor's probability as its own assumption."""
    basis = case.factors[factor].basis.get("probability")
    return basis is not None and basis.assumed is not None


def situated(case: Case, here: Scene, reading: str | None = None) -> dict[str, Any]:
    """What every answer says of what it was asked about; see :class:`~willing.questions.answer.Situated`."""
    return {
        "case": case.head.id,
        "title": case.head.title,
        "case_hash": fingerprint(case),
        "version": VERSION,
        "as_of": here.day,
        "assume": here.assume,
        "stage": here.stage,
        "reading": reading or here.reading,
    }


MOST_SPELLED_OUT = 3
"""Assumed factors up to which a sentence names them."""


def assumed(scene: Scene) -> str:
    """``with nothing assumed``, or what is assumed, in words."""
    if len(scene.assume) > MOST_SPELLED_OUT:
        return f"with {len(scene.assume)} factors assumed"
    said = [
        english(Factor(name), scene.names) if value else f"it is not so that {english(Factor(name), scene.names)}"
        for name, value in scene.assume.items()
    ]
    return f"assuming {listed(said)}" if said else "with nothing assumed"


def opening(scene: Scene) -> str:
    """How a sentence about a scene begins: ``As of 2025-09-04, with nothing assumed``."""
    day = f"As of {scene.day.isoformat()}, " if scene.day else ""
    return opened(f"{day}{assumed(scene)}")


def opened(sentence: str) -> str:
    """A sentence with its first letter a capital."""
    return sentence[:1].upper() + sentence[1:]


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([*([", ".join(words[:-1])] if len(words) > 1 else []), *words[-1:]])
