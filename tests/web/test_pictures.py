"""Pictures of pages: addresses that follow what is drawn, drawings made once in a process that may die."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from tests.report.scenes import EVIL, hostile, rich
from tests.web.changes import changed

import willing
from willing.charts import Scheme, theme
from willing.charts.pictures import picture
from willing.charts.question import Question
from willing.errors import AskError
from willing.report import pictures as of_reports
from willing.web import pictures
from willing.web.drawing import Drawer, Drawing, DrawingError, Job, darkened, notice, refusal, standing
from willing.web.keys import OFFERED
from willing.web.pictures import NARROW, WIDE, WIDTHS, Gallery, Served

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def gallery() -> Iterator[Gallery]:
    with Gallery() as found:
        yield found


def drawn(gallery: Gallery, name: str, case: willing.Case, width: int = WIDE, **asked: Any) -> Drawing:
    return gallery.drawing(name, case, Question(**asked), width).result(60)


def read(drawing: Drawing, scheme: Scheme = "light") -> Xml.Element:
    return Xml.fromstring(gzip.decompress(drawing.svg(scheme)))


def served(gallery: Gallery, case: willing.Case, *address: str, packed: bool = True, **asked: Any) -> Served:
    name, width, scheme, key = address
    return asyncio.run(gallery.served((name, width, scheme, key), case, Question(**asked), packed=packed))


# Drawings


@pytest.mark.parametrize("name", OFFERED)
def test_a_drawing_is_an_image_without_script_in_both_schemes(gallery: Gallery, name: str) -> None:
    found = drawn(gallery, name, rich(), NARROW)
    light, dark = read(found, "light"), read(found, "dark")
    for root in (light, dark):
        assert root.tag == f"{SVG}svg"
        assert root.get("viewBox") == f"0 0 {found.size[0]} {found.size[1]}"
        assert "sans-serif" in root.attrib["font-family"]
        assert not [e for e in root.iter() if e.tag.removeprefix(SVG) in ("script", "style", "image", "foreignObject")]
        assert not [key for e in root.iter() for key in e.attrib if key.startswith("on") or "href" in key]
    assert theme.PAPER in Xml.tostring(light, encoding="unicode")
    assert theme.PAPER not in Xml.tostring(dark, encoding="unicode")
    assert found.title not in [e.text for e in light.iter(f"{SVG}text")]
    assert found.title
    assert found.subtitle
    assert "declared or beyond" not in found.subtitle
    assert found.said.startswith(found.title)


def test_the_dark_scheme_is_what_would_be_drawn_in_it() -> None:
    import vl_convert

    from willing.charts import render

    spec = picture("strength", rich(), Question())(420).to_dict(validate=False)
    light, dark = (
        vl_convert.vegalite_to_svg(theme.recoloured(spec, scheme), vl_version=render.VERSION)
        for scheme in ("light", "dark")
    )
    assert light != dark
    assert darkened(light) == dark


def test_only_colours_of_marks_change_with_the_scheme() -> None:
    svg = '<g fill="#ffffff"><title>fill="#ffffff" is white, as is #ffffff</title><a fill="#123456" /></g>'
    partner = theme.partners()["#ffffff"]
    assert darkened(svg) == svg.replace('<g fill="#ffffff"', f'<g fill="{partner}"')


def test_texts_that_would_do_harm_stay_texts(gallery: Gallery) -> None:
    for name in ("strength", "nations_map", "courses"):
        found = drawn(gallery, name, hostile())
        root = read(found)
        assert not [e for e in root.iter() if e.tag.removeprefix(SVG) in ("script", "img", "p")]
    shown = gallery.pictured("strength", hostile(), Question(assume={}))
    assert "<script" not in shown.markup
    assert "<script" in EVIL


def test_a_question_that_cannot_be_asked_is_answered_in_words(gallery: Gallery) -> None:
    found = drawn(gallery, "strength", rich(), assume={"<moon>": True})
    assert found.refused
    assert "unknown factor '<moon>'" in "".join(read(found, "dark").itertext())
    assert drawn(gallery, "strength", rich(), as_of="tomorrow").refused
    assert served(gallery, rich(), *_address(gallery, rich(), as_of="tomorrow"), as_of="tomorrow").status == 200


def test_a_statement_fits_its_picture() -> None:
    svg, size = notice(f"{EVIL} {'w' * 900}", NARROW)
    assert Xml.fromstring(svg).get("height") == str(size[1])
    assert "<script>" not in svg


def test_the_widths_are_those_of_reports() -> None:
    assert {*WIDTHS} == {*of_reports.WIDTHS.values()}


# What pages say


def _address(gallery: Gallery, case: willing.Case, name: str = "strength", **asked: Any) -> tuple[str, str, str, str]:
    return name, str(WIDE), "light", gallery.pictured(name, case, Question(**asked)).key


def test_a_caption_says_what_is_shown_and_once_drawn_what_is_found(gallery: Gallery) -> None:
    case = changed(rich(), "pledges", strength=4321)
    before = gallery.pictured("strength", case)
    assert not before.found
    assert before.title.startswith("The force against the target")
    assert "width=" not in before.markup
    patient = gallery.pictured("strength", case, patience=60)
    assert patient.found
    assert patient.key == before.key
    assert "stand" in patient.title
    assert f'width="{WIDE}" height=' in patient.markup
    assert gallery.pictured("strength", case) == patient


def test_markup_leaves_width_and_scheme_to_the_browser(gallery: Gallery) -> None:
    question = Question(assume={"ceasefire": True}, target="nations >= 2 & total(votes) >= 9")
    shown = gallery.pictured("waits", rich(), question)
    root = Xml.fromstring(
        str(shown.markup).replace(">", "/>").replace("<picture/>", "<picture>").replace("</picture/>", "</picture>")
    )
    found = {e.attrib.get("srcset") or e.attrib["src"] for e in root}
    assert found == {shown.address(width, scheme) for width in WIDTHS for scheme in pictures.SCHEMES}
    assert root[-1].get("alt") == shown.said


def test_an_unknown_picture_is_refused(gallery: Gallery) -> None:
    with pytest.raises(AskError, match="no picture 'sunset'"):
        gallery.pictured("sunset", rich())


# Requests


def test_a_picture_may_be_kept_for_ever(gallery: Gallery) -> None:
    name, width, scheme, key = _address(gallery, rich())
    found = served(gallery, rich(), name, width, "dark", key)
    plain = served(gallery, rich(), name, width, "dark", key, packed=False)
    assert found.status == plain.status == 200
    assert found.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert found.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(found.body) == plain.body
    assert served(gallery, rich(), name, width, scheme, key).body != found.body


def test_an_address_leads_only_to_what_its_reader_may_see(gallery: Gallery) -> None:
    draft = changed(rich(), "pledges", strength=7777)
    secret = drawn(gallery, "strength", draft)
    name, width, scheme, key = _address(gallery, draft)
    found = served(gallery, rich(), name, width, scheme, key)
    nothing = served(gallery, rich(), name, width, scheme, "0" * 64)
    assert found == nothing
    assert (found.status, found.body) == (302, b"")
    assert found.headers["Cache-Control"] == "no-store"
    assert found.headers["Location"] == gallery.pictured("strength", rich()).address(WIDE, "light")
    assert served(gallery, draft, name, width, scheme, key).body == secret.light


@pytest.mark.parametrize("address", [("sunset", "760", "light"), ("waits", "761", "light"), ("waits", "760", "red")])
def test_no_other_addresses_exist(gallery: Gallery, address: tuple[str, str, str]) -> None:
    assert served(gallery, rich(), *address, "0").status == 404


# The process that draws


class Stub(Drawer):
    """Draws nothing, when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[Future[None]] = []
        self.jobs: list[str] = []
        self.failing = False
        self.begun = Event()

    def ready(self) -> None:
        pass

    def draw(self, job: Job) -> Drawing:
        self.jobs.append(job.name)
        self.begun.set()
        for order in self.orders:
            order.result(60)
        if self.failing:
            raise DrawingError("the drawing process has ended")
        return replace(refusal(job.name, job.width), refused=False)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    found = Stub()
    monkeypatch.setattr(pictures, "Drawer", lambda limit: found)
    return found


