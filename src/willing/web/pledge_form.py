"""The form of a pledge: from a pledge to its fields, and from what was typed back to a pledge, or to what is wrong.

Nothing that is typed is lost: what cannot be read stays in its field, with a sentence beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from willing.case.base import KEY, NAME
from willing.case.model import Case
from willing.case.pledge import Stage
from willing.errors import CaseError, Fault
from willing.web.visit import Fields

EMPTY_ROWS = 3
"""Rows for further units that the form offers."""
NOWHERE = "-"
"""The box of a pledge whose caveats leave it no area, or no task, at all."""

SHOWN: Mapping[str, str] = {
    "capability": "What is offered",
    "strength": "Strength",
    "if": "Condition",
    "caveats": "Caveats",
    "stage": "Stage",
    "notice_days": "Notice to move",
    "for_months": "For how long",
    "from": "From",
    "until": "Until",
    "units": "Units",
    "note": "Note",
}
"""The keys of a pledge that the form shows, and what it calls them."""

STAGES: Mapping[str, str] = {
    "rumoured": "Reported by others; it takes no part yet.",
    "indicated": "Hinted at; it takes no part yet.",
    "declared": "Said in public. From here on it counts.",
    "committed": "Bound: the force is built on it (UN readiness level 1).",
    "verified": "Looked at and found as pledged (level 2).",
    "ready": "Ready to move within its notice (level 3).",
    "deployed": "There.",
    "refused": "A refusal is a position too; it never counts.",
    "withdrawn": "Taken back; it never counts.",
}
"""What each stage means."""

_UNIT = ("unit_id", "unit_strength", "unit_capability", "unit_from", "unit_to")
_GROUPED = re.compile(r"[0-9]{1,3}([, _'\u00a0\u202f][0-9]{3})+|[0-9]+")
_RATE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,8})?|\.[0-9]{1,8}")

Errors = dict[str, str]
"""What is wrong, by the field it is about; ``""`` for what is about no one field."""


# ---- From a pledge to its fields


def filled(pledge: Mapping[str, Any]) -> Fields:
    """The form filled from a pledge in the keys of the case format."""
    values: dict[str, tuple[str, ...]] = {
        key: (str(pledge[key]),)
        for key in ("capability", "if", "stage", "notice_days", "for_months", "from", "until", "note")
        if key in pledge
    }
    values.setdefault("stage", ("declared",))
    values |= {key: (str(value),) for key, value in _strength_fields(pledge.get("strength"))}
    caveats = pledge.get("caveats") or {}
    for key in ("areas", "tasks"):
        if key in caveats:
            values[key] = tuple(caveats[key]) or (NOWHERE,)
    units = pledge.get("units", ())
    for name, key in zip(_UNIT, ("id", "strength", "capability", "from_month", "to_month"), strict=True):
        values[name] = tuple(str(unit.get(key, "")) for unit in units)
    return Fields(values)


def _strength_fields(strength: Any) -> Iterator[tuple[str, Any]]:
    match strength:
        case {"match": rate, **rest}:
            yield from (("kind", "match"), ("rate", _plain_rate(rate)), ("of", rest.get("of", "others")))
            yield "up_to", rest.get("up_to", "")
        case {"low": low, "likely": likely, "high": high}:
            yield from (("kind", "range"), ("low", low), ("likely", likely), ("high", high))
        case "unknown":
            yield "kind", "unknown"
        case None:
            yield "kind", "number"
        case number:
            yield from (("kind", "number"), ("persons", number))


def _plain_rate(rate: Any) -> str:
    """A rate without an exponent, as one types it."""
    return f"{float(rate):.8f}".rstrip("0").rstrip(".")


# ---- From what was typed to a pledge


@dataclass(frozen=True)
class Typed:
    """What a form came to."""

    pledge: Mapping[str, Any]
    """The pledge in the keys of the case format, as far as it could be read."""
    errors: Mapping[str, str]
    """What could not be read, by field."""


def read(form: Fields, nation: str, name: str | None = None) -> Typed:
    """What was typed as a pledge of a nation, without an id for a new one; the form shows no basis and no statements.

    What cannot be read is left out, so that everything else can still be checked.
    """
    errors: Errors = {}
    found: dict[str, Any] = {"id": name} if name else {}
    found |= {"nation": nation, "capability": _name(form.text("capability"))}
    if not found["capability"]:
        errors["capability"] = "Say what is offered."
        del found["capability"]
    found["strength"] = _strength(form, errors)
    found |= {key: value for key in ("if", "from", "until", "note") if (value := form.text(key))}
    caveats = _caveats(form)
    found |= {"caveats": caveats} if caveats else {}
    found |= _stage(form, errors)
    for key, what in (("notice_days", "days"), ("for_months", "months")):
        number = _number(form.text(key), key, f"Write a whole number of {what}, or leave it empty.", errors)
        found |= {} if number is None else {key: number}
    units = list(_units(form, errors))
    found |= {"units": units} if units else {}
    return Typed(found, errors)


def _name(text: str) -> str:
    """A name as a case writes it."""
    if re.fullmatch(NAME, text.strip()):
        return text.strip()
    return re.sub(r"[^a-z0-9_]+", "_", text.strip().lower()).strip("_")


def whole(text: str) -> int | None:
    """A whole number, its thousands separated or not; ``None`` for anything else."""
    text = text.strip()
    if len(text) > 20 or (not text.isascii() and not set(text) & set("\u00a0\u202f")) or not _GROUPED.fullmatch(text):
        return None
    return int(re.sub("[^0-9]", "", text))


def _number(text: str, field: str, sentence: str, errors: Errors) -> int | None:
    if not text:
        return None
    number = whole(text)
    if number is None:
        errors[field] = sentence
    return number


def _persons(form: Fields, field: str, errors: Errors) -> int:
    """Persons that have to be typed; none where they are at fault, which an error says."""
    found = whole(form.text(field))
    if found is None:
        typed = form.text(field)
        errors[field] = "Write how many persons, such as 4,000." + (" If nobody knows: unknown." if not typed else "")
    return found or 0


def _strength(form: Fields, errors: Errors) -> Any:
    match form.text("kind", "number"):
        case "unknown":
            return "unknown"
        case "range":
            found = {key: _persons(form, key, errors) for key in ("low", "likely", "high")}
            return found if not errors.keys() & found.keys() else "unknown"
        case "match":
            return _match(form, errors)
        case "number":
            persons = _persons(form, "persons", errors)
            return "unknown" if "persons" in errors else persons
    errors["kind"] = "Choose how the strength is given."
    return "unknown"


def _match(form: Fields, errors: Errors) -> Any:
    rate, most = form.text("rate"), _persons(form, "up_to", errors)
    if not _RATE.fullmatch(rate):
        errors["rate"] = "Write a number such as 0.1: one person for every ten of theirs."
    if errors.keys() & {"rate", "up_to"}:
        return "unknown"
    of = form.text("of") or "others"
    return {"match": float(rate), **({} if of == "others" else {"of": of}), "up_to": most}


def _caveats(form: Fields) -> dict[str, list[str]]:
    more = [_name(name) for name in form.text("tasks_more").split(",") if _name(name)]
    found = {"areas": form.all("areas"), "tasks": (*form.all("tasks"), *more)}
    return {key: [n for n in dict.fromkeys(names) if n != NOWHERE] for key, names in found.items() if names}


def _stage(form: Fields, errors: Errors) -> dict[str, str]:
    stage = form.text("stage", "declared")
    if stage not in get_args(Stage):
        errors["stage"] = "Choose one of the stages."
        return {}
    return {} if stage == "declared" else {"stage": stage}


def _units(form: Fields, errors: Errors) -> Iterator[dict[str, Any]]:
    for index, row in enumerate(unit_rows(form), start=1):
        if not any(row):
            continue
        name, strength, capability, first, last = row
        persons = whole(strength)
        if not name or persons is None:
            errors.setdefault("units", f"Unit {index}: give it a name and how many persons it has.")
            continue
        key = name if re.fullmatch(KEY, name) else re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-._")
        unit: dict[str, Any] = {"id": key, "strength": persons}
        unit |= {"capability": _name(capability)} if capability else {}
        for month, text in (("from_month", first), ("to_month", last)):
            number = _number(text, "units", f"Unit {index}: write months as whole numbers, counted from D-day.", errors)
            unit |= {} if number is None else {month: number}
        yield unit


def unit_rows(form: Fields, more: int = 0) -> list[tuple[str, ...]]:
    """The rows of units as they were typed: name, strength, capability, first and last month; and some empty ones."""
    columns = [form.all(name) for name in _UNIT]
    rows = [
        tuple(column[index].strip() if index < len(column) else "" for column in columns)
        for index in range(max(map(len, columns), default=0))
    ]
    used = [row for row in rows if any(row)] if more else rows
    return [*used, *[("",) * len(_UNIT)] * more]


# ---- What the conference finds wrong, at the fields


_FIELDS: Mapping[str, str] = {"strength": "persons", "basis": "", "statements": "", "id": "", "nation": ""}
_OF_STRENGTH: Mapping[str, str] = {"number": "persons", "range": "low", "match": "rate", "unknown": "kind"}
_SAID: Sequence[tuple[str, str]] = (
    ("unknown capability", "capability"),
    ("it lapses before it was made", "until"),
    ("the unit '", "units"),
    ("for a withdrawal", "stage"),
    ("giving it that stage", "stage"),
)
"""What a fault says that names no key, and the field that it is about."""
_WHERE = re.compile(r"^pledge [^:,]+(?:, ([a-z_]+))?((?: [0-9]+|, [a-z_]+)*): (.*)$", re.DOTALL)


def at_fields(error: CaseError, form: Fields) -> Errors:
    """The faults of a pledge at the fields of the form; several of one field are joined."""
    found: dict[str, list[str]] = {}
    for fault in error.faults:
        field, sentence = _placed(fault, form)
        found.setdefault(field, []).append(sentence)
    return {field: " ".join(dict.fromkeys(sentences)) for field, sentences in found.items()}


def _placed(fault: Fault, form: Fields) -> tuple[str, str]:
    """The field that a fault is about, and the fault as a sentence."""
    where = _WHERE.match(fault.what)
    key, what = (where[1] or "", where[3]) if where else ("", fault.what)
    field = next((field for words, field in _SAID if words in fault.what), None)
    if field is None or key in ("if", "units", "strength"):
        field = key
    if field == "strength":
        parts = (where[2] if where else "").strip(", ").split(", ")
        field = parts[-1] if parts[-1] in ("low", "likely", "high", "up_to", "of") else ""
        field = field or ("rate" if "match" in parts else _OF_STRENGTH.get(form.text("kind"), "kind"))
    if field == "caveats":
        field = "tasks" if "tasks" in fault.what else "areas"
    remedy = f": {fault.remedy}" if fault.remedy and "--grammar" not in fault.remedy else ""
    return _FIELDS.get(field, field), _sentence(f"{what}{remedy}")


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?" else f"{text}."


# ---- What the form offers


def areas_of(case: Case) -> tuple[tuple[str, str], ...]:
    """The areas that the case knows, as options."""
    return tuple((key, area.name or key.replace("_", " ")) for key, area in case.areas.items())


def tasks_of(case: Case, form: Fields) -> tuple[tuple[str, str], ...]:
    """The tasks that requirements and caveats of the case name, and those that are ticked, as options."""
    posts = (post.task for requirement in case.requirements.values() for post in requirement.posts)
    limits = (task for pledge in case.pledges if pledge.caveats for task in pledge.caveats.tasks or ())
    ticked = (task for task in form.all("tasks") if task != NOWHERE)
    return tuple((task, task.replace("_", " ")) for task in sorted({*posts, *limits, *ticked}))


def capabilities_of(case: Case) -> tuple[tuple[str, str], ...]:
    """The capabilities that the case lists, as options; none where any name will do."""
    return tuple((key, found.name or key.replace("_", " ")) for key, found in case.capabilities.items())


def stages_of(now: str) -> tuple[tuple[str, str], ...]:
    """The stages that a pledge may be given, as options; ``withdrawn`` only where it is."""
    return tuple((stage, stage) for stage in STAGES if stage != "withdrawn" or now == stage)


# ---- A pledge's keys in words


def worded(key: str, value: Any, called: Callable[[str, str], str] = lambda _kind, name: name) -> str:
    """The value of one key of a pledge as a reader sees it; ``called`` gives names for areas and capabilities."""
    if value in (None, "", [], {}) or (key == "units" and not value):
        return {"if": "no condition", "caveats": "no limits", "until": "open", "stage": "declared"}.get(key, "none")
    match key:
        case "strength":
            return strength_worded(value)
        case "caveats":
            return caveats_worded(value, called)
        case "units":
            return "; ".join(f"{unit['id']}, {unit['strength']:,}" for unit in value)
        case "capability":
            return called("capability", str(value))
        case "notice_days":
            return f"{value} days"
        case "for_months":
            return f"{value} months"
    return str(value)


def strength_worded(strength: Any) -> str:
    """A strength in words: ``4,000 persons``, ``3,000 to 6,000 persons, likely 5,000``, ``an unknown strength``."""
    match strength:
        case {"match": rate, **rest}:
            of = str(rest.get("of", "others")).replace("(", " (")
            return f"{_plain_rate(rate)} for each person of {of}, at most {rest.get('up_to', 0):,}"
        case {"low": low, "likely": likely, "high": high}:
            return f"{low:,} to {high:,} persons, likely {likely:,}"
        case int():
            return f"{strength:,} persons"
    return "an unknown strength"


def caveats_worded(caveats: Mapping[str, Any], called: Callable[[str, str], str]) -> str:
    """National limits in words."""
    said = []
    for kind, key in (("area", "areas"), ("task", "tasks")):
        if caveats.get(key) is not None:
            names = ", ".join(called(kind, name) for name in caveats[key])
            lead = "in" if kind == "area" else "for"
            said.append(f"only {lead} {names}" if names else f"{lead} no {kind} at all")
    return "; ".join(said) or "no limits"
