"""Passwords: which are taken, and how they are kept.

After NIST SP 800-63B (5.1.1) and the OWASP cheat sheets on authentication and password storage: length counts, any
character is allowed, no mixture of kinds is asked for, nothing expires, what is obviously bad is refused. Kept as
argon2id.
"""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b64encode
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from willing.people.errors import PeopleError
from willing.people.names import same

LEAST = 12
MOST = 1024
"""Characters, after normalising."""
AT_ONCE = 4
"""Passwords looked at at the same time by one process: each takes 64 MiB by default, and strangers may ask."""

_BAD = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789012345 0123456789012 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv
    abcdefghijkl abcdefghijklmnopqrstuvwxyz administrator administrator1 changeme1234 changemechangeme
    correcthorsebatterystaple correct-horse-battery-staple iloveyou1234 letmein12345 letmeinplease
    password1234 password12345 password123456 password1234567 passw0rd1234 p@ssw0rd1234 p@ssword1234
    qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopasdf qwertyuiopasdfghjkl qwertzuiop12 welcome12345
    azertyuiop12 azertyuiop123 mypassword12 thisisapassword trustno1trustno1 coalitionofthewilling
    """.split()  # noqa: SIM905  a list of words
)
"""What is tried first, as far as it is long enough."""


def normal(password: str) -> str:
    """A password as it is hashed: NFKC, so that it is the same from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def checked(password: str, name: str) -> str:
    """A new password as it is hashed. Raises PeopleError where it is none to take."""
    if len(password) > MOST or len(found := normal(password)) > MOST:
        raise PeopleError(f"the password is too long: at most {MOST:,} characters")
    if len(found) < LEAST:
        raise PeopleError(f"the password is too short: at least {LEAST} characters; several words are easy to remember")
    if any(unicodedata.category(c) == "Cs" for c in found):
        raise PeopleError("the password holds half a character, which cannot be typed again: leave it away")
    folded = same(found).replace(" ", "")
    if not folded or _repeats(folded) or _runs(folded) or folded in _BAD or _is_name(folded, name):
        raise PeopleError("the password is one of the first that would be guessed: choose another")
    return found


def _repeats(folded: str) -> bool:
    """Whether it is up to four characters over and over, or one shorter word twice or more."""
    again = (folded + folded).find(folded, 1)
    return again < len(folded) and (
        again <= 4 or folded[:again] in {"password", "willing", "qwerty", "letmein", "admin"}
    )


def _runs(folded: str) -> bool:
    """Whether each character follows, or is followed by, the one before it."""
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    return steps in ({1}, {-1})


def _is_name(folded: str, name: str) -> bool:
    """Whether nothing is left, or next to nothing, once the name of the account is taken away."""
    whole = same(name).replace(" ", "")
    names = [part for part in (whole, whole.partition("@")[0]) if part]
    return any(part in folded and len(folded.replace(part, "").strip("0123456789!?.-_@")) < 2 for part in names)


class Passwords:
    """Hashes and verifies; the hasher's parameters decide what that costs.

    By default those of argon2-cffi: argon2id, 3 rounds, 64 MiB, 4 lanes (RFC 9106, section 4, second recommendation).
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = _of_nothing(self._hasher)
        self._at_once = BoundedSemaphore(AT_ONCE)

    def hashed(self, password: str) -> str:
        """The hash to keep of a checked password."""
        with self._at_once:
            return self._hasher.hash(password)

    def right(self, kept: str | None, password: str) -> bool:
        """Whether it is the password of the hash kept. Without one, of nobody, it is not, after equal work."""
        try:
            with self._at_once:
                self._hasher.verify(kept or self._nobody, normal(password).encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether it was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def _of_nothing(hasher: PasswordHasher) -> str:
    """A hash with the hasher's parameters that no known password has: random bytes where the digest would be."""
    kind = {Type.D: "argon2d", Type.I: "argon2i", Type.ID: "argon2id"}[hasher.type]
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, tag = (b64encode(secrets.token_bytes(n)).decode().rstrip("=") for n in (hasher.salt_len, hasher.hash_len))
    return f"${kind}$v=19${cost}${salt}${tag}"
