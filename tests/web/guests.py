"""A conference with somebody of every kind at its door, and things of France and Germany that others must not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient
from tests.web.sites import PASSWORD, Clock, actor, done, site

from willing.conference.pledging import SaveDraft
from willing.conference.signing import OpenSigning
from willing.conference.talking import AskInformation
from willing.web.app import application
from willing.web.site import Site

DRAFT, WORD = "secretdraftoffrance", "secretwordwithfrance"
"""What stands in a draft of France, and in a talk with France; nobody else may ever see it."""
PEOPLE: Mapping[str, tuple[Any, str | None]] = {
    "germany": ("delegate", "DE"),
    "disabled": ("delegate", "FR"),
    "expired": ("delegate", "FR"),
}
"""More accounts than a site has."""
SIGNED_IN = ("hq", "france", "germany", "observer", "admin")
NOBODIES = ("nobody", "disabled", "expired", "forged")
"""Who comes with nothing, or with what is no longer worth anything."""


@dataclass
class Guests:
    """The site, and what everybody shows at its door."""

    site: Site
    clock: Clock
    app: FastAPI
    client: TestClient
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    invitation: str = ""
    feed: str = ""

    def session(self, who: str) -> str | None:
        """The session of somebody, begun anew where it was ended by a test."""
        if who in SIGNED_IN and self.site.people.session(self.sessions.get(who, "")) is None:
            self.sessions[who] = self.site.people.login(who, PASSWORD, "192.0.2.7")
        return self.sessions.get(who)

    def ask(self, who: str, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        """A request of somebody: with a session to pages, with a token to the interface."""
        found = {"accept-encoding": "identity", **(headers or {})}
        shown = self.tokens.get(who) if path.startswith("/api/") else self.session(who)
        if shown is not None:
            found |= bearer(shown) if path.startswith("/api/") else {"cookie": f"{self.site.settings.cookie}={shown}"}
        self.client.cookies.clear()
        if path == "/stream":  # it would never end
            self.app.state.pulse.stop()
        try:
            return self.client.request(method, path, headers=found, **more)
        finally:
            self.app.state.pulse._stop.clear()

    @property
    def heads(self) -> dict[str, int]:
        """How far each chain has come, but that of accounts."""
        return {chain: head for chain, head in self.site.ledger.heads().items() if chain != "people"}


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"authorization": f"Bearer {token}"}


def draft_of(nation: str, note: str) -> dict[str, Any]:
    """A draft of a new pledge."""
    lead = nation.lower()
    return {"id": f"{lead}-draft", "nation": nation, "capability": "medical", "strength": 77, "note": note}


@contextmanager
def guests(folder: Path, drafted: tuple[str, ...] = ("FR", "DE"), **settings: Any) -> Iterator[Guests]:
    """A site of which everybody is a guest; some nations have drafted something."""
    clock = Clock()
    made = site(folder, clock=clock, drawing=0, **settings)
    try:
        for name, (role, nation) in PEOPLE.items():
            made.people.add(name, PASSWORD, role, nation, "test")
        app = application(made)
        found = Guests(made, clock, app, TestClient(app, base_url=made.settings.url, follow_redirects=False))
        for name in ("disabled", "expired"):
            found.sessions[name] = made.people.login(name, PASSWORD, "192.0.2.8")
            found.tokens[name] = made.people.issue(name, "a program")
        made.people.change("disabled", "admin", disabled=True)
        made.people.revoke(made.people.tokens("expired")[0].id, "admin")
        found.sessions["forged"] = found.tokens["forged"] = "willing_forged"
        clock.move(hours=9)
        for name in SIGNED_IN:
            found.tokens[name] = made.people.issue(name, "a program")
        _fill(found, drafted)
        yield found
    finally:
        made.close()


def _fill(found: Guests, drafted: tuple[str, ...]) -> None:
    made = found.site
    for who, nation, note in (("france", "FR", DRAFT), ("germany", "DE", "of Germany")):
        if nation in drafted:
            made.conference.do(actor(made, who), SaveDraft(draft_of(nation, note)))
    done(made, "hq", AskInformation("fr-infantry", WORD))
    done(made, "hq", OpenSigning("A signing", ("fr-infantry",)))
    found.invitation = made.people.invite("observer", None, "admin", "for somebody")
    found.feed = made.people.issue("observer", "a feed", feed=True)


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path that an application answers, whatever it is made of."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        path = context.path if context.path is not None else getattr(route, "path", None)
        if isinstance(route, Mount):
            found.append(("GET", f"{route.path}/{{path}}"))
            continue
        methods = context.methods or getattr(route, "methods", None)
        if path is None or not methods:
            raise AssertionError(f"no way to tell what {route!r} answers: teach `routes` in tests/web/guests.py")
        found += [(method, path) for method in sorted(methods)]
    return found
