"""Cases that differ in one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import willing


def changed(case: willing.Case, section: str, **values: Any) -> willing.Case:
    """The case with other values in the first entry of a section."""
    parts = getattr(case, section)
    if isinstance(parts, Mapping):
        key = next(iter(parts))
        return case.replaced(**{section: {**parts, key: parts[key].model_copy(update=values)}})
    return case.replaced(**{section: (parts[0].model_copy(update=values), *parts[1:])})
