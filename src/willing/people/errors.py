"""What people are told when they are not let in, or when an account cannot be made or changed."""

from __future__ import annotations

import math
from datetime import timedelta

from willing.errors import WillingError


class PeopleError(WillingError):
    """An account, invitation or token that cannot be made or changed so; nothing was."""


class InvitationError(PeopleError):
    """An invitation that is of no use: unknown, used, withdrawn or expired, which is not told apart."""

    def __init__(self) -> None:
        super().__init__("this link is not valid: it was used or withdrawn, or has expired; ask for another")


class LoginError(PeopleError):
    """A name and password that let nobody in: unknown, wrong or disabled, which is not told apart."""

    def __init__(self) -> None:
        super().__init__("name or password is wrong: check both and try again")


class Throttled(PeopleError):
    """Too many failures; the password was not looked at."""

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = max(1, math.ceil(wait.total_seconds()))
        """Seconds to wait."""
        minutes = math.ceil(self.retry_after / 60)
        time = f"{minutes} minutes" if minutes > 1 else "a minute"
        super().__init__(f"too many failed attempts: wait {time} and try again")
