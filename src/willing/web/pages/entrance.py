"""The way in: signing in and out, the first account, and invitations."""

from __future__ import annotations

from willing.people.errors import LoginError, PeopleError, Throttled
from willing.people.model import Account
from willing.web.gate import local
from willing.web.visit import OPEN, Answered, Cookie, Go, Page, Route, Visit

WEEK = 7 * 86_400


def login(visit: Visit) -> Answered:
    """The form to sign in with."""
    if visit.actor.part != "public":
        return Go(local(visit.asked.text("next", "/")))
    return _form(visit, visit.asked.text("next", "/"))


def _form(visit: Visit, to: str, name: str = "", error: str = "", status: int = 200) -> Page:
    started = bool(visit.site.people.accounts())
    return Page("login.html", {"to": local(to), "name": name, "error": error, "started": started}, status, live=False)


def enter(visit: Visit) -> Answered:
    """Sign in."""
    name, to = visit.form.text("name"), visit.form.text("next", "/")
    try:
        token = visit.site.people.login(name, _password(visit, "password"), visit.address)
    except Throttled as error:
        return _form(visit, to, name, str(error), 429)
    except LoginError as error:
        return _form(visit, to, name, str(error), 422)
    return Go(local(to), cookies=(_session(visit, token),))


def _password(visit: Visit, name: str) -> str:
    """A password as it was typed, blanks included."""
    found = visit.form.all(name)
    return found[-1] if found else ""


def _session(visit: Visit, token: str) -> Cookie:
    return Cookie(visit.site.settings.cookie, token, WEEK)


def leave(visit: Visit) -> Answered:
    """Sign out."""
    if visit.token:
        visit.site.people.logout(visit.token)
    return Go("/login", "You are signed out.", cookies=(Cookie(visit.site.settings.cookie, ""),))


def invited(visit: Visit) -> Answered:
    """The form that makes an account of an invitation."""
    return _invited(visit, {}, ())


def _invited(visit: Visit, typed: dict[str, str], errors: tuple[str, ...], status: int = 200) -> Page:
    invitation = visit.site.people.invitation(visit.parameters["token"])
    context = {"invitation": invitation, "typed": typed, "errors": errors, "token": visit.parameters["token"]}
    return Page("join.html", context, status if invitation else 404, live=False)


def join(visit: Visit) -> Answered:
    """Make an account of an invitation, and sign in with it."""
    name, password = visit.form.text("name"), _password(visit, "password")
    if password != _password(visit, "again"):
        return _invited(visit, {"name": name}, ("The two passwords are not the same.",), 422)
    people = visit.site.people
    try:
        account: Account = people.join(visit.parameters["token"], name, password)
        token = people.login(account.name, password, visit.address)
    except PeopleError as error:
        return _invited(visit, {"name": name}, (str(error),), 422)
    return Go("/", f"Welcome, {account.name}.", cookies=(_session(visit, token),))


ROUTES = (
    Route("GET", "/login", OPEN, login),
    Route("POST", "/login", OPEN, enter),
    Route("POST", "/logout", OPEN, leave),
    Route("GET", "/join/{token}", OPEN, invited),
    Route("POST", "/join/{token}", OPEN, join),
)
