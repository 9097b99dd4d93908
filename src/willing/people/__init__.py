"""WHO IS HERE: accounts, sessions, invitations and tokens."""

from willing.people.errors import InvitationError, LoginError, PeopleError, Throttled
from willing.people.model import ROLES, Account, Invitation, Role, Token
from willing.people.people import People
from willing.people.sessions import Lifetime

__all__ = [
    "ROLES",
    "Account",
    "Invitation",
    "InvitationError",
    "Lifetime",
    "LoginError",
    "People",
    "PeopleError",
    "Role",
    "Throttled",
    "Token",
]
