"""Requests that no browser sends: too large, too slow, too many, malformed, or for what is not there."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.guests import Guests, bearer, guests
from tests.web.sites import signed_in, site

from willing.conditions.parse import parse
from willing.errors import ConditionError
from willing.ledger.errors import LedgerError
from willing.web import gate
from willing.web.app import application
from willing.web.telling import AsJson
from willing.web.visit import OPEN, Route


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guests]:
    with guests(tmp_path_factory.mktemp("requests")) as made:
        yield made


def raw(
    app: Any,
    method: str,
    path: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
    parts: Iterable[bytes] = (b"",),
    **more: Any,
) -> tuple[int, dict[str, str], bytes]:
    """What an application answers to a request as a server would pass it on, however odd; parts may come late."""
    waits: float = more.get("waits", 0.0)
    rest = list(parts)
    answer: list[Any] = []

    async def receive() -> Any:
        if waits:
            await asyncio.sleep(waits)
        if not rest:
            return {"type": "http.disconnect"}
        body = rest.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(rest)}

    async def send(message: Any) -> None:
        answer.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(),
        "root_path": "", "query_string": more.get("query", b""), "headers": list(headers), "client": ("192.0.2.1", 1),
        "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    start = answer[0]
    found = {key.decode("latin-1"): value.decode("latin-1") for key, value in start["headers"]}
    return start["status"], found, b"".join(one.get("body", b"") for one in answer[1:])


FORM = (b"content-type", b"application/x-www-form-urlencoded")
JSON = (b"content-type", b"application/json")
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n1\r\n'


# ---- Size and time


def cookie_of(found: Guests, who: str) -> tuple[bytes, bytes]:
    return (b"cookie", f"{found.site.settings.cookie}={found.session(who)}".encode())


def test_what_is_too_large_is_refused_unread(found: Guests) -> None:
    length = (b"content-length", str(gate.LARGEST_FORM + 1).encode())
    status, headers, body = raw(found.app, "POST", "/login", [FORM, length])
    assert (status, b"too large" in body) == (413, True)
    assert headers["content-security-policy"] == gate.POLICY
    status, headers, body = raw(found.app, "PUT", "/api/v1/pledges/fr-x", [JSON, length])
    assert (status, json.loads(body)) == (413, {"detail": gate.SAYS[413]})
    for path in gate.CARRIERS:
        assert raw(found.app, "POST", path, [JSON, length, cookie_of(found, "hq")])[0] != 413
        most = (b"content-length", str(gate.LARGEST_CASE + 1).encode())
        assert raw(found.app, "POST", path, [JSON, most])[0] == 413


@pytest.mark.parametrize("length", [b"-1", b"x", b"\xb2", b"1e9", b"9" * 400, b""])
def test_a_length_that_is_none_is_refused(found: Guests, length: bytes) -> None:
    assert raw(found.app, "POST", "/login", [FORM, (b"content-length", length)])[0] == 400


def test_what_says_no_length_is_counted_as_it_comes(found: Guests) -> None:
    """Chunked: nothing is said of the size beforehand."""
    chunk = b"a=" + b"x" * 99_998
    for path, kind, who in (
        ("/login", FORM, None),
        ("/account/tokens", FORM, "france"),
        ("/api/v1/signings", JSON, "hq"),
    ):
        headers = [kind] + ([cookie_of(found, who)] if who else [])
        if path.startswith("/api") and who:
            headers = [kind, (b"authorization", f"Bearer {found.tokens[who]}".encode())]
        status, _, body = raw(found.app, "POST", path, headers, [chunk] * 15)
        assert (status, b"too large" in body) == (413, True), path


def test_what_a_stranger_sends_is_not_read(found: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may not reach an address has nothing of what they send looked at, however much it is."""
    from willing.web import app as module

    async def never(_request: Any) -> Any:
        raise AssertionError("it was read")

    monkeypatch.setattr(module, "_form", never)
    for who, path in (
        ("nobody", "/open"),
        ("observer", "/open"),
        ("france", "/people/add"),
        ("expired", "/pledges/x/ask"),
    ):
        assert found.ask(who, "POST", path, data={"a": "b"}).status_code in (401, 403)


