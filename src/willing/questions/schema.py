"""The JSON Schemas of the case format and of the answers, made from the classes themselves."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from willing.case.model import Case
from willing.errors import AskError
from willing.questions.assess import Assessment
from willing.questions.changes import Changes
from willing.questions.check import Check
from willing.questions.why import Explanation

KINDS: dict[str, Any] = {
    "case": Case,
    "assess": Assessment,
    "why": Explanation,
    "changes": Changes,
    "check": Check,
}
"""What has a schema, by the word for it."""


def schema_of(what: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the case format, or of the JSON of one answer.

    Raises :class:`~willing.errors.AskError` for anything else.
    """
    if what not in KINDS:
        raise AskError(f"no schema of {what!r}: there is one of {', '.join(KINDS)}")
    mode = "validation" if what == "case" else "serialization"
    found = TypeAdapter(KINDS[what]).json_schema(by_alias=True, mode=mode)  # type: ignore[arg-type]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"willing: {'a case, format version 1' if what == 'case' else f'the answer to {what}'}",
        **{key: value for key, value in found.items() if key != "title"},
    }
