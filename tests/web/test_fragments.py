"""What tabs fetch: made once for all who see the same, and everybody's own all the same."""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.sites import ACCOUNTS, PASSWORD, done, signed_in, site

from willing.conference.actor import EVERYONE, PEOPLE
from willing.conference.convening import SettleFactor
from willing.conference.kept import Kept
from willing.conference.pledging import EnterPledge
from willing.web import fragments
from willing.web.app import application
from willing.web.packing import begun, ended
from willing.web.site import Made, Site
from willing.web.visit import Route, Visit

NAMES = ("france", "paris", "observer", "britain")
"""Those who look: two of them see the same but for what they did themselves."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path)) as found:
        found.people.add("paris", PASSWORD, "delegate", "FR", "test")
        yield found


@dataclass(frozen=True)
class Answer:
    """What an application answered."""

    status: int
    text: str


class Tab:
    """A tab of somebody, which fetches what is live of the overview."""

    def __init__(self, here: Site, app: Any, name: str) -> None:
        token = here.people.login(name, PASSWORD, "192.0.2.1")
        self.app = app
        self.headers = ((b"host", b"127.0.0.1"), (b"cookie", f"{here.settings.cookie}={token}".encode()))

    async def fetch(self, taking: asyncio.Event | None = None) -> Answer:
        return await self.ask("GET", "/", (b"x-live", b"1"), (b"accept-encoding", b"gzip"), taking=taking)

    async def ask(
        self, method: str, path: str, *more: tuple[bytes, bytes], taking: asyncio.Event | None = None
    ) -> Answer:
        """Ask; nothing of the answer is taken before ``taking`` is set."""
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
            "server": ("127.0.0.1", 80), "client": ("192.0.2.1", 1), "headers": [*self.headers, *more], "state": {},
        }  # fmt: skip
        told: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if taking is not None:
                await taking.wait()
            told.append(message)

        await self.app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in told[1:])
        packed = (b"content-encoding", b"gzip") in told[0]["headers"]
        return Answer(told[0]["status"], (gzip.decompress(body) if packed else body).decode())


def together(
    here: Site, told: Callable[[list[Tab]], Awaitable[None]], each: int = 1, names: Sequence[str] = NAMES
) -> None:
    """Open so many tabs of each, have all fetch once, and go on from there."""

    async def run() -> None:
        app = application(here)
        async with app.router.lifespan_context(app):
            tabs = [Tab(here, app, name) for name in names for _ in range(each)]
            for tab in tabs:
                assert (await tab.fetch()).status == 200
            await told(tabs)

    asyncio.run(run())


def pledge(here: Site) -> int:
    """France does something; which version that makes."""
    offer = {"id": "fr-medical", "nation": "FR", "capability": "medical", "strength": 100}
    return done(here, "france", EnterPledge(offer)).version


def settle(here: Site) -> int:
    """Headquarters does something; which version that makes."""
    return done(here, "hq", SettleFactor("ceasefire", True)).version


async def heard(tabs: list[Tab], version: int, chain: str = EVERYONE) -> None:
    """Wait until the process has heard of a version by itself."""
    pulse, until = tabs[0].app.state.pulse, time.monotonic() + 20
    while pulse.heads[chain] < version:
        assert time.monotonic() < until, "the version never came"
        await asyncio.sleep(0.02)


def own(text: str) -> tuple[str, str]:
    """A fragment without the notices, and the number of those."""
    notices = re.search(r'<a class="notices".*?</a>', text, re.DOTALL)
    assert notices is not None
    count = re.search(r'class="count">(\d+)', notices[0])
    return text.replace(notices[0], ""), count[1] if count else ""


@given(st.binary(max_size=2_000), st.lists(st.binary(max_size=200), min_size=1, max_size=3))
def test_a_text_is_whole_whatever_its_end(text: bytes, ends: list[bytes]) -> None:
    start = begun(text)
    for end in ends:
        assert gzip.decompress(ended(start, end)) == text + end


def test_all_who_see_the_same_get_what_is_made_once(
    here: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[str] = []

    def slow(visit: Visit, route: Route) -> Made:
        made.append(visit.actor.viewpoint)
        time.sleep(0.2)  # so that all the others come meanwhile
        return make(visit, route)

    make = fragments._made
    monkeypatch.setattr(fragments, "_made", slow)

    async def told(tabs: list[Tab]) -> None:
        made.clear()
        version = pledge(here)
        await heard(tabs, version)
        caplog.set_level(logging.INFO, logger="willing.web")
        answers = await asyncio.gather(*(tab.fetch() for tab in tabs))
        assert {answer.status for answer in answers} == {200}
        assert all(f"Version {version} of" in answer.text for answer in answers)
        assert sorted(made) == ["delegate:FR", "delegate:GB", "observer"]
        assert [record.__dict__["route"] for record in caplog.records if record.msg == "request"] == ["/"] * len(tabs)

    together(here, told, each=4)


def test_what_one_has_not_read_is_ones_own(here: Site) -> None:
    async def told(tabs: list[Tab]) -> None:
        version = pledge(here)
        await heard(tabs, version)
        found = {name: own((await tab.fetch()).text) for name, tab in zip(NAMES, tabs, strict=True)}
        assert found["france"][0] == found["paris"][0]
        before, after = ({name: count for name, (_, count) in found.items()}, {"france": "1", "paris": "2"})
        assert {name: before[name] for name in after} == after, "all were told of the opening, Paris of the pledge too"

    together(here, told)


def test_where_nothing_is_made_for_all_each_is_answered(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def told(tabs: list[Tab]) -> None:
        def none(visit: Visit, route: Route) -> Made:
            raise fragments.NotShared

        monkeypatch.setattr(fragments, "_made", none)
        version = pledge(here)
        await heard(tabs, version)
        answers = await asyncio.gather(*(tab.fetch() for tab in tabs))
        assert all(answer.status == 200 and f"Version {version} of" in answer.text for answer in answers)

    together(here, told, each=3)


def test_who_has_left_gets_nothing_any_more(here: Site) -> None:
    async def told(tabs: list[Tab]) -> None:
        assert (await tabs[0].fetch()).status == 200
        assert (await tabs[0].ask("POST", "/logout")).status == 303
        gone, other = await asyncio.gather(tabs[0].fetch(), tabs[1].fetch())
        assert gone.status == 401
        assert other.status == 200

    together(here, told)


def test_who_leaves_while_a_page_is_made_is_not_trusted_for_it(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed out or disabled between the look at the session and the answer: the next fetch gets nothing."""

    async def left(tab: Tab) -> None:
        assert (await tab.ask("POST", "/logout")).status == 303

    async def disabled(tab: Tab) -> None:
        await asyncio.to_thread(here.people.change, "france", "admin", disabled=True)
        await heard([tab], here.ledger.heads()[PEOPLE], PEOPLE)

    async def told(tabs: list[Tab]) -> None:
        make, turn, going = fragments._made, threading.Event(), threading.Event()

        def slow(visit: Visit, route: Route) -> Made:
            going.set()
            assert turn.wait(20)
            return make(visit, route)

        monkeypatch.setattr(fragments, "_made", slow)
        for tab, end, act in zip(tabs, (left, disabled), (pledge, settle), strict=True):
            turn.clear()
            going.clear()
            await heard(tabs, act(here))
            fetching = asyncio.create_task(tab.fetch())
            await asyncio.to_thread(going.wait, 20)
            await end(tab)
            turn.set()
            await fetching
            assert (await tab.fetch()).status == 401

    together(here, told, names=("france", "france"))


def test_nobody_waits_for_who_does_not_take_the_answer(here: Site) -> None:
    async def told(tabs: list[Tab]) -> None:
        version = pledge(here)
        await heard(tabs, version)
        stuck = asyncio.create_task(tabs[0].fetch(taking=asyncio.Event()))
        await asyncio.sleep(0)
        assert f"Version {version} of" in (await asyncio.wait_for(tabs[1].fetch(), 20)).text
        stuck.cancel()

    together(here, told, names=("france", "paris"))


def test_what_is_kept_for_all_is_what_each_would_see_alone(here: Site) -> None:
    """The overview of everybody, made with nothing kept, and with everything kept that somebody else has seen."""
    pledge(here)
    tabs = {name: signed_in(here, name) for name in (*ACCOUNTS, "paris")}
    alone = {}
    for name, tab in tabs.items():
        here.conference._answers = Kept(64)
        alone[name] = tab.get("/").text
    for first in tabs.values():
        here.conference._answers = Kept(64)
        first.get("/")
        assert {name: tab.get("/").text for name, tab in tabs.items()} == alone
