"""Who is let in, for how long, and what of it can be stolen, forged, fixed or guessed."""

from __future__ import annotations

import asyncio
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.guests import bearer, guests
from tests.web.sites import PASSWORD, Clock, actor, done, signed_in, site

from willing.conference.actor import PUBLIC
from willing.conference.pledging import SaveDraft
from willing.conference.talking import Comment
from willing.web import frames, gate, stream
from willing.web.settings import Settings
from willing.web.site import Site
from willing.web.stream import Pulse


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, drawing=0)) as found:
        yield found


def browser(found: Site) -> TestClient:
    return signed_in(found)


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/login", data={"name": name, "password": password, **more})


def inside(client: TestClient) -> bool:
    return client.get("/account").status_code == 200


# ---- Sessions


def test_a_session_opens_the_pages_until_one_signs_out(open_site: Site) -> None:
    client = browser(open_site)
    assert not inside(client)
    assert sign_in(client, "france").status_code == 303
    assert inside(client)
    stolen = client.cookies["willing"]
    assert client.post("/logout").status_code == 303
    assert "willing" not in client.cookies
    client.cookies.set("willing", stolen)
    assert not inside(client), "what was sent before signing out is worth nothing after it"


@pytest.mark.parametrize(
    "forged", ["", "x", "0" * 43, "willing", "' OR 1=1 --", "a" * 5000, "\u00ff", "../../etc/passwd", "null", "%00"]
)
def test_a_forged_session_is_none(open_site: Site, forged: str) -> None:
    response = browser(open_site).get("/account", headers={b"cookie": f"willing={forged}".encode("latin-1")})
    assert response.status_code == 303
    assert response.headers["location"].startswith("/login?next=")


def test_the_digest_in_the_database_is_no_session(open_site: Site) -> None:
    from willing.people.digests import digest

    client = signed_in(open_site, "france")
    client.cookies.set("willing", digest(client.cookies["willing"]))
    assert not inside(client)


def test_a_session_ends_when_it_is_not_used_and_in_any_case(tmp_path: Path) -> None:
    clock = Clock()
    with closing(site(tmp_path, clock=clock, drawing=0)) as found:
        client = signed_in(found, "france")
        for _ in range(27):  # used every six hours, it lives for seven days
            clock.move(hours=6)
            assert inside(client)
        clock.move(hours=7)
        assert not inside(client)
        client = signed_in(found, "france")
        clock.move(hours=8, minutes=1)
        assert not inside(client)


def test_a_session_that_was_set_by_somebody_else_is_not_taken_over(open_site: Site) -> None:
    client = browser(open_site)
    client.cookies.set("willing", "chosen-by-somebody-else")
    response = sign_in(client, "france")
    assert "chosen-by-somebody-else" not in response.headers["set-cookie"]
    fresh = re.search(r"willing=([^;]+)", response.headers["set-cookie"])
    assert fresh is not None
    assert open_site.people.session("chosen-by-somebody-else") is None
    assert open_site.people.session(fresh[1]) is not None


def test_whoever_changes_part_or_is_disabled_is_out_at_once(open_site: Site) -> None:
    france, observer = signed_in(open_site, "france"), signed_in(open_site, "observer")
    token = bearer(open_site.people.issue("france", "a program"))
    assert france.get("/api/v1/day", headers=token).status_code == 200
    open_site.people.change("france", "admin", disabled=True)
    open_site.people.change("observer", "admin", role="headquarters")
    assert not inside(france)
    assert not inside(observer)
    assert france.get("/api/v1/day", headers=token).status_code == 401
    open_site.people.change("france", "admin", disabled=False)
    assert france.get("/api/v1/day", headers=token).status_code == 401, "its tokens do not come back"
    assert not inside(france), "nor do its sessions"


def test_a_new_password_ends_all_other_sessions(open_site: Site) -> None:
    here, there = signed_in(open_site, "france"), signed_in(open_site, "france")
    fresh = "another seven ships at dusk"
    form = {"password": PASSWORD, "new": fresh, "again": fresh}
    assert here.post("/account/password", data=form).status_code == 303
    assert inside(here)
    assert not inside(there)


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_for_this_server_alone(tmp_path: Path, secure: bool) -> None:
    url = "https://conference.example.org" if secure else "http://127.0.0.1:8000"
    with closing(site(tmp_path, drawing=0, url=url)) as found:
        response = sign_in(browser(found), "france")
        said = response.headers["set-cookie"].split("; ")
        assert said[0].startswith("__Host-willing=" if secure else "willing=")
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(said)
        assert ("Secure" in said) is secure
        assert not any(part.lower().startswith("domain") for part in said)
        assert ("strict-transport-security" in response.headers) is secure


