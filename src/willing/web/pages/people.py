"""People: accounts, invitations and what was done to them; for admins."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from willing.case.names import names_of
from willing.conference.actor import PEOPLE
from willing.conference.errors import Impossible, NotThere
from willing.conference.history import lines_of
from willing.people.errors import PeopleError
from willing.people.model import ROLES, Account
from willing.people.passwords import LEAST
from willing.web.pages.entrance import PASSWORD_RULES, password
from willing.web.visit import Answered, Go, Page, Route, Visit

MOST_LINES = 30
"""Lines of the log of accounts that are shown."""
ROLE_SAYS: Mapping[str, str] = {
    "headquarters": "Opens the conference, states the case, publishes requirements, opens signings.",
    "delegate": "Speaks for one nation: its pledges, its drafts, its signature.",
    "observer": "Sees the common picture and the log; changes nothing.",
    "admin": "Looks after accounts; takes no part in the conference.",
}


def people(visit: Visit) -> Answered:
    """Accounts, invitations, and the log of both."""
    return _page(visit)


def _page(visit: Visit, status: int = 200, **more: Any) -> Page:
    found = visit.site.people
    context = {
        "accounts": found.accounts(),
        "invitations": found.invitations(),
        "lines": lines_of(visit.site.conference, visit.actor, MOST_LINES, only=lambda entry: entry.chain == PEOPLE),
        "nations": _nations(visit),
        "roles": tuple((role, role, ROLE_SAYS[role]) for role in ROLES),
        "rules": PASSWORD_RULES,
        "least": LEAST,
        "may_write": visit.room.may("people.write"),
        "link": more.get("link"),
        "errors": more.get("errors", {}),
        "words": more.get("words", {}),
        "form": more.get("form", ""),
    }
    return Page("people.html", context, status, live=not more)


def _nations(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The nations of the conference by code; empty before it is open."""
    room = visit.room
    if not room.opened:
        return ()
    names = names_of(room.released)
    return tuple(sorted(((code, names.nation(code)) for code in room.released.nations), key=lambda one: one[1]))


def _part(visit: Visit) -> tuple[str, str | None]:
    """The role and nation of a form: only a delegate's nation counts."""
    role = visit.form.text("role")
    return role, (visit.form.text("nation").upper() or None) if role == "delegate" else None


def _words(visit: Visit) -> dict[str, str]:
    """What was typed, but for passwords."""
    return {name: visit.form.text(name) for name in ("name", "role", "nation", "title")}


def _sentence(error: PeopleError) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}."


def _field(error: PeopleError) -> str:
    """The field that an error is about."""
    said = str(error)
    for word, name in (("password", "password"), ("nation", "nation"), ("role", "role"), ("title", "title")):
        if word in said:
            return name
    return "name"


def add(visit: Visit) -> Answered:
    """Add an account."""
    role, nation = _part(visit)
    try:
        found = visit.site.people.add(
            visit.form.text("name"), password(visit, "password"), role, nation, visit.actor.name
        )
    except PeopleError as error:
        return _page(visit, 422, errors={_field(error): _sentence(error)}, words=_words(visit), form="add")
    return Go("/people", f"The account {found.name} was added.")


def invite(visit: Visit) -> Answered:
    """Make an invitation, whose link is shown once."""
    role, nation = _part(visit)
    try:
        token = visit.site.people.invite(role, nation, visit.actor.name, visit.form.text("title"))
    except PeopleError as error:
        return _page(visit, 422, errors={_field(error): _sentence(error)}, words=_words(visit), form="invite")
    link = f"{visit.site.settings.url.rstrip('/')}/join/{token}"
    return _page(visit, link=link, words={"title": visit.form.text("title"), "role": role, "nation": nation or ""})


def withdraw(visit: Visit) -> Answered:
    """Make an invitation void."""
    number = visit.form.whole("id")
    if number is None:
        raise NotThere("no invitation was named")
    visit.site.people.withdraw_invitation(number, visit.actor.name)
    return Go("/people", "The invitation was withdrawn: its link leads nowhere now.")


# One account


def one(visit: Visit) -> Answered:
    """An account by itself."""
    return _one(visit, _account(visit, visit.asked.text("name")))


def _account(visit: Visit, name: str) -> Account:
    found = visit.site.people.account(name)
    if found is None:
        raise NotThere(f"there is no account {name[:60]!r}")
    return found


def _one(visit: Visit, account: Account, status: int = 200, **more: Any) -> Page:
    context = {
        "account": account,
        "nations": _nations(visit),
        "roles": tuple((role, role, ROLE_SAYS[role]) for role in ROLES),
        "own": account.name == visit.actor.name,
        "may_write": visit.room.may("people.write"),
        "demo": visit.site.settings.demo,
        "errors": more.get("errors", {}),
        "words": more.get("words") or {"role": account.role, "nation": account.nation or ""},
        "fresh": more.get("fresh", ""),
    }
    return Page("people_account.html", context, status, live=False)


def change(visit: Visit) -> Answered:
    """Change the role or nation of an account."""
    account = _account(visit, visit.form.text("name"))
    role, nation = _part(visit)
    try:
        if role not in ROLES:
            raise PeopleError(f"{role[:40]!r} is no role: choose one of {', '.join(ROLES)}")
        if role == "delegate" and nation is None:
            raise PeopleError("a delegate speaks for a nation: choose it")
        after = visit.site.people.change(account.name, visit.actor.name, role=role, nation=nation)
    except PeopleError as error:
        return _one(visit, account, 422, errors={_field(error): _sentence(error)}, words=_words(visit))
    part = f"{after.role}{f' of {after.nation}' if after.nation else ''}"
    said = f"{after.name} is {part} now and has to sign in again." if after != account else "Nothing was changed."
    return Go("/people", said)


def disable(visit: Visit) -> Answered:
    """Disable an account, or enable it again."""
    account, wanted = _account(visit, visit.form.text("name")), visit.form.text("disabled") == "yes"
    try:
        visit.site.people.change(account.name, visit.actor.name, disabled=wanted)
    except PeopleError as error:
        return _one(visit, account, 422, errors={"": _sentence(error)})
    done = "is disabled: it is signed out everywhere, and its tokens are gone" if wanted else "can sign in again"
    return Go("/people", f"{account.name} {done}.")


def reset(visit: Visit) -> Answered:
    """Give an account a new password, which is shown once."""
    account = _account(visit, visit.form.text("name"))
    if visit.site.settings.demo:
        raise Impossible("the accounts of a demonstration keep their passwords")
    fresh = secrets.token_urlsafe(15)
    visit.site.people.set_password(account.name, fresh, visit.actor.name)
    return _one(visit, account, fresh=fresh)


ROUTES = (
    Route("GET", "/people", "people.see", people, "people"),
    Route("POST", "/people/add", "people.write", add, "people"),
    Route("POST", "/people/invite", "people.write", invite, "people"),
    Route("POST", "/people/withdraw", "people.write", withdraw, "people"),
    Route("GET", "/people/account", "people.see", one, "people"),
    Route("POST", "/people/change", "people.write", change, "people"),
    Route("POST", "/people/disable", "people.write", disable, "people"),
    Route("POST", "/people/password", "people.write", reset, "people"),
)
