"""The common picture: what stands, against the target; who has to sign; what is new."""

from __future__ import annotations

from willing.questions.assess import assess
from willing.web.visit import Answered, Page, Route, Visit


def overview(visit: Visit) -> Answered:
    """The page."""
    room = visit.room
    answer = visit.site.conference.answered(room, "assess", lambda: assess(room.case, as_of=room.day))
    return Page("overview.html", {"answer": answer})


ROUTES = (Route("GET", "/", "picture.see", overview, "overview"),)
