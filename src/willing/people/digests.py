"""Random secrets, of which only a digest is ever stored.

A secret of 256 random bits cannot be guessed, so that one round of SHA-256 keeps it: who reads the database can use
none.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

BYTES = 32
"""256 bits."""


def fresh(lead: str = "") -> str:
    """A new secret, fit for an address: a lead and 43 letters, digits, ``-`` and ``_``."""
    return lead + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
