"""A text compressed by gzip whose end comes later, and is another for each who reads it.

Blocks of deflate that end at a whole byte may be put one behind the other (RFC 1951, 3.2), and the check at the end of
gzip (RFC 1952, 2.3) can be carried on from what came before.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from typing import NamedTuple

SQUEEZE = 5
HEAD = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""No name, no time, no matter which system."""
RAW = -zlib.MAX_WBITS


class Begun(NamedTuple):
    """The beginning of a text, compressed."""

    packed: bytes
    check: int
    size: int
    """Bytes before they were compressed."""


def begun(text: bytes) -> Begun:
    """Compress the beginning of a text."""
    packer = zlib.compressobj(SQUEEZE, zlib.DEFLATED, RAW)
    packed = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return Begun(HEAD + packed, zlib.crc32(text), len(text))


def ended(start: Begun, rest: bytes) -> bytes:
    """The whole text, compressed, where ``rest`` is its end."""
    check = struct.pack("<LL", zlib.crc32(rest, start.check), (start.size + len(rest)) & 0xFFFF_FFFF)
    return start.packed + _closing(rest) + check


@lru_cache(maxsize=128)
def _closing(rest: bytes) -> bytes:
    """The end of a text, compressed by itself: there are few that are asked for again and again."""
    packer = zlib.compressobj(SQUEEZE, zlib.DEFLATED, RAW)
    return packer.compress(rest) + packer.flush()
