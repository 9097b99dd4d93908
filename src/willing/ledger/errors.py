"""What can go wrong with a ledger, in one line each."""

from __future__ import annotations

from typing import Self

from willing.errors import WillingError


class LedgerError(WillingError):
    """A ledger that cannot be opened, or an entry that cannot be written."""


class LedgerDown(LedgerError):
    """The database did not do what it was asked."""

    def in_write(self) -> Self:
        """The same error met while writing."""
        return type(self)(f"{self}; nothing of this write was kept")


class LedgerFull(LedgerDown):
    """No room is left on the disk."""


class LedgerReadOnly(LedgerDown):
    """The database may be read but not written."""


class LedgerBusy(LedgerDown):
    """Others held the database for longer than the ledger's patience."""


class LedgerLost(LedgerDown):
    """The connection to the database broke, or cannot be made."""


class LedgerDamaged(LedgerDown):
    """The file is no database, or a part of it cannot be read."""


class LedgerUnsure(LedgerDown):
    """The answer to a commit never came: nobody knows whether the write was kept."""

    def in_write(self) -> Self:
        """The same error, which already speaks of the write."""
        return self
