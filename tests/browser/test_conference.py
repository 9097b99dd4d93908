"""A whole conference in a real browser: five people, each in a browser of their own, on the real server.

One test, as one thing leads to another: what is tried is the whole, as people would use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.running import Running
from tests.web.serving import BROWSER
from tests.web.sites import CASE, PASSWORD

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on the path: run scripts/system.sh")
PATIENCE = 60_000
"""Milliseconds after which something that should have happened is taken for missing."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with Running(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found
        found.close()


class Person:
    """Somebody at the conference, with a browser of their own."""

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        self.address = address
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, base_url=address)
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto("/login")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def _asked(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.address, "data:")):
            self.elsewhere.append(url)

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(path)
        return self.page

    def sees(self, text: str) -> None:
        """What is on the page now or comes to it without being asked for."""
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)


def test_five_people_hold_a_conference(browser: Browser, running: Running, tmp_path: Path) -> None:
    with ExitStack() as stack:
        people = {}
        for name in ("headquarters", "france", "paris", "britain", "germany", "observer"):
            people[name] = Person(browser, running.address, name)
            stack.callback(people[name].page.context.close)
        hq, france, paris = people["headquarters"], people["france"], people["paris"]
        britain, germany, observer = people["britain"], people["germany"], people["observer"]

        opens(hq, tmp_path)
        publishes(hq)
        observer.go("/")
        pledges(france)
        observer.sees("1,700 persons")  # 1,400 of the case and 300 more, without a reload
        finds_it_changed(france, paris)
        signs(hq, britain, germany, observer)
        withdraws(germany, britain, observer)
        keeps_its_text(france, running)
        for name, person in people.items():
            assert person.elsewhere == [], name
            unexpected = [line for line in person.complaints if not _expected(line)]
            assert unexpected == [], name


def _expected(line: str) -> bool:
    """What a browser logs of a refusal on purpose, and of a server that is away."""
    return "Failed to load resource" in line or "ERR_" in line


def opens(hq: Person, folder: Path) -> None:
    """Headquarters opens the conference from a case of its own."""
    case = folder / "case.yaml"
    case.write_text(yaml.safe_dump(dict(CASE), sort_keys=False), encoding="utf-8")
    page = hq.go("/open")
    page.locator("#open-sent input[type=file]").set_input_files(case)
    page.get_by_role("button", name="Open with this file").click()
    page.wait_for_url(lambda url: "/open" not in url)
    hq.go("/")
    hq.sees("Who must sign together")


def publishes(hq: Person) -> None:
    """Headquarters publishes a second requirement."""
    page = hq.go("/requirements/+")
    page.get_by_label("Short name").fill("trainers")
    page.get_by_label("Title").first.fill("Trainers in the west")
    form, post = page.locator("form#requirement"), "post-0-"
    for name, value in {"id": "school", "task": "training", "strength": "250", "first": "0", "until": "12"}.items():
        form.locator(f"[name='{post}{name}']").fill(value)
    for name, value in {"capability": "infantry", "area": "west"}.items():
        form.locator(f"[name='{post}{name}']").select_option(value)
    form.get_by_role("button", name="Publish").click()
    page.wait_for_url(lambda url: "/requirements/+" not in url)
    hq.go("/requirement/trainers")
    hq.sees("Trainers in the west")


def pledges(france: Person) -> None:
    """A delegate pledges, with a condition from menus that is read back in English, and sees what it would do."""
    page = france.go("/nations/FR/pledges/new")
    page.get_by_label("What is offered").select_option("medical")
    page.locator("#f-kind-number").check()
    page.get_by_label("Persons", exact=True).first.fill("300")
    page.locator("#b-kind").select_option(index=0)
    page.locator("#b-who-1").select_option(label="A ceasefire is in force")
    page.get_by_role("button", name="Add to the condition").click()
    expect(page.locator("#f-if")).to_have_value("ceasefire", timeout=PATIENCE)
    expect(page.locator("#reading")).to_contain_text("ceasefire is in force", timeout=PATIENCE)
    page.locator("#f-if").fill("ceasefire and GB sends >= 100000 or")
    expect(page.locator("#reading .pointed")).to_be_visible(timeout=PATIENCE)
    page.locator("#f-if").fill("ceasefire")
    expect(page.locator("#reading")).to_contain_text("It stands if", timeout=PATIENCE)
    page.get_by_role("button", name="Save for everybody").click()
    page.wait_for_url(lambda url: url.endswith("/pledges/fr-medical"))
    france.sees("300")


