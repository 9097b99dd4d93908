"""One's own account: its part, its password, its tokens."""

from __future__ import annotations

from typing import Any

from willing.case.names import names_of
from willing.conference.errors import Impossible, NotThere
from willing.conference.permissions import PERMISSIONS, may
from willing.people.errors import LoginError, PeopleError, Throttled
from willing.people.passwords import LEAST
from willing.web.pages.entrance import PASSWORD_RULES, password
from willing.web.visit import Answered, Cookie, Go, Page, Route, Visit

DEMO = "the accounts of a demonstration keep their passwords, so that others can look at it too"


def account(visit: Visit) -> Answered:
    """The page."""
    return _page(visit)


def _page(visit: Visit, status: int = 200, **more: Any) -> Page:
    actor, room = visit.actor, visit.room
    nation = actor.nation or ""
    if nation and room.opened:
        nation = names_of(room.released).nation(nation)
    context = {
        "actor": actor,
        "nation": nation,
        "permissions": tuple(permission.says for permission in PERMISSIONS if may(actor, permission.name)),
        "tokens": visit.site.people.tokens(actor.name),
        "demo": visit.site.settings.demo,
        "rules": PASSWORD_RULES,
        "least": LEAST,
        "secret": more.get("secret", ""),
        "title": more.get("title", ""),
        "errors": more.get("errors", {}),
    }
    return Page("account.html", context, status, live=False, headers=more.get("headers", {}))


def _sentence(error: PeopleError) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}."


def change_password(visit: Visit) -> Answered:
    """Change one's own password; every other session ends."""
    if visit.site.settings.demo:
        raise Impossible(DEMO)
    people, name, wanted = visit.site.people, visit.actor.name, password(visit, "new")
    if wanted != password(visit, "again"):
        return _page(visit, 422, errors={"again": "The two passwords are not the same."})
    try:
        people.confirm(name, password(visit, "password"), visit.address)
    except Throttled as error:
        headers = {"retry-after": str(error.retry_after)}
        return _page(visit, 429, errors={"password": _sentence(error)}, headers=headers)
    except LoginError:
        return _page(visit, 422, errors={"password": "This is not your password. Nothing was changed."})
    try:
        people.set_password(name, wanted, name, keep=visit.token)
    except PeopleError as error:
        return _page(visit, 422, errors={"new": _sentence(error)})
    return Go("/account", "Your password was changed. You are signed out everywhere else.")


def issue(visit: Visit) -> Answered:
    """Make a token, which is shown once."""
    title = visit.form.text("title")
    try:
        secret = visit.site.people.issue(visit.actor.name, title)
    except PeopleError as error:
        return _page(visit, 422, errors={"title": _sentence(error)}, title=title)
    return _page(visit, secret=secret, title=title)


def revoke(visit: Visit) -> Answered:
    """Make one of one's own tokens void."""
    number = visit.form.whole("id")
    own = next((token for token in visit.site.people.tokens(visit.actor.name) if token.id == number), None)
    if own is None:
        raise NotThere("you have no such token: it was revoked already")
    visit.site.people.revoke(own.id, visit.actor.name)
    return Go("/account", f"The token {own.title} was revoked.")


def leave_everywhere(visit: Visit) -> Answered:
    """End all one's sessions."""
    visit.site.people.logout_everywhere(visit.actor.name)
    return Go("/login", "You are signed out everywhere.", cookies=(Cookie(visit.site.settings.cookie, ""),))


ROUTES = (
    Route("GET", "/account", "account.own", account),
    Route("POST", "/account/password", "account.own", change_password),
    Route("POST", "/account/tokens", "account.own", issue),
    Route("POST", "/account/tokens/revoke", "account.own", revoke),
    Route("POST", "/account/leave", "account.own", leave_everywhere),
)
