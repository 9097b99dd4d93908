"""Accounts, invitations and tokens, as everybody else knows them: without any secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["headquarters", "delegate", "observer", "admin"]
"""What an account is at the conference; what each may do is the conference's to say."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Account:
    """Somebody who can log in."""

    name: str
    """As it was first written; no two differ only in case or in how Unicode spells them."""
    role: Role
    nation: str | None
    """The nation that a delegate speaks for; nobody else has one."""
    added: datetime
    disabled: bool
    """Cannot log in, and its sessions and tokens are gone; the name stays taken, as the record speaks of it."""


@dataclass(frozen=True)
class Invitation:
    """A link that lets one person make an account, once."""

    id: int
    role: Role
    nation: str | None
    title: str
    """For whom it is, in the words of who made it; may be empty."""
    by: str
    made: datetime
    expires: datetime


@dataclass(frozen=True)
class Token:
    """What a program shows instead of a password; it may do what its account may do."""

    id: int
    account: str
    title: str
    """What it is for."""
    created: datetime
    used: datetime | None
    """When it was last used, within five minutes; ``None``: never."""
