"""Text that means harm, in every place that takes text: whoever sees it sees text.

What is stored is compared with what the same conference would look like with harmless words in the same places: the
same elements with the same attributes, in the same order, whatever was written.
"""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.guests import PEOPLE, SIGNED_IN, Guests
from tests.web.sites import CASE, PASSWORD, Clock, actor, done, site

from willing.case.build import build
from willing.conference.convening import OpenConference
from willing.conference.pledging import SaveDraft, WithdrawPledge
from willing.conference.record import plain_case
from willing.conference.signing import OpenSigning, StopSigning
from willing.conference.talking import AskInformation, Comment, GiveInformation
from willing.errors import WillingError
from willing.web.app import application
from willing.web.telling import AsJson

PIECES = (
    "<script>alert(1)</script>", "</script><script>x()</script>", "<img src=x onerror=alert(1)>", "<svg onload=x()>",
    "\"><b>", "'><i>", "\" onmouseover=\"x()\" a=\"", "' autofocus onfocus='x()", "</textarea><u>", "</title><s>",
    "-->", "<!--",
    "{{ 7*7 }}", "{% include 'base.html' %}", "{# x #}", "${7*7}", "%(x)s", "{0}", "%s", "<%= x %>", "]]>", "<![CDATA[",
    "&lt;b&gt;", "&#60;b&#62;", "&", "&nbsp", "javascript:alert(1)", "data:text/html,<b>", "\\u003cb\\u003e", "\\",
    "`", "/*",
    "expression(alert(1))", "url(javascript:x)", "</style><b>", "@import 'x'", "<a href='javascript:x()'>a</a>",
    "<form action='https://evil.example'>", "<base href='//evil.example'>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "\u202eevil\u202c", "\u2066x\u2069", "\u200b", "\ufeff", "\u2028", "\u00a0", "\U0001f600", "\u0301",
    "line\nline", "\t",
    "=1+1", "@SUM(A1)", "+1", "-1", "<\u0441ript>", "\uff1cscript\uff1e", "onclick=x()", "*/ x() /*",
    "<style>*{display:none}</style>",
)  # fmt: skip
"""What hostile text is made of."""
CONTROL = ("\x00", "\x1b[31m", "\x07", "\x7f", "\x9b", "\ud800", "\udfff", "\ufffe")
"""What no text may hold: refused, or left out."""

hostile = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)),
    min_size=1,
    max_size=6,
).map(lambda parts: f"w{''.join(parts)}w"[:400])
PLAIN = "a word"


def case_of(text: str) -> dict[str, Any]:
    """The case of a small conference with a text in every place that takes one."""
    case: dict[str, Any] = deepcopy(dict(CASE))
    case["case"] |= {"title": text, "description": text}
    case["sources"]["times"] |= {"publisher": text, "url": "https://times.example/"}
    for nation in case["nations"].values():
        nation |= {"name": text}
    case["factors"]["ceasefire"] |= {"title": text, "note": text, "basis": {"probability": {"assumed": text}}}
    case["capabilities"]["infantry"] |= {"name": text}
    case["areas"]["west"] |= {"name": text}
    case["pledges"][0] |= {"note": text, "basis": {"strength": {"reported": text}}}
    case["statements"][0] |= {"says": text}
    case["requirements"]["main"] |= {"title": text, "note": text}
    return case


def account_called(text: str) -> str:
    """A text as far as the name of an account may be it."""
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())[:60]


def filled(folder: Path, text: str) -> Guests | None:
    """A conference with a text everywhere; ``None`` where the case format refuses such a text."""
    made = site(folder, case=None, clock=Clock(), drawing=0)
    for name, (role, nation) in PEOPLE.items():
        made.people.add(name, PASSWORD, role, nation, "test")
    try:
        done(made, "hq", OpenConference(plain_case(build(case_of(text)))))
        done(made, "hq", Comment("fr-infantry", text))
        done(made, "hq", AskInformation("fr-infantry", text))
        done(made, "france", GiveInformation("fr-infantry", text, 2))
        draft = {"id": "fr-draft", "nation": "FR", "capability": "medical", "strength": 77, "note": text}
        made.conference.do(actor(made, "france"), SaveDraft(draft))
        done(made, "hq", OpenSigning(text, ("fr-infantry",)))
        done(made, "hq", StopSigning("signing-1", text))
        done(made, "hq", OpenSigning(text, ("fr-infantry",)))
        done(made, "germany", WithdrawPledge("de-infantry", text))
        made.people.add(account_called(text), PASSWORD, "observer", None, "admin")
        made.people.invite("observer", None, "admin", account_called(text))
        made.people.issue("observer", account_called(text))
    except WillingError:
        made.close()
        return None

    app = application(made)
    found = Guests(made, Clock(), app, TestClient(app, base_url=made.settings.url, follow_redirects=False))
    found.tokens = {who: made.people.issue(who, "a program") for who in SIGNED_IN}
    return found


