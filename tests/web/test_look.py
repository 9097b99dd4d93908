"""The look of the conference: what is written is escaped, nothing is inline, and nobody is kept from reading it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from playwright.sync_api import Browser, sync_playwright
from tests.web.gallery import FRAME, app, shown
from tests.web.serving import BROWSER, Served

from willing.charts import theme
from willing.report.style import COLOURS
from willing.web.templating import NARROW, PLACES, Flash, Frame, Me, Past, ago, environment, moment, static

WEB = Path(str(resources.files("willing.web")))
TEMPLATES = sorted((WEB / "templates").glob("**/*.html"))
MACROS = (WEB / "templates" / "macros.html").read_text(encoding="utf-8")
STYLE = (WEB / "static" / "conference.css").read_text(encoding="utf-8")
AT = datetime(2026, 2, 25, 14, 5, tzinfo=UTC)

INLINE = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|javascript:|srcdoc|<base|<iframe", re.I
)
ELSEWHERE = re.compile(r"(?:https?:)?//[\w{]|@import", re.I)

MORE_COLOURS = {
    "tint": theme.TINT,
    "sea": theme.SEA,
    "alarm": theme.MOST,
    "alarm-fill": theme.FEWEST,
    "on-firm": theme.ON["firm"],
    "on-other": theme.ON["out"],
}

EVERYTHING = (Path(__file__).parent / "everything.html").read_text(encoding="utf-8")
"""Every macro, each with the same text wherever it takes text."""


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes: what markup says, without any text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", ()))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", ()))


def everything(said: str) -> str:
    frame = Frame(
        said, "log", Me(said, said, said, 2), 4, said, demo=True, past=Past(4, AT, said), flashes=(Flash(said),)
    )
    return environment().from_string(EVERYTHING).render(frame=frame, x=said, at=AT)


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1) | st.text("<>&\"'/{}% =!-`", min_size=1))
@example("<script>alert(1)</script>")
@example('"><img src=x onerror=alert(1)>')
@example("'--></textarea></title><svg onload=alert(1)>{{ 7*7 }}{% raw %}")
def test_text_is_never_markup(said: str) -> None:
    assert Skeleton(everything(said)).found == Skeleton(everything("word")).found


def test_text_cannot_turn_around_what_follows() -> None:
    assert "\u202e" not in everything("a\u202eb\x00c")
    assert "abc" in everything("a\u202eb\x00c")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(template: Path) -> None:
    """The policy of the pages forbids both, so that a browser would refuse it."""
    written = re.sub(r"{#.*?#}", "", template.read_text(encoding="utf-8"), flags=re.S)
    assert not INLINE.findall(written)
    assert not ELSEWHERE.findall(written)
    assert "|safe" not in written.replace(" ", "")


def test_what_is_inline_would_be_found() -> None:
    for bad in ('<p style="a">', "<script>a</script>", '<a onclick="a">', "<style>", '<a href="javascript:a">'):
        assert INLINE.search(bad), bad
    assert not INLINE.search('<script defer src="{{ a }}"></script><option value="on">')


def test_files_of_our_own_ask_for_nothing_elsewhere() -> None:
    for path in (WEB / "static").iterdir():
        written = re.sub(
            r"http://www\.w3\.org/2000/svg|/\*.*?\*/|//.*", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        assert not re.search(r"https?:|@import|url\(", written), path.name


def macros() -> Iterator[tuple[str, str, str]]:
    for name, arguments in re.findall(r"{% macro (\w+)\(([^\n]*)\) %}", MACROS):
        comment = re.search(rf"{{# {name}: (.+?) #}}\n{{% macro {name}\(", MACROS)
        yield name, arguments, comment[1] if comment else ""


def test_every_macro_says_what_it_is_given() -> None:
    found = list(macros())
    assert len(found) > 30
    for name, arguments, said in found:
        assert said, f"{name} says nothing"
        if "arguments are those of" in said:
            continue
        for argument in re.findall(r"(?:^|, )(\w+)(?==|,|$)", arguments):
            assert re.search(rf"\b{argument}\b", said), f"{name} does not say what {argument} is"


def test_the_named_colours_are_those_of_the_pictures() -> None:
    light, dark = re.findall(r":root \{\s+(--paper.*?)\}", STYLE, flags=re.S)
    colours = {**COLOURS, **MORE_COLOURS}
    assert dict(re.findall(r"--([\w-]+): (#\w+);", light)) == colours
    assert dict(re.findall(r"--([\w-]+): (#\w+);", dark)) == {name: theme.partners()[c] for name, c in colours.items()}
    used = set(re.findall(r"var\(--([\w-]+)\)", STYLE))
    assert used <= {*colours, "serif", "sans", "mono", "page", "text", "gap", "small", "round"}


def test_pictures_and_tables_turn_narrow_at_the_same_width() -> None:
    assert f"@media screen and (max-width: {NARROW}px)" in STYLE


def test_nothing_may_be_missing() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ absent }}").render()


def framed(**change: Any) -> str:
    page = '{% extends "base.html" %}{% block main %}<p>Here.</p>{% endblock %}'
    return environment().from_string(page).render(frame=replace(Frame("A conference"), **change))


def test_the_frame_shows_who_one_is_and_where() -> None:
    page = framed(me=Me("Claire", "delegate", "the Netherlands", 2), place="log", version=7, stamp="e7")
    assert '<a href="/log" aria-current="page">Log</a>' in page
    assert "delegate of the Netherlands" in page
    assert '<span class="count">2<span class="unseen"> not read</span></span>' in page
    assert 'data-stream="/stream" data-stamp="e7"' in page
    assert "Version 7 of the conference" in page
    assert "/people" not in page
    assert "/people" in framed(me=Me("Ida", "admin"))


def test_who_is_not_signed_in_sees_no_way_in_but_one() -> None:
    page = framed()
    assert "data-stream" not in page
    assert not any(f'href="{place.address}"' in page for place in PLACES)
    public = framed(public=True)
    assert "You read without an account." in public
    assert public.count('href="/login"') == 2
    assert "/logout" not in public


def test_banners_say_what_one_looks_at() -> None:
    assert "made-up accounts" in framed(demo=True)
    assert "made-up accounts" not in framed()
    past = framed(past=Past(3, AT, "/now"), me=Me("Ida", "admin"))
    assert "This is version 3" in past and 'href="/now"' in past
    assert "data-stream" not in past, "what is over does not change"


def test_a_fragment_is_what_may_have_changed_alone() -> None:
    page = framed(fragment=True, me=Me("Ida", "admin", notices=1), version=8)
    assert "<p>Here.</p>" in page
    assert not re.search("<html|<header|<main|<nav", page)
    assert set(re.findall(r'id="([\w-]+)" data-live', page)) == {"frame-notices", "frame-version"}


def test_files_have_addresses_that_change_with_them() -> None:
    assert re.fullmatch(r"/static/live\.js\?v=[0-9a-f]{12}", static("live.js"))
    with pytest.raises(FileNotFoundError):
        static("absent.js")


def test_times() -> None:
    assert moment(AT.astimezone()) == "25 Feb 2026, 14:05 UTC"
    for since, said in (
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "1 hour ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=7), "18 Feb 2026"),
    ):
        assert ago(AT - since, AT) == said


def test_the_script_is_written_without_a_slip() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the path to read the script with")
    done = subprocess.run(
        [node, "--check", str(WEB / "static" / "live.js")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_each_id_stands_once() -> None:
    ids = re.findall(r'\sid="([^"]+)"', shown(FRAME))
    assert len(ids) == len(set(ids))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if BROWSER is None:
        pytest.skip("no chromium on the path to open the page with")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with Served(app(draw=False)) as served:
        yield served.address


@pytest.mark.parametrize(("width", "scheme"), [(430, "dark"), (1400, "light")])
def test_everybody_can_read_it(browser: Browser, gallery: str, width: int, scheme: Any) -> None:
    """Axe finds nothing to mend, nothing is wider than the window, and the browser refuses nothing."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(gallery)
    page.wait_for_function("document.querySelector('.picture img').complete")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = (
        "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert page.evaluate(wide) == 0
    assert Axe().run(page).response["violations"] == []
    narrow = "narrow" if width < 720 else "wide"
    assert f"{narrow}-{scheme}" in page.evaluate("document.querySelector('.picture img').currentSrc")
    assert complaints == []
    page.close()


def test_the_menu_needs_no_script(browser: Browser, gallery: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 430, "height": 900})
    page = context.new_page()
    page.goto(gallery)
    assert not page.get_by_role("link", name="Timeline", exact=True).is_visible()
    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("link", name="Timeline", exact=True).is_visible()
    assert page.get_by_role("button", name="Sign out").is_visible()
    context.close()


def test_what_cannot_be_pressed_is_not_printed(browser: Browser, gallery: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(gallery)
    page.emulate_media(media="print")
    for selector in (".tabs", ".who", ".button", ".skip", "form"):
        assert page.locator(selector).first.is_hidden(), selector
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 27, 27)"
    page.close()
