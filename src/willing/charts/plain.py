"""Text from a case without the signs that no page can carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

UNFIT = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # what neither XML nor HTML allows
    "|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]"  # control signs, and those that turn around what follows them
)


def plain(value: object) -> object:
    """Text without signs that are no text; anything else as it is, and so what is markup already."""
    return UNFIT.sub("", value) if type(value) is str else value


def printable(text: str) -> str:
    """The same for what is text for sure."""
    return UNFIT.sub("", text)


def cleaned(data: Any) -> Any:
    """The same for all text in plain data."""
    if isinstance(data, Mapping):
        return {key: cleaned(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [cleaned(value) for value in data]
    return plain(data)