def test_what_comes_in_too_slowly_is_refused(found: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "GRACE", 0.05)
    monkeypatch.setattr(gate, "SLOWEST", 10_000_000)
    for path, kind in (("/login", FORM), ("/api/v1/conference", JSON)):
        headers = [kind, (b"authorization", f"Bearer {found.tokens['hq']}".encode())]
        status, _, body = raw(found.app, "POST", path, headers, [b"a=b"] * 50, waits=0.02)
        assert (status, b"too slowly" in body) == (408, True)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(3_000))),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(3_000))),
        ("multipart/form-data; boundary=x", PART * 3_000 + b"--x--"),
        ("multipart/form-data; boundary=x", FILE * 9 + b"--x--"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=" + "x" * 5_000, b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; boundary=x; charset=nonsense", PART + b"--x--"),
        ("multipart/form-data; boundary=x", b"\x00\xff" * 400),
        ("application/x-www-form-urlencoded", b"%ff%fe=%zz&=&&&a"),
        ("application/json", b'{"name":"x"}'),
        ("", b"name=x"),
    ],
)  # fmt: skip
def test_forms_that_are_none(found: Guests, kind: str, body: bytes) -> None:
    for who, path in ((None, "/login"), ("hq", "/open")):
        headers = [(b"content-type", kind.encode())] + ([cookie_of(found, who)] if who else [])
        status, sent, _ = raw(found.app, "POST", path, headers, [body])
        assert 400 <= status < 500, status
        assert "content-security-policy" in sent


def test_addresses_with_too_many_arguments(found: Guests) -> None:
    """Also those that repeat one name, which used to take time with the square of their number."""
    began = time.process_time()
    status, _, _ = raw(found.app, "GET", "/login", query=b"&".join([b"a=1"] * 15_000))
    assert status == 400
    assert time.process_time() - began < 2


# ---- Addresses and methods


@pytest.mark.parametrize(
    "path",
    ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "....//app.py", "/etc/passwd", "..\\app.py",
    "conference.css/../../app.py",
     "%00", "conference.css%00.png", "~root", "."],
)  # fmt: skip
def test_nothing_but_static_files_is_under_static(found: Guests, path: str) -> None:
    for written in (f"/static/{path}", f"/static//{path}"):
        status, headers, body = raw(found.app, "GET", written)
        assert status == 404, written
        assert b"import" not in body
        assert "content-security-policy" in headers
    assert found.client.get(f"/static/{path}").status_code in (303, 404)  # 303: the client has made it another address


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PATCH", "PUT", "PROPFIND", "FOO\u00ff"])
def test_methods_that_no_page_has(found: Guests, method: str) -> None:
    before = found.heads
    for path in ("/", "/drafts/fr-draft", "/case.yaml", "/api/v1/drafts", "/metrics", "/stream"):
        headers = [cookie_of(found, "france"), (b"authorization", f"Bearer {found.tokens['france']}".encode())]
        status, sent, body = raw(found.app, method, path, headers)
        assert status == 405, (method, path)
        assert "access-control-allow-origin" not in sent
        assert b"secretdraft" not in body
    assert found.heads == before


@pytest.mark.parametrize(
    "host", [b"evil.example", b"[", b"a b", b"", b"evil.example/x?y", b"\xff\xfe", b"127.0.0.1:8000:8000", b"a" * 900]
)
def test_the_host_that_is_asked_for_shows_nowhere(found: Guests, host: bytes) -> None:
    for path in ("/", "/login", "/nations/FR/pledges/new", "/notices", "/feed.xml", "/case/nations/+"):
        for who in ("france", "hq"):
            status, headers, body = raw(found.app, "GET", path, [(b"host", host), cookie_of(found, who)])
            assert status in (200, 303, 403), (status, path)
            slash = raw(found.app, "GET", f"{path}/", [(b"host", host)])
            assert "evil.example" not in str(slash)
            assert b"evil.example" not in body
            assert "evil.example" not in str(headers)


