"""Loops that are compiled when they are first called, and kept for the next time where there is room for that."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, TypeVar

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])

njit: Any = numba.njit
PLAIN = {"error_model": "numpy", "_nrt": False}
"""Nothing is checked, neither the bounds of an array nor a division by zero; and nothing may be allocated, so that
nobody counts who refers to an array: measured, seven times as fast where many arrays are passed about together."""


def compiled(loop: Loop) -> Loop:
    """The loop as machine code, which other threads can run beside; kept in a cache if a place can be written to.

    What is kept is renewed when the file of the loop changes, not when only that of a part does; so that it never
    outlives the version that it was made by, its name has the version in it.
    """
    loop.__qualname__ = f"{loop.__qualname__}-{version('willing')}"
    try:
        return njit(cache=True, nogil=True, **PLAIN)(loop)  # type: ignore[no-any-return]
    except RuntimeError:  # neither beside the source nor in the user's cache
        return njit(nogil=True, **PLAIN)(loop)  # type: ignore[no-any-return]


def inlined(loop: Loop) -> Loop:
    """A part of compiled loops that is written out where it is used; it may not assign to its own arguments."""
    return njit(inline="always", **PLAIN)(loop)  # type: ignore[no-any-return]
