"""The way in: signing in and out, the first account, and invitations."""

from __future__ import annotations

from collections.abc import Mapping

from willing.people.errors import InvitationError, LoginError, PeopleError, Throttled
from willing.people.model import Account, Invitation
from willing.people.passwords import LEAST
from willing.web.gate import local
from willing.web.visit import OPEN, Answered, Cookie, Go, Page, Route, Visit

WEEK = 7 * 86_400
"""Seconds for which a browser keeps a session; the server ends it sooner where it is not used."""
PASSWORD_RULES = (
    f"At least {LEAST} characters. Several words are easy to remember and hard to guess; no signs or digits are needed."
)
"""What a password has to be, in words."""


def login(visit: Visit) -> Answered:
    """The form to sign in with."""
    to = local(visit.asked.text("next", "/"))
    if visit.actor.part != "public":
        return Go(to)
    return _form(visit, to)


def _form(visit: Visit, to: str, name: str = "", error: str = "", status: int = 200) -> Page:
    accounts = visit.site.people.accounts()
    context = {
        "to": local(to),
        "name": name,
        "error": error,
        "started": bool(accounts),
        "demonstration": accounts if visit.site.settings.demo else (),
    }
    return Page("login.html", context, status, live=False)


def enter(visit: Visit) -> Answered:
    """Sign in. Whether a name is unknown, its password wrong or its account disabled is told to nobody."""
    name, to = visit.form.text("name"), visit.form.text("next", "/")
    try:
        token = visit.site.people.login(name, password(visit, "password"), visit.address)
    except Throttled as error:
        page = _form(visit, to, name, _sentence(error), 429)
        return Page(page.template, page.context, 429, live=False, headers={"retry-after": str(error.retry_after)})
    except LoginError as error:
        return _form(visit, to, name, _sentence(error), 422)
    return Go(local(to), cookies=(_session(visit, token),))


def _sentence(error: PeopleError) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}."


def password(visit: Visit, name: str) -> str:
    """A password as it was typed, blanks included."""
    found = visit.form.all(name)
    return found[-1] if found else ""


def _session(visit: Visit, token: str) -> Cookie:
    return Cookie(visit.site.settings.cookie, token, WEEK)


def leave(visit: Visit) -> Answered:
    """Sign out."""
    if visit.token:
        visit.site.people.logout(visit.token)
        visit.site.left.put(visit.token, True)
        visit.site.recent.drop(visit.token)
    return Go("/login", "You are signed out.", cookies=(Cookie(visit.site.settings.cookie, ""),))


def invited(visit: Visit) -> Answered:
    """The form that makes an account of an invitation."""
    return _invited(visit, "", {})


def _invited(visit: Visit, name: str, errors: Mapping[str, str], status: int = 200) -> Page:
    invitation = visit.site.people.invitation(visit.parameters["token"])
    context = {
        "invitation": invitation,
        "first": not visit.site.people.accounts(),
        "nation": _nation(visit, invitation),
        "name": name,
        "errors": errors,
        "rules": PASSWORD_RULES,
        "least": LEAST,
        "action": visit.path,
        "me": visit.actor.name,
    }
    return Page("join.html", context, status if invitation else 404, live=False)


def _nation(visit: Visit, invitation: Invitation | None) -> str:
    """The nation of an invitation as it is spelled, where the conference has it."""
    if invitation is None or invitation.nation is None:
        return ""
    case = visit.site.conference.state().record.case
    found = case.nations.get(invitation.nation) if case else None
    return found.name if found and found.name else invitation.nation


def join(visit: Visit) -> Answered:
    """Make an account of an invitation, and sign in with it."""
    name, word, people = visit.form.text("name"), password(visit, "password"), visit.site.people
    if word != password(visit, "again"):
        return _invited(visit, name, {"again": "The two passwords are not the same."}, 422)
    try:
        account: Account = people.join(visit.parameters["token"], name, word)
    except InvitationError:
        return _invited(visit, name, {}, 404)
    except PeopleError as error:
        return _invited(visit, name, {"password" if "password" in str(error) else "name": _sentence(error)}, 422)
    try:
        token = people.login(account.name, word, visit.address)
    except PeopleError as error:
        return Go("/login", f"The account {account.name} was made, but you are not signed in yet: {error}.", "warning")
    return Go("/", f"Welcome, {account.name}.", cookies=(_session(visit, token),))


ROUTES = (
    Route("GET", "/login", OPEN, login),
    Route("POST", "/login", OPEN, enter),
    Route("POST", "/logout", OPEN, leave),
    Route("GET", "/join/{token}", OPEN, invited),
    Route("POST", "/join/{token}", OPEN, join),
)