def test_a_picture_that_many_ask_for_is_drawn_once_and_those_asked_for_come_first(stub: Stub) -> None:
    order: Future[None] = Future()
    stub.orders.append(order)
    with Gallery() as gallery:
        first = gallery.drawing("pivots", rich(), Question(), WIDE)
        assert stub.begun.wait(60)
        gallery.ahead(["waits", "sustain"], rich())
        asked = [gallery.drawing("sustain", rich(), Question(), NARROW) for _ in range(5)]
        again = gallery.drawing("pivots", rich(), Question(), WIDE)
        assert again is first
        assert all(future is asked[0] for future in asked)
        order.set_result(None)
        assert asked[0].result(60).title
        rest = [gallery.drawing(name, rich(), Question(), w) for name in ("waits", "sustain") for w in WIDTHS]
        assert all(future.result(60) for future in rest)
        assert stub.jobs[:2] == ["pivots", "sustain"]
        assert len(stub.jobs) == gallery.drawn == 5


def test_a_reader_who_leaves_does_not_take_the_picture_from_the_others(stub: Stub) -> None:
    order: Future[None] = Future()
    stub.orders.append(order)
    with Gallery() as gallery:
        address = _address(gallery, rich())

        async def leaving() -> Served:
            first, second = (asyncio.create_task(gallery.served(address, rich(), Question())) for _ in range(2))
            while not gallery.drawing("strength", rich(), Question(), WIDE).running() or not stub.begun.is_set():
                await asyncio.sleep(0)
            await asyncio.sleep(0.05)
            first.cancel()
            order.set_result(None)
            return await second

        assert asyncio.run(leaving()).status == 200


