"""The keys of pictures: the hash of everything that one depends on, taken without drawing it.

A picture is a function of its name, of what is asked, of the parts of the case that it reads, and of the program. The
case is reduced *before* it is drawn, so that nothing that the key does not cover can show in the picture. A key takes
milliseconds; the Vega-Lite specification, which it could also have been taken from, up to a second.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from pydantic_core import to_jsonable_python

import willing
from willing.case.as_of import default_day
from willing.case.model import Case
from willing.charts.question import Question
from willing.errors import AskError
from willing.questions.answer import VERSION
from willing.questions.ask import day_of

OFFERED = (
    "strength",
    "nations_map",
    "waits",
    "timeline",
    "odds_curve",
    "pivots",
    "sustain",
    "coverage",
    "courses",
    "gantt_nations",
)
"""The pictures that pages show."""

NEVER = frozenset({"sources", "statements"})
"""The parts of a case that no picture reads, once it is known which day it is about."""
NEEDLESS: Mapping[str, frozenset[str]] = {name: NEVER | {"requirements"} for name in ("waits", "timeline", "pivots")}
"""What else a picture does not read."""
PLANNED = frozenset({"coverage", "courses", "gantt_nations"})
"""Pictures for which it matters what is planned, and how."""
KEPT = 128
"""Sections of which the hashes are kept."""
SECTIONS = tuple(Case.model_fields)


@lru_cache(maxsize=1)
def program() -> str:
    """The hash of all that a drawing depends on beside the case: this package as it is, and what it draws with."""
    found = hashlib.sha256(VERSION.encode())
    for package in ("altair", "vl-convert-python"):
        found.update(version(package).encode())
    root = Path(willing.__file__).parent
    for file in sorted(file for ending in ("*.py", "*.json") for file in root.rglob(ending)):
        found.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def reduced(name: str, case: Case) -> Case:
    """The case without what a picture does not read; it must be asked about a day, as that may come from there."""
    empty: Mapping[str, Any] = {"sources": {}, "statements": (), "requirements": {}}
    return case.replaced(**{section: empty[section] for section in NEEDLESS.get(name, NEVER)})


def settled(name: str, case: Case, question: Question) -> Question:
    """The question with its day, and without what the picture does not depend on."""
    with suppress(AskError):  # a day that cannot be read is said to be so in place of the picture
        question = replace(question, as_of=day_of(question.as_of, "as_of") or default_day(case))
    if isinstance(question.assume, Mapping):
        question = replace(question, assume=dict(question.assume))
    plain = Question()
    if name not in PLANNED:
        question = replace(question, coa=plain.coa, months=plain.months, force=plain.force, rounds=plain.rounds)
    return question


class Keys:
    """The keys of pictures, each section of a case being hashed once: most are the same in one version and the next."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, tuple[object, str]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, name: str, case: Case, question: Question) -> str:
        """The key of a picture: 64 hexadecimal digits."""
        asked = settled(name, case, question)
        left_out = NEEDLESS.get(name, NEVER)
        parts = {section: self._digest(getattr(case, section)) for section in SECTIONS if section not in left_out}
        said = {entry.name: getattr(asked, entry.name) for entry in fields(asked)}
        return _hash([program(), name, said, parts])

    def _digest(self, section: object) -> str:
        with self._lock:
            known = self._known.get(id(section))
            if known is not None:
                self._known.move_to_end(id(section))
                return known[1]
        found = _hash(to_jsonable_python(section, by_alias=True))
        with self._lock:
            # The section is held, as the number of one that is gone is used again.
            self._known[id(section)] = section, found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found


def _hash(part: Any) -> str:
    return hashlib.sha256(json.dumps(part, default=str, separators=(",", ":")).encode()).hexdigest()


def query(question: Question) -> str:
    """What is asked, as the end of an address; nothing where nothing special is."""
    plain = Question()
    asked = {entry.name: getattr(question, entry.name) for entry in fields(question)}
    found = {name: value for name, value in asked.items() if value not in (None, {}, getattr(plain, name))}
    if "assume" in found:
        found["assume"] = ",".join(name if value else f"{name}=false" for name, value in found["assume"].items())
    return "?" + urlencode(found) if found else ""


def asked(pairs: Iterable[tuple[str, str]]) -> Question:
    """The question that :func:`query` wrote; other keys are passed over.

    Raises :class:`~willing.errors.AskError` for a value that cannot be read.
    """
    names = {entry.name for entry in fields(Question)}
    found: dict[str, Any] = {name: value for name, value in pairs if name in names and value}
    if "assume" in found:
        found["assume"] = _assumed(found["assume"])
    for name in ("months", "rounds"):
        if name in found:
            if not (found[name].isascii() and found[name].isdigit() and len(found[name]) < 5):
                raise AskError(f"{name} {found[name]!r} is not a number: write it as 24")
            found[name] = int(found[name])
    return Question(**found)


def _assumed(text: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if not name or value not in ("", "true", "false"):
            raise AskError(f"assume {part!r} is neither `factor` nor `factor=true` nor `factor=false`")
        found[name] = value != "false"
    return found
