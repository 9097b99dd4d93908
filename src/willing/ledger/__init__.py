"""THE SHARED RECORD: append-only entries in hash chains, from which any past state is replayed."""

from willing.ledger.entry import Entry, New
from willing.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerDown,
    LedgerError,
    LedgerFull,
    LedgerLost,
    LedgerReadOnly,
    LedgerUnsure,
)
from willing.ledger.store import Ledger, Writing
from willing.ledger.verify import Bad, Chain, Verified
from willing.ledger.watch import Watch, changes

__all__ = [
    "Bad",
    "Chain",
    "Entry",
    "Ledger",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerDown",
    "LedgerError",
    "LedgerFull",
    "LedgerLost",
    "LedgerReadOnly",
    "LedgerUnsure",
    "New",
    "Verified",
    "Watch",
    "Writing",
    "changes",
]
