"""Every page of the conference, each with the permission without which nobody reaches it."""

from __future__ import annotations

from willing.web.pages import entrance, overview
from willing.web.visit import Route

ROUTES: tuple[Route, ...] = (
    *entrance.ROUTES,
    *overview.ROUTES,
)
"""Every route; what is not here does not exist."""