def test_a_picture_that_fails_is_not_tried_again_at_once(stub: Stub) -> None:
    now = [0.0]
    with Gallery(clock=lambda: now[0]) as gallery:
        stub.failing = True
        address = _address(gallery, rich())
        for _ in range(3):
            found = served(gallery, rich(), *address, packed=False)
            assert found.status == 503
            assert found.headers["Cache-Control"] == "no-store"
            assert "could not be drawn" in "".join(Xml.fromstring(found.body).itertext())
        assert len(stub.jobs) == 1
        stub.failing, now[0] = False, pictures.AGAIN + 1
        assert served(gallery, rich(), *address).status == 200


def test_too_many_that_wait_and_those_after_the_end_are_turned_away(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WAITING", 2)
    order: Future[None] = Future()
    stub.orders.append(order)
    gallery = Gallery()
    waiting = [gallery.drawing(name, rich(), Question(), WIDE) for name in ("waits", "pivots")]
    with pytest.raises(DrawingError, match="wait to be drawn"):
        gallery.drawing("sustain", rich(), Question(), WIDE).result(60)
    order.set_result(None)
    assert all(future.result(60) for future in waiting)
    gallery.close()
    with pytest.raises(DrawingError, match="stopping"):
        gallery.drawing("sustain", rich(), Question(), WIDE).result(60)


def test_after_the_process_has_died_the_next_picture_is_drawn(gallery: Gallery) -> None:
    first = drawn(gallery, "pivots", rich(), NARROW)
    number = gallery.drawers[0].number
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert drawn(gallery, "pivots", rich(), WIDE).title == first.title
    assert gallery.drawers[0].number != number


def test_a_picture_that_takes_too_long_is_given_up() -> None:
    drawer = Drawer(limit=0.0)
    with pytest.raises(DrawingError, match="more than 0 seconds"):
        drawer.draw(Job("key", "strength", WIDE, rich(), Question()))
    assert drawer.number is None
    drawer.close()
    with pytest.raises(DrawingError, match="stopping"):
        drawer.draw(Job("key", "strength", WIDE, rich(), Question()))


# Where drawings are kept


def test_another_server_process_need_not_draw_again(stub: Stub, tmp_path: Path) -> None:
    with Gallery(folder=tmp_path) as gallery:
        first = drawn(gallery, "pivots", rich())
    stub.stopped = False
    with Gallery(folder=tmp_path) as gallery:
        assert drawn(gallery, "pivots", rich()) == first
        assert gallery.pictured("pivots", rich()).found
        assert gallery.drawn == 0


def test_an_image_stands_by_itself() -> None:
    assert Xml.fromstring(standing("<svg width='1'></svg>")).tag == f"{SVG}svg"
