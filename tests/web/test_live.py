"""What live.js does, in a browser: pages keep up with the conference, and no typed text is lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import FastAPI, Form, Header, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from markupsafe import escape
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from tests.web.gallery import POLICY
from tests.web.serving import BROWSER, Served

from willing.web.templating import Flash, Frame, Me, environment

PAGE = (Path(__file__).parent / "live.html").read_text(encoding="utf-8")
PATIENCE = 15_000
"""Milliseconds after which something that should have happened is taken for missing."""


class Site:
    """A conference of one word."""

    def __init__(self) -> None:
        self.version, self.around, self.word = 1, 1, "first"
        self.asked = 0
        """Fetches for live pieces."""
        self.streams = 0
        self.signed_in, self.failing = True, False
        self.told: list[Flash] = []
        self._turn = threading.Condition()
        self._open = True

    def publish(self, around: bool = False) -> None:
        with self._turn:
            self.version += 1
            self.around += around
            self._turn.notify_all()

    def close(self) -> None:
        with self._turn:
            self._open = False
            self._turn.notify_all()

    def opened(self) -> None:
        self._open = True

    def versions(self) -> Iterator[str]:
        said = 0
        self.streams += 1
        yield "retry: 100\n\n"
        try:
            while self._open:
                with self._turn:
                    if said == self.version:
                        self._turn.wait(0.1)
                version = self.version
                yield f"event: version\ndata: v{version}\n\n" if version != said else ": still here\n\n"
                said = version
        finally:
            self.streams -= 1

    @property
    def sources(self) -> Mapping[str, str]:
        return {
            f"{size}{dark}": f"/picture/{self.version}{size}{dark}"
            for size in ("wide", "narrow")
            for dark in ("", "_dark")
        }

    def page(self, fragment: bool = False, word: str | None = None, wrong: Mapping[str, str] | None = None) -> str:
        flashes = () if fragment else tuple(self.told)
        self.told = self.told if fragment else []
        frame = Frame(
            "Live", "overview", Me("Ida", "headquarters", notices=self.version), version=self.version,
            stamp=f"v{self.version}", flashes=flashes, fragment=fragment,
        )  # fmt: skip
        return environment().from_string(PAGE).render(frame=frame, s=self, word=word, wrong=wrong or {})


def html(written: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(written, status, {"Content-Security-Policy": POLICY})


def application(site: Site) -> FastAPI:
    found = FastAPI(openapi_url=None)
    found.mount("/static", StaticFiles(directory=str(resources.files("willing.web") / "static")))

    @found.get("/")
    def page(x_live: Annotated[str, Header()] = "") -> HTMLResponse:
        site.asked += bool(x_live)
        if not site.signed_in:
            return html("<h1>Sign in</h1>", 401)
        return html(site.page(fragment=bool(x_live)))

    @found.get("/stream")
    def stream() -> Response:
        if not site.signed_in:
            return Response(status_code=401)
        return StreamingResponse(site.versions(), media_type="text/event-stream")

    @found.get("/picture/{name}")
    def picture(name: str) -> Response:
        return Response('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', media_type="image/svg+xml")

    _forms(found, site)
    return found


def _forms(found: FastAPI, site: Site) -> None:
    @found.post("/save")
    def save(word: Annotated[str, Form()] = "") -> Response:
        if not site.signed_in:
            return html("<h1>Sign in</h1>", 401)
        if site.failing:
            return html("<h1>Broken</h1>", 500)
        if not word.isalpha():
            return html(site.page(word=word, wrong={"word": "Write a word."}), 422)
        site.word = word
        site.told = [Flash(f"Saved {word}.")]
        site.publish()
        return RedirectResponse("/?saved", 303)

    @found.post("/elsewhere")
    def elsewhere() -> Response:
        return html("<!doctype html><title>No</title><main><h1>You may not do this</h1></main>", 403)

    @found.post("/forbidden")
    def forbidden() -> Response:
        return html(
            '<!doctype html><html lang="en"><title>No</title><body><main id="main"><h1>Not allowed</h1></main>', 403
        )

    @found.post("/preview")
    def preview(word: Annotated[str, Form()] = "") -> HTMLResponse:
        return html(f"<p>It would say <em>{escape(word)}</em>.</p>")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if BROWSER is None:
        pytest.skip("no chromium on the path to open the page with")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    with Served(application(site)) as found:
        yield found
        site.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 1000, "height": 900})
    found.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    wrong: list[str] = []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
    found.goto(served.address)
    yield found
    found.close()
    assert wrong == []


def test_what_changed_is_replaced_and_said(page: Page, site: Site) -> None:
    page.locator("summary", has_text="More").click()
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    site.publish(around=True)
    expect(page.locator("#state")).to_have_text("Version 2 stands.")
    expect(page.locator("#outer")).to_contain_text("Around 2")
    expect(page.locator("#inner")).to_have_text("Within 2")
    expect(page.locator("#frame-notices .count")).to_contain_text("2")
    expect(page.locator("#frame-version")).to_contain_text("Version 2")
    expect(page.locator("#told")).to_have_text("Updated.")
    assert page.locator("#folded").get_attribute("open") is not None, "what was opened stays open"


def test_only_what_changed_is_replaced(page: Page, site: Site) -> None:
    page.evaluate("document.getElementById('outer').dataset.seen = 'yes'")
    site.publish()
    expect(page.locator("#inner")).to_have_text("Within 2")
    assert page.locator("#outer").get_attribute("data-seen") == "yes", "only the piece within it had changed"


def test_a_page_that_is_up_to_date_asks_nothing(page: Page, site: Site) -> None:
    site.publish()
    expect(page.locator("#state")).to_have_text("Version 2 stands.")
    before = site.asked
    page.reload()
    site.publish()
    expect(page.locator("#state")).to_have_text("Version 3 stands.")
    assert site.asked == before + 1, "the version that the page came with was not asked for"


def test_pictures_change_with_their_addresses(page: Page, site: Site) -> None:
    site.publish()
    image = page.locator("#shown img")
    expect(image).to_have_attribute("src", "/picture/2wide")
    assert image.evaluate("image => image.complete && image.naturalWidth > 0"), "loaded before it was shown"


def test_what_is_in_use_waits(page: Page, site: Site) -> None:
    page.get_by_label("Word").focus()
    site.publish()
    expect(page.locator("#bars")).to_contain_text("This changed meanwhile")
    expect(page.locator("#state")).to_have_text("Version 2 stands.")
    expect(page.locator("#editing .beside")).to_have_text("Beside 1")
    page.get_by_label("Word").blur()
    expect(page.locator("#editing .beside")).to_have_text("Beside 2")
    expect(page.locator("#bars")).to_be_empty()


def test_typed_text_stays_whatever_changes(page: Page, site: Site) -> None:
    page.get_by_label("Word").fill("second")
    page.get_by_label("Word").blur()
    for version in (2, 3):
        site.publish()
        expect(page.locator("#state")).to_have_text(f"Version {version} stands.")
    expect(page.locator("#bars")).to_contain_text("This changed meanwhile")
    expect(page.get_by_label("Word")).to_have_value("second")
    expect(page.locator("#editing .beside")).to_have_text("Beside 1")


def test_versions_close_together_are_asked_for_together(page: Page, site: Site) -> None:
    site.publish()
    site.publish()
    expect(page.locator("#state")).to_have_text("Version 3 stands.")
    expect(page.locator("#inner")).to_have_text("Within 3")
    assert site.asked in {1, 2}


def test_text_outlives_a_server_that_goes_away(page: Page, site: Site, served: Served) -> None:
    page.get_by_label("Word").fill("kept")
    site.close()
    served.stop()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-bar=unsaved]")).to_contain_text("Not saved: the server does not answer.")
    expect(page.locator("[data-bar=lost]")).to_contain_text("Not connected")
    expect(page.get_by_label("Word")).to_have_value("kept")
    site.opened()
    site.publish()
    served.start()
    expect(page.locator("#state")).to_have_text("Version 2 stands.")
    expect(page.locator("[data-bar=lost]")).to_have_count(0)
    expect(page.get_by_label("Word")).to_have_value("kept")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("Saved kept.")
    expect(page.locator("#bars")).to_be_empty()
    assert page.url.endswith("/?saved")
    assert site.word == "kept"


def test_a_saved_page_lives_on_and_leads_back(page: Page, site: Site) -> None:
    page.get_by_label("Word").fill("second")
    page.get_by_label("Word").press("Enter")
    expect(page.locator(".flash")).to_contain_text("Saved second.")
    site.publish()
    expect(page.locator("#state")).to_have_text("Version 3 stands.")
    page.go_back()
    expect(page.locator(".flash")).to_have_count(0)
    expect(page.get_by_label("Word")).to_have_value("second")
    assert not page.url.endswith("/?saved")


def test_errors_are_shown_where_they_are(page: Page, site: Site) -> None:
    page.get_by_label("Word").fill("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Word")).to_have_value("12")
    expect(page.get_by_label("Word")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Write a word.").click()
    expect(page.get_by_label("Word")).to_be_focused()
    page.get_by_label("Word").blur()
    site.publish()
    expect(page.locator("#state")).to_have_text("Version 2 stands.")
    expect(page.get_by_label("Word")).to_have_value("12")
    page.get_by_label("Word").fill("twelve")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("Saved twelve.")


def test_a_server_that_fails_takes_no_text(page: Page, site: Site) -> None:
    site.failing = True
    page.get_by_label("Word").fill("kept")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#bars")).to_contain_text("the server failed (500)")
    page.get_by_role("button", name="Save elsewhere").click()
    expect(page.locator("#bars")).to_contain_text("Not saved: You may not do this. Your text is kept.")
    expect(page.get_by_label("Word")).to_have_value("kept")


def test_a_refusal_with_nothing_to_lose_is_shown(page: Page) -> None:
    page.get_by_role("button", name="Try what is not allowed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not allowed")


def test_who_is_signed_out_keeps_the_text(page: Page, site: Site) -> None:
    page.get_by_label("Word").fill("kept")
    site.signed_in = False
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#bars")).to_contain_text("You are signed out. Your text is kept")
    expect(page.get_by_role("link", name="Sign in again in another tab")).to_have_attribute("target", "_blank")
    expect(page.get_by_label("Word")).to_have_value("kept")
    site.signed_in = True
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("Saved kept.")


def test_a_new_version_tells_who_is_signed_out(page: Page, site: Site) -> None:
    expect(page.locator("#bars")).to_be_empty()
    page.get_by_label("Word").fill("kept")
    site.signed_in = False
    site.publish()
    expect(page.locator("#bars")).to_contain_text("You are signed out.")
    expect(page.get_by_label("Word")).to_have_value("kept")


def test_a_preview_follows_what_is_typed(page: Page) -> None:
    page.get_by_label("Word").press_sequentially("<b>")
    expect(page.locator("#seen")).to_have_text("It would say <b>first.")


def test_leaving_asks_first_where_text_would_be_lost(page: Page, served: Served) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(f"{served.address}/?elsewhere")
    assert asked == [], "nothing was changed"
    page.get_by_label("Word").press_sequentially("more")
    page.goto(served.address)
    assert asked == ["beforeunload"]


def test_a_hidden_tab_holds_no_stream_and_catches_up(page: Page, site: Site) -> None:
    site.publish()
    expect(page.locator("#state")).to_have_text("Version 2 stands.")
    turn = """hidden => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(turn, True)
    while site.streams:
        page.wait_for_timeout(20)
    site.publish()
    page.evaluate(turn, False)
    expect(page.locator("#state")).to_have_text("Version 3 stands.")


def test_all_works_without_the_script(browser: Browser, site: Site, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.address)
    page.get_by_label("Word").fill("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Word").input_value() == "12"
    page.get_by_label("Word").fill("plain")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".flash")).to_contain_text("Saved plain.")
    assert re.search(r"\?saved$", page.url)
    context.close()
