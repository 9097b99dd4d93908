"""Comments and requests for information on a pledge, between headquarters and its nation."""

from __future__ import annotations

from willing.conference.act import Act
from willing.conference.errors import Impossible
from willing.conference.permissions import need
from willing.conference.talking import AskInformation, Comment, GiveInformation
from willing.ledger.errors import LedgerError
from willing.questions.ask import opened
from willing.web.pages.pledges import found, shown
from willing.web.visit import Answered, Go, Route, Visit


def comment(visit: Visit) -> Answered:
    """Comment on a pledge."""
    name = visit.parameters["id"]
    return _said(visit, Comment(name, visit.form.text("text")), "comment", "Your comment is there.")


def ask(visit: Visit) -> Answered:
    """Ask for information on a pledge."""
    name = visit.parameters["id"]
    return _said(visit, AskInformation(name, visit.form.text("text")), "ask", "You have asked for information.")


def answer(visit: Visit) -> Answered:
    """Answer a request for information."""
    name, request = visit.parameters["id"], visit.form.whole("request") or 0
    act = GiveInformation(name, visit.form.text("text"), request)
    return _said(visit, act, f"answer-{request}", "Your answer is there.")


def _said(visit: Visit, act: Act, about: str, done: str) -> Answered:
    """Say it, or show the page with what was typed and why it was not said."""
    name = visit.parameters["id"]
    pledge = found(visit.room, name)
    need(visit.actor, "talk.write", pledge.nation)
    try:
        visit.site.conference.do(visit.actor, act)
    except (Impossible, LedgerError) as error:
        typed = {"about": about, "text": visit.form.text("text"), "error": f"{opened(str(error))}."}
        return shown(visit, pledge, status=503 if isinstance(error, LedgerError) else 422, typed=typed)
    return Go(f"/pledges/{name}#talk", done)


ROUTES = (
    Route("POST", "/pledges/{id}/comment", "talk.write", comment, "nations"),
    Route("POST", "/pledges/{id}/ask", "talk.write", ask, "nations"),
    Route("POST", "/pledges/{id}/answer", "talk.write", answer, "nations"),
)
