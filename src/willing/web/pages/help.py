"""Help: how a conference goes, what the verdicts mean, and who may do what."""

from __future__ import annotations

from willing.conference.actor import PARTS
from willing.conference.permissions import PERMISSIONS, Permission
from willing.web.visit import OPEN, Answered, Page, Route, Visit


def guide(visit: Visit) -> Answered:
    """How a conference goes."""
    return Page("help.html", live=False)


def meaning(visit: Visit) -> Answered:
    """What the verdicts mean."""
    return Page("help_meaning.html", live=False)


def permissions(visit: Visit) -> Answered:
    """Who may do what, out of the permissions themselves."""
    context = {"permissions": PERMISSIONS, "parts": PARTS, "scope": scope}
    return Page("help_permissions.html", context, live=False)


def scope(permission: Permission, part: str) -> str:
    """For which nations a part has a permission, in a word; empty for none."""
    found = {str(known): held for known, held in permission.who.items()}.get(part)
    return {"any": "yes", "own": "own nation"}.get(found or "", "")


ROUTES = (
    Route("GET", "/help", OPEN, guide),
    Route("GET", "/help/meaning", OPEN, meaning),
    Route("GET", "/help/permissions", OPEN, permissions),
)