PAGES = (
    "/", "/?version=1", "/nations", "/nations/FR", "/nations/DE", "/pledges", "/pledges/fr-infantry",
    "/pledges/de-infantry",
    "/pledges/fr-infantry/revise", "/pledges/fr-infantry/withdraw", "/nations/FR/pledges/new", "/drafts/fr-draft",
    "/requirement", "/requirement/main", "/requirement/main/edit", "/requirements/+", "/signings", "/signings/new",
    "/signings/signing-1", "/signings/signing-2", "/signings/signing-2/sign", "/waits", "/factors",
    "/factors/ceasefire/settle?as=true", "/what-if", "/what-if?f.ceasefire=true&without=FR", "/timeline",
    "/timeline/compare",
    "/log", "/notices", "/account", "/people", "/people/account?name=france", "/case", "/case/header", "/case/nations",
    "/case/nations/FR", "/case/sources", "/case/sources/times", "/case/statements", "/case/statements/s1",
    "/case/factors",
    "/case/factors/ceasefire", "/case/areas/west", "/case/capabilities/infantry", "/help", "/login", "/open",
)  # fmt: skip
DATA = ("case", "pledges", "requirements", "signings", "log", "drafts", "assess", "why?subject=FR", "timeline", "odds",
        "pledges/fr-infantry/talk", "drafts/fr-draft")  # fmt: skip


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and where its addresses lead."""

    OWN = frozenset({"id", "class", "href", "src", "action", "rel", "target", "type", "style", "formaction", "srcset"})
    """Attributes of which the value counts too, unless it holds what was written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))
        led = ("href", "src", "action", "formaction", "srcset", "poster", "data", "data-preview", "data-stream")
        self.addresses += [value or "" for name, value in attrs if name in led]

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", ()))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", ()))

    def handle_decl(self, decl: str) -> None:
        self.found.append((f"declaration {decl}", ()))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("marked section", ()))

    def handle_pi(self, data: str) -> None:
        self.found.append(("instruction", ()))


def skeleton(html: str) -> Skeleton:
    found = Skeleton()
    found.feed(html)
    found.close()
    return found


EVERYBODY = (*SIGNED_IN, "nobody")
MOST = ("hq", "france", "admin")
"""Who together see every page there is."""
EXAMPLES = int(os.environ.get("WILLING_HOSTILE_EXAMPLES", "2"))


def shown(found: Guests, whom: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
    """Every page, as some people get it."""
    for who in whom:
        for path in PAGES:
            yield who, path, found.ask(who, "GET", path)


def skeletons(found: Guests) -> Mapping[tuple[str, str], tuple[int, Skeleton]]:
    return {
        (who, path): (response.status_code, skeleton(response.text)) for who, path, response in shown(found, EVERYBODY)
    }


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], tuple[int, Skeleton]]:
    found = filled(tmp_path_factory.mktemp("harmless"), PLAIN)
    assert found is not None
    try:
        return skeletons(found)
    finally:
        found.site.close()


def test_harmless_words_are_shown_at_all(harmless: Mapping[tuple[str, str], tuple[int, Skeleton]]) -> None:
    """So that what follows compares pages and not refusals."""
    good = {who: sum(status == 200 for (one, _), (status, _) in harmless.items() if one == who) for who in SIGNED_IN}
    assert good["hq"] > 35
    assert min(good.values()) > 15


WORST = ("w" + "".join(PIECES[:22]) + "w", "w" + "".join(PIECES[22:]) + "w", "w" * 400)


@pytest.mark.parametrize("text", WORST, ids=["markup", "others", "long"])
def test_the_worst_is_text_on_every_page(
    tmp_path: Path, harmless: Mapping[tuple[str, str], tuple[int, Skeleton]], text: str
) -> None:
    found = filled(tmp_path, text)
    assert found is not None, "nothing of this is refused"
    try:
        _compare(found, harmless)
    finally:
        found.site.close()


@given(text=hostile)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_written_is_text_on_every_page(
    tmp_path_factory: pytest.TempPathFactory, harmless: Mapping[tuple[str, str], tuple[int, Skeleton]], text: str
) -> None:
    found = filled(tmp_path_factory.mktemp("hostile"), text)
    if found is None:
        return
    try:
        _compare(found, harmless, MOST)
    finally:
        found.site.close()


def _compare(
    found: Guests, harmless: Mapping[tuple[str, str], tuple[int, Skeleton]], whom: Iterable[str] = EVERYBODY
) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AsJson())
    logger = logging.getLogger("willing.web")
    before = logger.level, logger.handlers
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    try:
        for who, path, response in shown(found, whom):
            status, plain = harmless[who, path]
            assert response.status_code == status, (who, path, response.status_code, status)
            assert "content-security-policy" in response.headers
            _check_page(who, path, skeleton(response.text), plain)
        _check_feeds(found)
        _check_data(found)
    finally:
        logger.handlers = before[1]
        logger.setLevel(before[0])
    _check_log(stream.getvalue(), found)


