"""The JSON Schemas of the case format and of the answers, made from the classes themselves.

Descriptions are the sentences under the fields. They are read from the source here, when a schema is asked for, and
not while the classes are made: that would cost every command a tenth of a second.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from willing.case.model import Case
from willing.errors import AskError
from willing.questions.assess import Assessment
from willing.questions.changes import Changes
from willing.questions.check import Check
from willing.questions.compare import Compared
from willing.questions.marathon import Marathon
from willing.questions.odds import Odds
from willing.questions.pivots import Pivots
from willing.questions.plan import Planned
from willing.questions.posts import Posts
from willing.questions.requirements import Requirements
from willing.questions.stress import Stress
from willing.questions.sustain import Sustain
from willing.questions.timeline import Timeline
from willing.questions.unlock import Unlock
from willing.questions.why import Explanation

KINDS: Mapping[str, Any] = {
    "case": Case,
    "assess": Assessment,
    "why": Explanation,
    "unlock": Unlock,
    "changes": Changes,
    "timeline": Timeline,
    "requirements": Requirements,
    "check": Check,
    "odds": Odds,
    "pivots": Pivots,
    "marathon": Marathon,
    "sustain": Sustain,
    "plan": Planned,
    "stress": Stress,
    "compare": Compared,
    "posts": Posts,
}
"""What has a schema, by the word for it."""

_MODULES = (
    "case.base",
    "case.pledge",
    "case.target",
    "case.nation",
    "case.requirement",
    "case.signing",
    "case.model",
    "case.needs",
    "standing.groups",
    "standing.verdict",
    "standing.why",
    "questions.verdicts",
    "questions.steps",
    "questions.assess",
    "questions.why",
    "questions.ways",
    "questions.unlock",
    "questions.changes",
    "questions.timeline",
    "questions.requirements",
    "questions.check",
    "questions.prospects",
    "questions.odds",
    "questions.pivots",
    "force.marathon.rule",
    "questions.marathon",
    "force.norms",
    "questions.sustain",
    "force.misses",
    "questions.plan",
    "force.simulate.outcome",
    "questions.hazards",
    "questions.stress",
    "questions.compare",
    "questions.posts",
)


def schema_of(what: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the case format, or of the JSON of one answer.

    Raises :class:`~willing.errors.AskError` for anything else.
    """
    if what not in KINDS:
        raise AskError(f"no schema of {what!r}: there is one of {', '.join(KINDS)}")
    kind = KINDS[what]
    found = TypeAdapter(kind).json_schema(by_alias=True, mode="validation" if what == "case" else "serialization")
    documents = _documents()
    for name, definition in {kind.__name__: found, **found.get("$defs", {})}.items():
        for key, field in definition.get("properties", {}).items():
            sentence = documents.get(name, {}).get(key)
            if sentence and isinstance(field, dict):
                field["description"] = sentence
            if isinstance(field, dict) and "patternProperties" in field:
                field["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "willing: a case, format version 1" if what == "case" else f"willing: the answer to {what}",
        **{key: value for key, value in found.items() if key != "title"},
    }


def _documents() -> dict[str, dict[str, str]]:
    """For each class that a schema may mention, the sentence under each of its keys, inherited ones included."""
    found: dict[str, dict[str, str]] = {}
    for module in _MODULES:
        loaded = importlib.import_module(f"willing.{module}")
        for node in ast.parse(inspect.getsource(loaded)).body:
            if isinstance(node, ast.ClassDef):
                kind = getattr(loaded, node.name)
                alias = {name: info.alias or name for name, info in getattr(kind, "model_fields", {}).items()}
                above = [found.get(parent.__name__, {}) for parent in kind.__mro__[:0:-1]]
                own = {alias.get(name, name): sentence for name, sentence in _fields(node)}
                found[node.name] = {key: sentence for known in (*above, own) for key, sentence in known.items()}
    return found


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            yield field.target.id, " ".join(below.value.value.split())