@pytest.mark.parametrize(
    "query", [b"\xff\xfe=\xff", b"a=%ff", b"version=%00", b"=", b"&&&", b"version=1&version=2", b"a" * 9_000]
)
def test_arguments_that_are_no_text(found: Guests, query: bytes) -> None:
    for path in (
        "/",
        "/pledges",
        "/log",
        "/what-if",
        "/timeline/compare",
        "/people/account",
        "/pictures/strength/760/light/0.svg",
    ):
        for who in ("observer", "admin"):
            status, headers, _ = raw(found.app, "GET", path, [cookie_of(found, who)], query=query)
            assert status < 500, (path, who)
            assert not {"\r", "\n"} & set(headers.get("location", ""))


def test_an_address_says_itself_only_as_it_is_written(found: Guests) -> None:
    """What stands in an address comes back within it, as one piece: no question mark or quote of it acts."""
    response = found.ask("hq", "GET", '/case/nations/FR%3Fx="><script>')
    assert response.status_code == 404
    assert "<script>" not in response.text.replace('<script defer src="/static/live.js', "")


# ---- Failures


def test_what_fails_says_nothing_and_keeps_its_policy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_visit: Any) -> Any:
        raise RuntimeError("a secret of the program")

    with closing(site(tmp_path, drawing=0)) as made:
        app = application(made, [Route("GET", "/fails", OPEN, fails)])
        client = TestClient(app, raise_server_exceptions=False)
        logging.getLogger("willing.web").propagate = True
        response = client.get("/fails")
        assert response.status_code == 500
        assert response.headers["content-security-policy"] == gate.POLICY
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        record = next(record for record in caplog.records if record.exc_info)
        assert "RuntimeError" in json.loads(AsJson().format(record))["error"]


