"""Every page in a real browser, as each role sees it: for all eyes and ears, on a telephone, and without scripts.

The addresses come from the table of routes: a new page without an example here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.browser.running import Running
from tests.web.serving import BROWSER
from tests.web.sites import CASE, PASSWORD, cheap, done

from willing.case.build import build
from willing.conference.actor import Actor
from willing.conference.conference import utc_now
from willing.conference.convening import OpenConference
from willing.conference.permissions import may
from willing.conference.pledging import EnterPledge, SaveDraft
from willing.conference.record import plain_case
from willing.conference.signing import OpenSigning
from willing.conference.talking import AskInformation
from willing.web.pages import ROUTES
from willing.web.settings import Settings
from willing.web.site import Site
from willing.web.visit import OPEN

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on the path: run scripts/system.sh")
PATIENCE = 60_000
"""Milliseconds after which something that should have happened is taken for missing."""
WAYS: tuple[Mapping[str, Any], ...] = (
    {"viewport": {"width": 430, "height": 900}, "color_scheme": "dark"},
    {"viewport": {"width": 1400, "height": 900}, "color_scheme": "light"},
)
"""A telephone in the dark, and a wide window by day."""
FILES = frozenset({"/case/export", "/case.yaml", "/pledges.csv", "/feed.xml", "/feed/{token}.xml"})
"""What is taken away and not looked at."""
EXAMPLES: Mapping[str, str] = {
    "/join/{token}": "/join/not-a-link",
    "/case/{section}": "/case/factors",
    "/case/{section}/+": "/case/nations/+",
    "/case/{section}/{key}": "/case/factors/ceasefire",
    "/factors/{key}/settle": "/factors/ceasefire/settle",
    "/people/account": "/people/account?name=france",
    "/requirement/{key}": "/requirement/main",
    "/requirement/{key}/edit": "/requirement/main/edit",
    "/nations/{code}": "/nations/FR",
    "/nations/{code}/pledges/new": "/nations/FR/pledges/new",
    "/pledges/{id}": "/pledges/fr-infantry",
    "/pledges/{id}/revise": "/pledges/fr-infantry/revise",
    "/pledges/{id}/withdraw": "/pledges/fr-infantry/withdraw",
    "/drafts/{id}": "/drafts/fr-draft",
    "/signings/{id}": "/signings/signing-1",
    "/signings/{id}/sign": "/signings/signing-1/sign",
    "/timeline/compare": "/timeline/compare?from=1&to=3",
}
"""An address of each page whose own leaves something open."""
BESIDES = ("/?version=2", "/pledges/fr-medical?version=2", "/log?text=nothing-at-all", "/pledges/nobody")
"""Pages that are worth a look beside those: of an earlier version, with nothing on them, and of what is not there."""
ROLES: Mapping[str, Actor] = {
    "headquarters": Actor("headquarters", "headquarters"),
    "france": Actor("france", "delegate", "FR"),
    "observer": Actor("observer", "observer"),
    "admin": Actor("admin", "admin"),
    "": Actor("", "public"),
}
"""Those who look, by their account; the last has none."""


FAULTS = {"resultTypes": ["violations"]}
"""What is asked of axe: no list of what is well."""


SHAPE = "[...document.querySelectorAll('main *')].map(one => `${one.tagName}.${one.className}`).join(' ')"
"""What main is made of, without its words."""
FULLY = frozenset({"headquarters", "france", ""})
"""Those who look in both ways and without JavaScript too; the others see hardly anything that these do not."""


@dataclass
class Found:
    """What is wrong with pages."""

    wrong: list[str] = field(default_factory=list)
    shapes: set[str] = field(default_factory=set)
    """The shapes that axe has seen: what one role sees as another does is looked at once, but for the frame."""

    def watch(self, page: Page, address: str) -> None:
        """Note what the browser complains of, and every request that leaves the server's own address."""
        page.on("console", lambda said: self._said(page, said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", lambda sent: None if sent.url.startswith((address, "data:")) else self._said(page, sent.url))

    def _said(self, page: Page, text: str) -> None:
        if "status of 4" not in text:  # a page that refuses something on purpose
            self.wrong.append(f"{page.url}: {text}")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A small conference in which something has happened, and is still going on."""
    found = Running(tmp_path, "--public")
    with closing(Site(Settings(db=found.db, drawing=0), utc_now, cheap())) as there:
        done(there, "headquarters", OpenConference(plain_case(build(CASE))))
        medical = {"nation": "FR", "capability": "medical", "strength": 100, "if": "GB stands"}
        done(there, "france", EnterPledge({"id": "fr-medical", **medical}))
        done(there, "headquarters", OpenSigning("All three", ("gb-infantry", "de-medical", "fr-medical")))
        done(there, "headquarters", AskInformation("fr-infantry", "When can it leave?"))
        done(there, "france", SaveDraft({"id": "fr-draft", **medical}))
    with found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found
        found.close()


def test_every_page_of_every_role(browser: Browser, running: Running) -> None:
    found = Found()
    for name, who in ROLES.items():
        state = signed_in(browser, running.address, name)
        pages = addresses(who)
        plain = without_scripts(browser, running.address, state, pages) if name in FULLY else {}
        for way in WAYS if name in FULLY else WAYS[:1]:
            with closing(context(browser, running.address, state, **way)) as looking:
                looks(looking, running.address, pages, plain if way is WAYS[-1] else {}, found)
    assert found.wrong == []


def addresses(who: Actor) -> tuple[str, ...]:
    """The pages that somebody may reach."""
    reached = [route for route in ROUTES if route.method == "GET" and route.path not in FILES]
    own = [EXAMPLES.get(one.path, one.path) for one in reached if one.permission == OPEN or may(who, one.permission)]
    left = [address for address in own if "{" in address]
    assert not left, f"no example for {left}"
    return (*own, *BESIDES)


def context(browser: Browser, address: str, state: Any, **way: Any) -> BrowserContext:
    """A window of its own, in which somebody is signed in already."""
    found = browser.new_context(base_url=address, storage_state=state, **way)
    found.set_default_timeout(PATIENCE)
    return found


def signed_in(browser: Browser, address: str, name: str) -> Any:
    """What a browser keeps of having signed in; nothing for who has no account."""
    if not name:
        return None
    with closing(context(browser, address, None)) as entering:
        page = entering.new_page()
        page.goto("/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return entering.storage_state()


def without_scripts(browser: Browser, address: str, state: Any, pages: tuple[str, ...]) -> Mapping[str, str]:
    """What each page says where there is no JavaScript."""
    with closing(context(browser, address, state, **WAYS[-1], java_script_enabled=False)) as plain:
        page, said = plain.new_page(), {}
        for one in pages:
            page.goto(one, wait_until="domcontentloaded")
            said[one] = words(page)
    return said


WORDS = """() => {
  const main = document.querySelector("main").cloneNode(true);
  main.querySelectorAll("figure.picture").forEach((figure) => figure.remove());
  return main.textContent;
}"""
"""What a page says at one moment, as a script may change it at the next; hidden or not, as its style may yet come."""


def words(page: Page) -> str:
    """What a page says, but for the findings of pictures, which come when these are drawn."""
    return " ".join(str(page.evaluate(WORDS)).split())


def looks(
    looking: BrowserContext, address: str, pages: tuple[str, ...], plain: Mapping[str, str], found: Found
) -> None:
    """Look at pages, and note what is wrong."""
    page, axe = looking.new_page(), Axe()
    found.watch(page, address)
    for one in pages:
        page.goto(one, wait_until="domcontentloaded")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.wrong.append(f"{page.url}: {wide} pixels wider than the window")
        shape = page.evaluate(f"innerWidth + {SHAPE}")
        for fault in (
            () if one != "/" and shape in found.shapes else axe.run(page, options=FAULTS).response["violations"]
        ):
            found.wrong.append(f"{page.url}: {fault['id']}: {fault['nodes'][0]['html'][:200]}")
        found.shapes.add(shape)
        if one in plain and words(page) != plain[one]:
            found.wrong.append(f"{page.url}: says something else without JavaScript")
