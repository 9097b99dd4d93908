"""Where ledgers lie if nobody says where: in the user's own data directory."""

from __future__ import annotations

import re
from pathlib import Path

import platformdirs

from willing.ledger.errors import LedgerError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def home() -> Path:
    """The directory of the ledgers that have no other place."""
    return platformdirs.user_data_path("willing", appauthor=False)


def place_of(name: str) -> str:
    """The place of a new ledger of this name; its directory is made. Raises LedgerError for a name unfit for a file."""
    if not NAME.fullmatch(name):
        raise LedgerError(f"{name!r} is no name for a ledger: use letters, digits, points, - and _")
    try:
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LedgerError(f"{home()} cannot be made: {(error.strerror or str(error)).lower()}") from error
    return str(home() / f"{name}.db")


def place(db: str | None = None) -> str:
    """The ledger that is meant: the one given, or the only one in the user's data directory.

    Raises LedgerError, which lists them, if there are several, and if there is none.
    """
    if db is not None:
        return db
    found = sorted(home().glob("*.db"))
    match found:
        case [only]:
            return str(only)
        case []:
            raise LedgerError(f"there is no ledger in {home()}: name one with --db, or start one with `willing serve`")
    raise LedgerError(f"which ledger? Choose one with --db: {', '.join(str(path) for path in found)}")