def test_a_record_that_is_away_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it goes before or after somebody is let in, and for pages, pictures, streams and programs alike."""
    with closing(site(tmp_path, drawing=0, public=True)) as made:
        client = signed_in(made)

        def away(*_: Any, **__: Any) -> Any:
            raise LedgerError("the record is away")

        token = made.people.issue("hq", "a program")
        monkeypatch.setattr(made.ledger, "entries", away)
        for path in ("/", "/login", "/api/v1/day", "/pictures/strength/760/light/0.svg"):
            response = client.get(path, headers=bearer(token) if path.startswith("/api") else {})
            assert response.status_code == 503, path
            assert "the record is away" in response.text
        monkeypatch.setattr(made.ledger, "reading", away)
        for path in ("/", "/stream", "/metrics", "/api/v1/day", "/healthz"):
            headers = bearer(token) if path.startswith("/api") else {"cookie": "willing=x"}
            if path != "/healthz":
                assert client.get(path, headers=headers).status_code == 503, path


# ---- Long questions


def test_of_long_questions_only_some_are_worked_out_at_once() -> None:
    line = gate.Line(at_once=1, waiting=1, patience=0.05)
    with line.turn():
        late: list[str] = []

        def wait() -> None:
            try:
                with line.turn():
                    late.append("in")
            except gate.Busy:
                late.append("busy")

        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join()
        assert late == ["busy"], "who waits too long is sent away"
    with line.turn():
        pass  # and the places are given back


def test_who_asks_too_much_is_told_when_to_ask_again(found: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found.site, "line", gate.Line(at_once=1, waiting=0, patience=0.0))
    with found.site.line.turn():
        for path in ("/api/v1/odds", "/what-if?f.ceasefire=true"):
            response = found.ask("observer", "GET", path)
            assert response.status_code == 503
            assert int(response.headers["retry-after"]) >= 5
        assert found.ask("observer", "GET", "/api/v1/assess").status_code == 200, "what all pages show is not held up"
    assert found.ask("observer", "GET", "/api/v1/odds").status_code == 200


def test_the_public_may_not_have_what_it_likes_drawn(tmp_path: Path) -> None:
    with guests(tmp_path, public=True) as made:
        path = f"/pictures/strength/760/light/{'0' * 64}.svg"
        assert made.ask("nobody", "GET", path).status_code == 302
        assert made.ask("nobody", "GET", f"{path}?as_of=2026-03-01&coa=main").status_code == 302
        for asked in ("assume=ceasefire", "target=9", "rounds=9000", "stage=rumoured", "months=900", "reading=low"):
            assert made.ask("nobody", "GET", f"{path}?{asked}").status_code == 401, asked
            assert made.ask("observer", "GET", f"{path}?{asked}").status_code == 302, asked


HOSTILE = (
    "a and " * 3_300 + "a", "(" * 9_990, "(" * 9_000 + "a" + ")" * 9_000, "not " * 4_900 + "a", "a " * 9_900,
    "a_" * 9_900,
    "at least 1 of [" * 1_300, "total(" * 3_000, "total(" + "A, " * 6_000, "1_" * 9_900, "\u00e4" * 19_000,
    "a\t\n" * 6_000,
    ">=" * 9_900, "[" * 19_000, "A stands or " * 1_600, "x" * 20_000, "x" * 3_000_000, " " * 3_000_000, "a-" * 9_900,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_no_condition_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    try:
        parse(text)
    except ConditionError as error:
        assert len(str(error)) < 60_000
    assert time.process_time() - began < 3


def test_a_hostile_condition_in_a_form_is_a_fault_of_its_field(found: Guests) -> None:
    for text in HOSTILE:
        if len(text) < 900_000:
            form = {"mode": "new", "nation": "FR", "capability": "medical", "kind": "number", "number": "5", "if": text}
            response = found.ask("france", "POST", "/pledges/preview", data=form)
            assert response.status_code in (200, 409, 422), text[:20]


# ---- Uploads


def packed(names: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "sent",
    [
        packed({"../case.yaml": b"case: {}"}),
        packed({"/etc/case.yaml": b"case: {}"}),
        packed({"case.yaml": b"a" * 30_000_000}),
        packed({f"{number}.yaml": b"x" for number in range(200)}),
        packed({"case.yaml": b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]"}),
        packed({"case.yaml": b"!!python/object/apply:os.system ['true']"}),
        packed({"case.yaml": b"[" * 100_000}),
        b"PK\x03\x04" + b"\x00" * 100,
        b"PK\x05\x06" + b"\x00" * 18,
        b"\x00" * 1_000,
        b"[" * 100_000,
        b"a: " * 100_000,
    ],
)
def test_hostile_uploads_are_refused_quickly(tmp_path: Path, sent: bytes) -> None:
    with closing(site(tmp_path, case=None, drawing=0)) as made:
        began = time.process_time()
        client = signed_in(made, "hq")
        response = client.post("/open", data={"way": "sent"}, files={"file": ("case.zip", sent)})
        assert response.status_code == 422, response.text[-400:]
        assert time.process_time() - began < 10
        assert made.conference.state().record.version == 0


# ---- What is logged and counted


def test_methods_that_anybody_can_make_up_are_counted_as_one(found: Guests) -> None:
    for number in range(30):
        raw(found.app, f"MADEUP{number}", "/login")
    text = found.ask("admin", "GET", "/metrics").text
    assert "MADEUP" not in text
    assert 'method="none"' in text


def test_other_sites_get_no_compressed_answer(found: Guests) -> None:
    cookie = cookie_of(found, "france")
    for site_, compressed in ((b"cross-site", False), (b"same-site", False), (b"same-origin", True), (b"none", True)):
        headers = [cookie, (b"accept-encoding", b"gzip"), (b"sec-fetch-site", site_)]
        for path in ("/nations", "/what-if"):
            sent = raw(found.app, "GET", path, headers)[1]
            assert ("content-encoding" in sent) is compressed, (site_, path)
