"""Every page of the conference, each with the permission without which nobody reaches it."""

from __future__ import annotations

from willing.web.pages import (
    account,
    case,
    drafts,
    entrance,
    factors,
    help,
    log,
    nations,
    notices,
    opening,
    overview,
    people,
    pledges,
    requirement,
    signings,
    talks,
    timeline,
    waits,
    what_if,
)
from willing.web.visit import Route

ROUTES: tuple[Route, ...] = (
    *entrance.ROUTES,
    *account.ROUTES,
    *case.ROUTES,
    *factors.ROUTES,
    *opening.ROUTES,
    *people.ROUTES,
    *requirement.ROUTES,
    *what_if.ROUTES,
    *overview.ROUTES,
    *nations.ROUTES,
    *pledges.ROUTES,
    *drafts.ROUTES,
    *talks.ROUTES,
    *signings.ROUTES,
    *waits.ROUTES,
    *timeline.ROUTES,
    *log.ROUTES,
    *notices.ROUTES,
    *help.ROUTES,
)
"""Every route; what is not here does not exist."""