def test_by_https_no_neighbour_can_put_a_cookie_here(tmp_path: Path) -> None:
    """A host of the same domain, or plain HTTP, can set any cookie but those whose name begins with __Host-."""
    with closing(site(tmp_path, drawing=0, url="https://conference.example.org")) as found:
        token = found.people.login("france", PASSWORD, "192.0.2.1")
        client = browser(found)
        tossed = urlsafe_b64encode(b'["You owe us a password","done"]').decode()
        assert client.get("/account", headers={"cookie": f"willing={token}"}).status_code == 303
        headers = {"cookie": f"__Host-willing={token}; {frames.FLASH}={tossed}"}
        assert "You owe us" not in client.get("/account", headers=headers).text
        response = client.post("/account/tokens/revoke", data={"id": "1"}, headers=headers)
        assert response.status_code == 404
        made = client.post("/logout", headers=headers)
        names = [value.partition("=")[0] for value in made.headers.get_list("set-cookie")]
        assert names, "signing out takes the cookie away"
        assert all(name.startswith("__Host-") for name in names), names


# ---- Signing in


class Counting(PasswordHasher):
    """Counts how often it looks at a password, and at how many characters of a hash."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.seen: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:
        self.seen.append(str(hash).rpartition("$")[0].rpartition("$")[0])
        return super().verify(hash, password)


def test_an_unknown_name_and_a_wrong_password_are_one_answer_after_the_same_work(tmp_path: Path) -> None:
    hasher = Counting()
    with closing(Site(Settings(db=str(tmp_path / "c.db"), drawing=0), Clock(), hasher)) as found:
        found.people.add("admin", PASSWORD, "admin", None, "test")
        found.people.add("ghost", PASSWORD, "observer", None, "test")
        found.people.add("shade", PASSWORD, "observer", None, "test")
        found.people.change("shade", "admin", disabled=True)
        answers, work = [], []
        cases = [("ghost", "wrong password 1"), ("spook", "wrong password 1"), ("shade", PASSWORD), ("spook", PASSWORD)]
        for name, password in cases:
            hasher.seen.clear()
            client = browser(found)
            client.headers["accept-encoding"] = "identity"
            response = sign_in(client, name, password)
            headers = sorted(response.headers.items())
            answers.append((response.status_code, response.text.replace(name, "NAME"), headers))
            work.append(list(hasher.seen))
        assert answers[0][0] == 422
        assert all(answer == answers[0] for answer in answers), "byte for byte, headers included"
        assert all(len(one) == 1 for one in work), "one look at one password each"
        assert all(one == work[0] for one in work), "with the same parameters"


def test_who_fails_often_waits_and_is_told_how_long(tmp_path: Path) -> None:
    clock = Clock()
    with closing(site(tmp_path, clock=clock, drawing=0)) as found:
        client = browser(found)
        for name in ("france", "nobody-of-this-name"):
            for _ in range(5):
                assert sign_in(client, name, "wrong").status_code == 422
            response = sign_in(client, name, PASSWORD)
            assert response.status_code == 429, "the right password is not looked at either"
            assert int(response.headers["retry-after"]) == 30
            assert "set-cookie" not in response.headers
        clock.move(seconds=31)
        assert sign_in(client, "france").status_code == 303


def test_an_address_cannot_try_all_names(open_site: Site) -> None:
    client = browser(open_site)
    answers = [sign_in(client, f"name-{number}", "wrong").status_code for number in range(52)]
    assert answers[:50] == [422] * 50
    assert answers[50:] == [429] * 2
    headers = {"x-forwarded-for": "198.51.100.9", "forwarded": "for=198.51.100.9", "x-real-ip": "198.51.100.9"}
    again = client.post("/login", data={"name": "new", "password": "wrong"}, headers=headers)
    assert again.status_code == 429, "where it comes from is not what it says itself"


EVIL = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example",     "/\n/evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x",
    "http:evil.example", "//[",
    "/\x00/x", "/ok\r\nset-cookie: willing=fixed", "/ok\r\n\r\n<script>", "\u2028//evil.example",
    "https:/\\evil.example",
    "%2F%2Fevil",     "/%0d%0aset-cookie:%20a=b", "/..//evil.example", "//\u2100.evil", "", "evil", "/x" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("wanted", EVIL)
def test_signing_in_leads_nowhere_else(open_site: Site, wanted: str) -> None:
    client = browser(open_site)
    page = client.get("/login", params={"next": wanted})
    assert page.status_code == 200
    responses = [sign_in(client, "france", next=wanted), client.get("/login", params={"next": wanted})]
    for response in responses:
        assert response.status_code == 303
        to = response.headers["location"]
        assert re.match(r"/(?![/\\])", to), to
        assert not re.search(r"[\x00-\x20\x7f]", to), to
        assert "fixed" not in response.headers.get("set-cookie", "")


@given(wanted=st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_address_of_this_site_leads_out_of_it(wanted: str) -> None:
    from urllib.parse import urljoin, urlsplit

    for text in (wanted, f"/{wanted}", f"//{wanted}"):
        to = gate.local(text)
        assert to.startswith("/")
        stripped = re.sub(r"[\t\n\r]", "", to).replace("\\", "/")  # as a browser reads it
        assert urlsplit(urljoin("http://here.example/login", stripped)).netloc == "here.example"


# ---- Cookies that hold data


def deep(opening: bytes, closing_: bytes, count: int) -> str:
    return urlsafe_b64encode(opening * count + closing_ * count).decode()


COOKIES = (
    "", "x", "====", "%00", "\u00ff\u00fe", '"quoted"', deep(b"[", b"]", 30_000), deep(b"[", b"]", 1_400),
    deep(b'{"a":', b"}", 500),
    *(urlsafe_b64encode(written).decode() for written in (
        b"null", b"[]", b"1", b'"text"', b"[1,2]", b'["<script>alert(1)</script>","done"]', b'["\\ud800","done"]',
        b'["\\u202eevil","warning"]', b'[{"a":1},["b"]]', b'{"everyone":"1"}', b'{"everyone":1e999}',
        b'{"everyone":true}',         b'{"everyone":' + b"9" * 2_000 + b"}", b'{"everyone":-1}', b"[NaN,Infinity]",
        b"\xff\xfe", b'["a\\u0000b","done"]',
    )),
)  # fmt: skip


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_that_is_not_ours_does_nothing(open_site: Site, cookie: str) -> None:
    client = signed_in(open_site, "france")
    token = client.cookies["willing"]
    client.cookies.clear()
    said = f"willing={token}; {frames.FLASH}={cookie}; {frames.READ}={cookie}"
    for path in ("/account", "/notices", "/login"):
        response = client.get(path, headers={b"cookie": said.encode("latin-1")})
        assert response.status_code in (200, 303), path
        assert "<script>alert" not in response.text
        assert "\u202e" not in response.text


@given(cookie=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_in_a_cookie_are_read_or_left(cookie: bytes) -> None:
    frames._unpacked(cookie.decode("latin-1"))
    frames._unpacked(urlsafe_b64encode(cookie).decode())


@pytest.mark.parametrize("title", ["a\r\nset-cookie: willing=fixed", "x; path=/; domain=evil", "é\u202e\u2028"])
def test_what_was_said_is_carried_without_touching_a_header(open_site: Site, title: str) -> None:
    client = signed_in(open_site, "hq")
    form = {"title": title, "pledge": "fr-infantry"}
    response = client.post("/signings/new", data=form)
    cookies = response.headers.get_list("set-cookie")
    assert response.status_code in (303, 422)
    assert not any("fixed" in cookie or "domain" in cookie.lower() for cookie in cookies)


# ---- Programs


def test_the_interface_takes_no_cookie(tmp_path: Path) -> None:
    with guests(tmp_path) as found:
        session = found.session("france")
        for headers in ({"cookie": f"willing={session}"}, bearer(str(session)), {"authorization": f"Basic {session}"}):
            for method, path in (("GET", "/api/v1/drafts"), ("PUT", "/api/v1/drafts/fr-x"), ("GET", "/api/v1/day")):
                response = found.client.request(method, path, headers=headers)
                assert response.status_code == 401, (headers, path)
                assert response.headers["www-authenticate"] == "Bearer"
                assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "bearer x", "Token x", "Bearer a b", "\u00ff", "Bearer " + "x" * 9000]
)
def test_a_token_that_is_none_opens_nothing(open_site: Site, header: str) -> None:
    client = browser(open_site)
    for path in ("/api/v1/day", "/metrics"):
        assert client.get(path, headers={b"authorization": header.encode("latin-1")}).status_code == 401


def test_figures_are_for_admins_by_session_or_token(tmp_path: Path) -> None:
    with guests(tmp_path) as found:
        for who in ("hq", "france", "germany", "observer"):
            assert found.ask(who, "GET", "/metrics").status_code == 401
            assert found.client.get("/metrics", headers=bearer(found.tokens[who])).status_code == 401
        assert found.ask("admin", "GET", "/metrics").status_code == 200
        by_token = found.client.get("/metrics", headers=bearer(found.tokens["admin"]))
        assert by_token.status_code == 200
        session = found.session("admin")
        wrong = {**bearer("willing_none"), "cookie": f"willing={session}"}
        assert found.client.get("/metrics", headers=wrong).status_code == 401, "what is shown counts, not what else is"
        assert "de-draft" not in by_token.text
        assert "fr-draft" not in by_token.text


# ---- The stream


async def _heard(pulse: Pulse, said: AsyncIterator[str], until: str, act: Any = None) -> list[str]:
    """What a stream says until it has said something; ``act`` is done once it has said its first version."""
    await pulse.start()
    found = []
    async for line in said:
        found.append(line)
        if act is not None and line.startswith("event: version"):
            act()
            act = None
        if until in line:
            break
    pulse.stop()
    return found


def _streamed(found: Site, name: str, act: Any, until: str = "event: gone") -> list[str]:
    token = found.people.login(name, PASSWORD, "192.0.2.4")
    pulse = Pulse(found)
    said = pulse.told(actor(found, name), lambda: found.actor(token))
    return asyncio.run(asyncio.wait_for(_heard(pulse, said, until, act), 20))


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.1)
    monkeypatch.setattr(stream, "APART", 0.01)


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("how", ["disabled", "role", "logout", "password"])
def test_an_open_stream_ends_with_its_session(open_site: Site, how: str) -> None:
    people = open_site.people
    acts = {
        "disabled": lambda: people.change("france", "admin", disabled=True),
        "role": lambda: people.change("france", "admin", role="observer"),
        "logout": lambda: people.logout_everywhere("france"),
        "password": lambda: people.set_password("france", "another seven ships", "admin"),
    }
    assert _streamed(open_site, "france", acts[how])[-1] == "event: gone\ndata: signed out\n\n"


def test_a_tab_that_keeps_up_by_itself_does_not_make_a_session_last(tmp_path: Path) -> None:
    clock = Clock()
    with closing(site(tmp_path, clock=clock, drawing=0)) as found:
        client = signed_in(found, "france")
        for _ in range(8):  # every hour and a minute something happens elsewhere
            assert client.get("/", headers={"X-Live": "1"}).status_code == 200
            clock.move(hours=1, minutes=1)
        assert client.get("/", headers={"X-Live": "1"}).status_code == 401
        assert not inside(client)


def test_an_account_has_so_many_streams_and_no_more(open_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_TABS", 2)
    pulse, france = Pulse(open_site), actor(open_site, "france")

    async def opened() -> list[tuple[int, bool]]:
        found, streams = [(pulse.tabs, pulse.full(france))], []
        for _ in range(2):
            streams.append(pulse.told(france, lambda: france))
            await anext(streams[-1])
            found.append((pulse.tabs, pulse.full(france)))
        assert not pulse.full(actor(open_site, "britain"))
        assert not pulse.full(PUBLIC)
        await streams[0].aclose()  # type: ignore[attr-defined]
        return [*found, (pulse.tabs, pulse.full(france))]

    assert asyncio.run(opened()) == [(0, False), (1, False), (2, True), (1, False)]
    monkeypatch.setattr(stream, "MOST_TABS", 0)
    assert signed_in(open_site, "france").get("/stream").status_code == 429


@pytest.mark.usefixtures("fast")
def test_a_stream_ends_with_its_session_however_much_is_written(open_site: Site) -> None:
    """What is written all the time does not put off the look at the session."""
    token = open_site.people.login("france", PASSWORD, "192.0.2.4")
    pulse = Pulse(open_site)

    async def heard() -> str:
        await pulse.start()
        open_site.people.change("france", "admin", disabled=True)

        async def write() -> None:
            number = 0
            while True:
                number += 1
                await asyncio.to_thread(done, open_site, "hq", Comment("fr-infantry", f"word {number}"))
                await asyncio.sleep(0.02)

        writing = asyncio.create_task(write())
        last = ""
        async for line in pulse.told(actor(open_site, "hq"), lambda: open_site.actor(token)):
            last = line
        writing.cancel()
        pulse.stop()
        return last

    assert asyncio.run(asyncio.wait_for(heard(), 20)).startswith("event: gone")


@pytest.mark.usefixtures("fast")
def test_a_stream_does_not_stir_when_others_write_what_one_may_not_read(
    open_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a version, nor a heartbeat that comes earlier or later: those come at their own times."""
    now = [0.0]
    monkeypatch.setattr(stream, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(stream, "HEARTBEAT", 1.0)
    waits: list[float] = []

    async def wait(seconds: float) -> bool:  # stands for a beat that comes when a third of the time is over
        waits.append(seconds)
        now[0] += min(seconds, 0.4)
        return seconds > 0.4

    pulse = Pulse(open_site)
    monkeypatch.setattr(pulse, "wait", wait)
    france = actor(open_site, "france")
    heard: list[tuple[float, str]] = []

    async def listen() -> None:
        async for line in pulse.told(france, lambda: france):
            heard.append((round(now[0], 3), line))
            if len(heard) == 6:
                break

    asyncio.run(asyncio.wait_for(listen(), 10))
    assert [at for at, line in heard if line == ": still here\n\n"] == [1.0, 2.0, 3.0, 4.0]


def test_a_stream_tells_only_of_chains_that_one_may_read(tmp_path: Path) -> None:
    with guests(tmp_path) as found:
        conference = found.site.conference
        heads = found.site.ledger.heads()
        told = {who: conference.seen(actor(found.site, who), heads) for who in ("hq", "france", "germany", "observer")}
        assert "nation:" not in told["observer"] + told["hq"]
        assert "nation:DE" not in told["france"]
        assert "nation:FR" not in told["germany"]
        assert "headquarters:" not in told["observer"] + told["germany"]
        before = dict(told)
        more = {"id": "fr-draft", "nation": "FR", "capability": "medical", "strength": 78}
        found.site.conference.do(actor(found.site, "france"), SaveDraft(more), 1)
        heads = found.site.ledger.heads()
        told = {who: conference.seen(actor(found.site, who), heads) for who in told}
        assert {who for who in told if told[who] != before[who]} == {"france"}


def test_nothing_is_streamed_to_nobody(tmp_path: Path) -> None:
    with guests(tmp_path) as found:
        for who in ("nobody", "expired", "disabled", "forged"):
            response = found.ask(who, "GET", "/stream")
            assert (response.status_code, response.text) == (401, "signed out")


def test_the_link_of_an_invitation_is_that_of_the_settings(open_site: Site) -> None:
    client = signed_in(open_site, "admin")
    headers = {"host": "evil.example", "x-forwarded-host": "evil.example", "sec-fetch-site": "same-origin"}
    token = client.cookies["willing"]
    page = client.post("/people/invite", data={"role": "observer"}, headers={**headers, "cookie": f"willing={token}"})
    assert page.status_code == 200
    assert "http://127.0.0.1:8000/join/" in page.text
    assert "evil.example" not in page.text
    assert page.headers["cache-control"] == "no-store", "what is shown once is kept nowhere"


def test_the_first_page_tells_nobody_anything(open_site: Site) -> None:
    """Neither what the conference is called, nor how far it has come, nor who is there."""
    text = browser(open_site).get("/login").text
    for secret in ("A small conference", "everyone=", "france", "Version", "France"):
        assert secret not in text