def finds_it_changed(france: Person, paris: Person) -> None:
    """Two who speak for one nation revise the same pledge: the second sees the difference, with what was typed kept."""
    late = paris.go("/pledges/fr-medical/revise")
    first = france.go("/pledges/fr-medical/revise")
    first.get_by_label("Persons", exact=True).first.fill("350")
    first.get_by_role("button", name="Save for everybody").click()
    first.wait_for_url(lambda url: url.endswith("/pledges/fr-medical"))
    late.get_by_label("Persons", exact=True).first.fill("320")
    late.get_by_label("Note").fill("As agreed in Paris")
    late.get_by_role("button", name="Save for everybody").click()
    expect(late.get_by_role("button", name="Save mine over it")).to_be_visible(timeout=PATIENCE)
    paris.sees("350")
    expect(late.get_by_label("Persons", exact=True).first).to_have_value("320")
    expect(late.get_by_label("Note")).to_have_value("As agreed in Paris")
    late.get_by_role("button", name="Save mine over it").click()
    late.wait_for_url(lambda url: url.endswith("/pledges/fr-medical"))
    paris.sees("320")


def signs(hq: Person, britain: Person, germany: Person, observer: Person) -> None:
    """Britain and Germany can only stand together: nothing is committed until the second has signed, then both are."""
    observer.go("/")
    expect(observer.page.locator("#key")).to_contain_text("500", timeout=PATIENCE)
    page = hq.go("/signings/new")
    page.get_by_label("Title").fill("Britain and Germany")
    page.locator("input[name=group]").first.check()
    page.get_by_role("button", name="Open the signing", exact=True).click()
    page.wait_for_url(lambda url: url.endswith("/signings/signing-1"))
    for person in (britain, germany):
        observer.sees("Britain and Germany")
        sign = person.go("/signings/signing-1/sign")
        sign.get_by_role("button", name="Sign for").click()
        sign.wait_for_url(lambda url: url.endswith("/signings/signing-1"))
    germany.sees("committed")
    expect(observer.page.locator("#key")).to_contain_text("1,200", timeout=PATIENCE)


def withdraws(germany: Person, britain: Person, observer: Person) -> None:
    """Germany goes back on it: it sees first that Britain falls, and everybody sees it afterwards."""
    page = germany.go("/pledges/de-medical/withdraw")
    expect(page.locator("#cascade")).to_contain_text("gb-infantry", timeout=PATIENCE)
    page.get_by_label("Why").fill("The budget was refused")
    page.get_by_role("button", name="withdraw it").click()
    page.wait_for_url(lambda url: "/withdraw" not in url)
    expect(observer.page.locator("#key")).to_contain_text("500", timeout=PATIENCE)
    britain.go("/notices")
    britain.sees("The budget was refused")


def keeps_its_text(france: Person, running: Running) -> None:
    """The server goes away in the middle of an edit and comes back: what was typed is still there, and is saved."""
    page = france.go("/pledges/fr-medical/revise")
    page.get_by_label("Note").fill("Typed before the server went away")
    assert running.stop() == 0
    page.get_by_role("button", name="Save for everybody").click()
    expect(page.locator("#bars")).to_contain_text("ot saved", timeout=PATIENCE)
    expect(page.get_by_label("Note")).to_have_value("Typed before the server went away")
    running.start()
    page.get_by_role("button", name="Save for everybody").click()
    page.wait_for_url(lambda url: url.endswith("/pledges/fr-medical"), timeout=PATIENCE)
    france.sees("Typed before the server went away")