def _check_page(who: str, path: str, seen: Skeleton, plain: Skeleton) -> None:
    new = set(seen.found) - set(plain.found)
    assert not new, (who, path, new)
    assert len(seen.found) <= len(plain.found) * 1.1 + 20, (who, path, "more elements than a harmless word gives")
    for address in seen.addresses:
        assert address.startswith(("/", "#", "?", "https://times.example/")) or address == "", (who, path, address)
        assert not address.startswith(("//", "/\\")), (who, path, address)


def _check_feeds(found: Guests) -> None:
    for who in SIGNED_IN:
        response = found.ask(who, "GET", "/feed.xml")
        feed = Xml.fromstring(response.content)
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        tags = {element.tag.rpartition("}")[2] for element in feed.iter()}
        assert tags <= {"feed", "id", "title", "updated", "link", "entry", "author", "name", "content"}
        links = [link.attrib["href"] for link in feed.iter() if "href" in link.attrib]
        assert all(link.startswith("http://127.0.0.1:8000/") for link in links)


def _check_data(found: Guests) -> None:
    for who in ("hq", "france"):
        for path in DATA:
            response = found.ask(who, "GET", f"/api/v1/{path}")
            assert response.status_code in (200, 403, 404), (who, path, response.text)
            assert response.headers["content-type"] == "application/json"
            json.loads(response.content.decode())
        for path in ("/pledges.csv", "/case.yaml", "/case/export"):
            response = found.ask(who, "GET", path)
            assert response.status_code == 200
            assert response.headers["content-disposition"].startswith("attachment")
            if path == "/pledges.csv":
                cells = [cell for line in response.text.splitlines() for cell in line.split(",")]
                assert not any(cell.lstrip('"').startswith(("=", "@")) for cell in cells)


def _check_log(written: str, found: Guests) -> None:
    secrets = [*found.sessions.values(), *found.tokens.values(), PASSWORD]
    lines = written.splitlines()
    assert lines
    for line in lines:
        assert line.isascii()
        assert set(json.loads(line)) <= {"at", "level", "says", "method", "route", "status", "ms", "error"}
    assert not any(secret in written for secret in secrets)


@pytest.mark.parametrize("sign", CONTROL, ids=repr)
def test_what_is_no_text_is_refused_or_left_out(tmp_path_factory: pytest.TempPathFactory, sign: str) -> None:
    """In a case, or through the interface and the forms: never a failure, never a page that nobody can read."""
    text = f"w{sign}w"
    found = filled(tmp_path_factory.mktemp("plain"), PLAIN)
    assert found is not None
    try:
        body = json.dumps({"text": text}).encode()
        headers = {"content-type": "application/json"}
        response = found.ask("hq", "POST", "/api/v1/pledges/fr-infantry/talk", headers, content=body)
        assert response.status_code in (200, 422)
        body = json.dumps({"capability": "medical", "strength": 5, "note": text, "id": "fr-x"}).encode()
        response = found.ask("france", "PUT", "/api/v1/drafts/fr-x", headers, content=body)
        assert response.status_code in (200, 422)
        form = text.encode("utf-8", "surrogatepass")
        for path, name in (("/pledges/fr-infantry/comment", b"text"), ("/account/tokens", b"title")):
            sent = b"=".join((name, form))
            kind = {"content-type": "application/x-www-form-urlencoded"}
            assert found.ask("france", "POST", path, kind, content=sent).status_code in (200, 303, 422), path
        for who, path in (
            ("france", "/pledges/fr-infantry"),
            ("france", "/drafts/fr-x"),
            ("hq", "/log"),
            ("admin", "/people"),
        ):
            response = found.ask(who, "GET", path)
            assert response.status_code in (200, 404)
            assert sign not in response.content.decode()
        Xml.fromstring(found.ask("france", "GET", "/feed.xml").content)
    finally:
        found.site.close()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        " javascript:x",
        "data:text/html,x",
        "//evil",
        "vbscript:x",
        "java\nscript:x",
    ],
)
def test_a_source_leads_to_no_program(tmp_path: Path, address: str) -> None:
    case = case_of(PLAIN)
    case["sources"]["times"]["url"] = address
    made = site(tmp_path, case=None, drawing=0)
    try:
        try:
            done(made, "hq", OpenConference(plain_case(build(case))))
        except WillingError:
            return
        from starlette.testclient import TestClient

        app = application(made)
        found = Guests(made, Clock(), app, TestClient(app, base_url=made.settings.url, follow_redirects=False))
        for path in ("/nations/FR", "/pledges/fr-infantry", "/case/sources/times", "/case/sources"):
            seen = skeleton(found.ask("hq", "GET", path).text)
            assert all(one.startswith(("/", "#", "?")) and not one.startswith("//") for one in seen.addresses if one)
    finally:
        made.close()
