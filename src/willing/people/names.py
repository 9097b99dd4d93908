"""How accounts, tokens and invitations may be called, and when two names are the same."""

from __future__ import annotations

import re
import unicodedata

from willing.case.base import CODE, LONGEST_NAME
from willing.people.errors import PeopleError
from willing.people.model import ROLES, Role

LONGEST = 80
"""Characters of the name of an account or a title."""
RESERVED = frozenset({"command line", "set-up", "public"})
"""Who the record says did something where it was no account."""

_JOINERS = "\u200c\u200d"
"""They show nothing but join letters, which some scripts need; they make no two names different."""
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
"""Unicode categories of control and formatting (such as turning the direction of writing), of half characters, of
what has no meaning or none that is shared, and of line ends."""


def account_name(text: str) -> str:
    """The name of an account as it is kept: stripped, blanks single, NFC.

    Raises PeopleError where it is empty, too long, reserved or holds what cannot be seen.
    """
    name = _line(text, "the name of an account", least=1)
    if same(name) in RESERVED or not same(name):
        raise PeopleError(f"no account can be called {name!r}: choose another name")
    return name


def same(name: str) -> str:
    """What two names have in common that are the same name: NFKC, caseless, without joiners.

    The order of folding is that of the Unicode Standard 3.13, D147 (compatibility caseless matching).
    """
    folded = unicodedata.normalize("NFD", " ".join(name.split())).casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", folded).casefold())
    return " ".join(folded.translate(dict.fromkeys(map(ord, _JOINERS))).split())


def known_as(name: str) -> str | None:
    """The key under which an account of this name would be found; ``None`` where none can be called so."""
    try:
        return same(account_name(name))
    except PeopleError:
        return None


def title(text: str, of: str, least: int = 0) -> str:
    """A title of at most :data:`LONGEST` characters. Raises PeopleError."""
    return _line(text, f"the title of {of}", least)


def part(role: str, nation: str | None) -> tuple[Role, str | None]:
    """A role with its nation. Raises PeopleError where they do not go together."""
    found = next((known for known in ROLES if known == role), None)
    if found is None:
        raise PeopleError(f"{role!r} is no role: choose one of {', '.join(ROLES)}")
    nation = nation or None
    if found == "delegate" and nation is None:
        raise PeopleError("a delegate speaks for a nation: name it by its code, as FR")
    if found != "delegate" and nation is not None:
        raise PeopleError(f"only a delegate has a nation: leave {nation!r} away, or make it a delegate")
    if nation is not None and (not re.fullmatch(CODE, nation) or len(nation) > LONGEST_NAME):
        raise PeopleError(f"{nation!r} is no code of a nation: write capitals, digits and _, as FR")
    return found, nation


def _line(text: str, what: str, least: int) -> str:
    stripped = text.strip()
    if len(stripped) > 10 * LONGEST:  # nothing long is looked at character by character
        raise PeopleError(f"{what} is too long: at most {LONGEST} characters")
    wrong = next((c for c in stripped if unicodedata.category(c) in _REFUSED and c not in _JOINERS), None)
    if wrong is not None:
        raise PeopleError(f"{what} holds a character that is not shown (U+{ord(wrong):04X}): leave it away")
    line = unicodedata.normalize("NFC", " ".join(stripped.split()))
    if len(line) < least:
        raise PeopleError(f"{what} is empty: write at least one character")
    if len(line) > LONGEST:
        raise PeopleError(f"{what} has {len(line)} characters: at most {LONGEST}")
    return line
