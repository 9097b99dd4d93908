"""Who gets where: every route that the application has, asked by everybody who might come to its door.

The routes are those of the application itself. What each needs is written down here once more, by hand, so that a route
that somebody adds, or a permission that somebody loosens, has to be decided about twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.web.guests import DRAFT, NOBODIES, SIGNED_IN, WORD, Guests, bearer, draft_of, guests, routes
from tests.web.sites import actor, done, signed_in, site

from willing.conference.errors import Impossible
from willing.conference.pledging import EnterPledge, SaveDraft
from willing.conference.signing import OpenSigning

ALL = frozenset(SIGNED_IN)
NATIONS = frozenset({"france", "germany"})
GROUPS: Mapping[str, frozenset[str]] = {
    "anybody": ALL | {"public", *NOBODIES},
    "looks": ALL | {"public"},
    "member": ALL,
    "hq": frozenset({"hq"}),
    "admin": frozenset({"admin"}),
    "delegates": NATIONS,  # whatever the address names: what they may do with it is asked further below
    "own": frozenset({"france"}),  # the address names a thing of France
    "own+hq": frozenset({"france", "hq"}),
    "talks": NATIONS | {"hq"},
}
"""Who may reach a route; whoever is not named has to be turned away, with nothing changed and nothing told."""

API = "/api/v1"
NEEDS: Mapping[str, str] = {
    "GET /login": "anybody", "POST /login": "anybody", "POST /logout": "anybody",
    "GET /join/{token}": "anybody", "POST /join/{token}": "anybody",
    "GET /help": "anybody", "GET /help/meaning": "anybody", "GET /help/permissions": "anybody",
    "GET /healthz": "anybody", "GET /static/{path}": "anybody", f"GET {API}/openapi.json": "anybody",
    "GET /feed/{token}.xml": "anybody",
    "GET /": "looks", "GET /stream": "looks", "GET /waits": "looks", "GET /factors": "looks",
    "GET /pictures/{name}/{width}/{scheme}/{key}.svg": "looks",
    "GET /nations": "looks", "GET /nations/{code}": "looks",
    "GET /pledges": "looks", "GET /pledges/{id}": "looks",
    "GET /requirement": "looks", "GET /requirement/{key}": "looks",
    "GET /signings": "looks", "GET /signings/{id}": "looks",
    "GET /timeline": "looks", "GET /timeline/compare": "looks",
    "GET /log": "member", "GET /what-if": "member", "GET /pledges.csv": "member",
    "GET /case/export": "member", "GET /case.yaml": "member",
    "GET /notices": "member", "GET /feed.xml": "member", "POST /notices/feed": "member",
    "GET /account": "member", "POST /account/password": "member", "POST /account/leave": "member",
    "POST /account/tokens": "member", "POST /account/tokens/revoke": "member",
    "GET /open": "hq", "POST /open": "hq",
    "GET /case": "hq", "GET /case/header": "hq", "POST /case/header": "hq",
    "GET /case/{section}": "hq", "GET /case/{section}/+": "hq", "POST /case/{section}/+": "hq",
    "GET /case/{section}/{key}": "hq", "POST /case/{section}/{key}": "hq", "POST /case/{section}/{key}/remove": "hq",
    "GET /factors/{key}/settle": "hq", "POST /factors/{key}/settle": "hq",
    "GET /requirements/+": "hq", "POST /requirements/+": "hq",
    "GET /requirement/{key}/edit": "hq", "POST /requirement/{key}/edit": "hq", "POST /requirement/{key}/retire": "hq",
    "GET /signings/new": "hq", "POST /signings/new": "hq", "POST /signings/{id}/stop": "hq",
    "GET /signings/{id}/sign": "delegates", "POST /signings/{id}/sign": "delegates",
    "GET /nations/{code}/pledges/new": "own", "POST /nations/{code}/pledges/new": "own",
    "GET /pledges/{id}/revise": "own", "POST /pledges/{id}/revise": "own",
    "GET /pledges/{id}/withdraw": "own", "POST /pledges/{id}/withdraw": "own", "POST /pledges/{id}/renew": "own",
    "POST /pledges/preview": "own",
    "GET /drafts/{id}": "own", "POST /drafts/{id}": "own",
    "POST /drafts/{id}/release": "own", "POST /drafts/{id}/drop": "own",
    "POST /pledges/{id}/comment": "own+hq", "POST /pledges/{id}/ask": "own+hq", "POST /pledges/{id}/answer": "own+hq",
    "GET /people": "admin", "GET /people/account": "admin", "GET /metrics": "admin",
    "POST /people/add": "admin", "POST /people/invite": "admin", "POST /people/withdraw": "admin",
    "POST /people/change": "admin", "POST /people/disable": "admin", "POST /people/password": "admin",
    f"GET {API}/day": "looks", f"GET {API}/case/{{section}}/{{key}}": "looks",
    f"GET {API}/pledges": "looks", f"GET {API}/pledges/{{pledge}}": "looks",
    f"GET {API}/requirements": "looks", f"GET {API}/requirements/{{requirement}}": "looks",
    f"GET {API}/signings": "looks", f"GET {API}/signings/{{signing}}": "looks",
    **{f"GET {API}/{name}": "member"
       for name in ("assess", "why", "unlock", "odds", "pivots", "sustain", "timeline", "case", "case.yaml", "log",
                    "log/heads")},
    f"GET {API}/drafts": "delegates", f"GET {API}/drafts/{{pledge}}": "own",
    f"GET {API}/pledges/{{pledge}}/talk": "own+hq",
    f"POST {API}/conference": "hq", f"PUT {API}/factors/{{factor}}/value": "hq",
    f"PUT {API}/case/{{section}}/{{key}}": "hq", f"DELETE {API}/case/{{section}}/{{key}}": "hq",
    f"PUT {API}/requirements/{{requirement}}": "hq", f"DELETE {API}/requirements/{{requirement}}": "hq",
    f"POST {API}/signings": "hq", f"POST {API}/signings/{{signing}}/stop": "hq",
    f"POST {API}/signings/{{signing}}/sign": "delegates",
    f"PUT {API}/pledges/{{pledge}}": "delegates", f"POST {API}/pledges/{{pledge}}/foresee": "delegates",
    f"DELETE {API}/pledges/{{pledge}}": "own", f"POST {API}/pledges/{{pledge}}/renew": "own",
    f"POST {API}/pledges/{{pledge}}/talk": "own+hq",
    f"PUT {API}/drafts/{{pledge}}": "delegates",
    f"DELETE {API}/drafts/{{pledge}}": "own", f"POST {API}/drafts/{{pledge}}/release": "own",
}  # fmt: skip
"""What each route needs, by its method and path."""

SAFE = ("GET", "HEAD", "OPTIONS")
QUERIES: Mapping[str, str] = {
    "/people/account": "?name=france",
    "/factors/{key}/settle": "?as=true",
    f"{API}/why": "?subject=FR",
    "/timeline/compare": "?from=1&to=2",
}
"""What an address has to ask so that there is an answer."""
FORMS: Mapping[str, Mapping[str, str]] = {
    "/pledges/preview": {"mode": "revise", "id": "fr-infantry"},
}
BODIES: Mapping[str, Any] = {f"{API}/pledges/{{pledge}}/talk": {"text": "seen"}}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guests]:
    with guests(tmp_path_factory.mktemp("closed")) as found:
        yield found


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guests]:
    with guests(tmp_path_factory.mktemp("public"), public=True) as found:
        yield found


def filled(path: str, found: Guests) -> str:
    """An address of a route: of things that are there, and of France's where they are a nation's."""
    draft = path.startswith(("/drafts/", f"{API}/drafts/"))
    places = {
        "id": "signing-1" if path.startswith("/signings") else "fr-draft" if draft else "fr-infantry",
        "pledge": "fr-draft" if draft else "fr-infantry",
        "signing": "signing-1",
        "code": "FR",
        "section": "nations",
        "key": {"/factors": "ceasefire", "/require": "main", "/case": "FR", API: "FR", "/picture": "0" * 64}[
            next(lead for lead in ("/factors", "/require", "/case", API, "/picture", "") if path.startswith(lead))
        ] if "{key}" in path else "",
        "factor": "ceasefire",
        "requirement": "main",
        "name": "strength",
        "width": "760",
        "scheme": "light",
        "path": "conference.css",
        "token": found.feed if path.startswith("/feed") else found.invitation,
    }  # fmt: skip
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda name: places[name[1]], path) + QUERIES.get(path, "")


def asked(found: Guests, who: str, method: str, path: str, headers: Mapping[str, str] | None = None) -> Any:
    more: dict[str, Any] = {}
    if method not in SAFE:
        more = {"json": BODIES.get(path, {})} if path.startswith(API) else {"data": FORMS.get(path, {"nothing": "1"})}
    return found.ask(who, method, filled(path, found), headers, **more)


def reached(response: Any) -> bool:
    """Whether a request got as far as what answers it."""
    sent_to_sign_in = response.status_code == 303 and response.headers["location"].startswith("/login?next=")
    return bool(not sent_to_sign_in and response.status_code not in (401, 403))


def turned_away(response: Any, method: str, path: str, who: str) -> bool:
    """Whether somebody was refused in the right way: nobody is asked to sign in, others are told or find nothing."""
    if who in NOBODIES or who == "public":
        if method == "GET" and not path.startswith((API, "/stream", "/pictures", "/metrics")):
            return bool(response.status_code == 303 and response.headers["location"].startswith("/login?next="))
        return response.status_code in (401, 403)
    # 428: the version is asked for, before it is looked whether there is anything to change
    return response.status_code in (401, 403, 404, 428)


def test_every_route_has_a_rule_here(closed: Guests) -> None:
    there = {f"{method} {path}" for method, path in routes(closed.app)}
    new, gone = sorted(there - set(NEEDS)), sorted(set(NEEDS) - there)
    assert not new, f"add to NEEDS in tests/web/test_matrix.py who may reach {new}: one of {sorted(GROUPS)}"
    assert not gone, f"take out of NEEDS in tests/web/test_matrix.py, as no such route is left: {gone}"


@pytest.mark.parametrize("who", [*NOBODIES, *SIGNED_IN])
def test_everybody_gets_as_far_as_they_may(closed: Guests, who: str) -> None:
    _check(closed, who, who)


@pytest.mark.parametrize("who", ["nobody", "disabled", "expired", "observer"])
def test_the_public_is_let_in_to_the_common_picture_alone(open_to_all: Guests, who: str) -> None:
    """With --public whoever comes with nothing worth anything is the public; a void token is still refused."""
    _check(open_to_all, who, who if who == "observer" else "public")


def _check(found: Guests, who: str, part: str) -> None:
    wrong = []
    for method, path in routes(found.app):
        group = GROUPS.get(NEEDS.get(f"{method} {path}", ""), frozenset())
        allowed = part in group
        if part == "public" and path.startswith(API) and who in found.tokens:
            allowed = NEEDS.get(f"{method} {path}") == "anybody"
        before = found.heads
        response = asked(found, who, method, path)
        said = f"{who} {method} {path}: {response.status_code} {response.headers.get('location', '')}"
        if response.status_code >= 500:
            wrong.append(f"{said} failed")
        if allowed and not reached(response):
            wrong.append(f"{said} was turned away")
        if not allowed and not turned_away(response, method, path, who):
            wrong.append(f"{said} was not turned away")
        if not allowed and found.heads != before:
            wrong.append(f"{said} was written down")
        if "content-security-policy" not in response.headers:
            wrong.append(f"{said} says no policy")
        wrong += [f"{said} tells {secret}" for secret in _leaks(who, response.text)]
    assert not wrong, "\n".join(wrong)


def _leaks(who: str, text: str) -> Iterator[str]:
    if who != "france" and DRAFT in text:
        yield "France's draft"
    if who not in ("france", "hq") and WORD in text:
        yield "what headquarters and France say"


FORGED: tuple[Mapping[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "whatever"},
    {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:8001"},
    {"origin": "null"},
    {"origin": "http://["},
    {"origin": ""},
)
OWN: tuple[Mapping[str, str], ...] = (
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://127.0.0.1:8000"},
    {},
)


def test_no_other_site_can_make_a_browser_change_anything(closed: Guests) -> None:
    wrong = []
    for method, path in routes(closed.app):
        if method in SAFE:
            continue
        group = GROUPS[NEEDS[f"{method} {path}"]]
        who = next(one for one in ("france", "hq", "admin") if one in group)
        before = closed.site.ledger.heads()
        for headers in FORGED:
            response = asked(closed, who, method, path, headers)
            if response.status_code != 403 or "sent by another site" not in response.text:
                wrong.append(f"{method} {path} {headers}: {response.status_code}")
        if closed.site.ledger.heads() != before:
            wrong.append(f"{method} {path}: something was written down")
        for headers in OWN:
            response = asked(closed, who, method, path, headers)
            if "sent by another site" in response.text:
                wrong.append(f"{method} {path} {headers} is its own")
    assert not wrong, "\n".join(wrong)


# ---- Own and other nations


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Guests]:
    with guests(tmp_path) as found:
        yield found


CHANGES: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/pledges/de-medical/renew", {"seen": "9999"}),
    ("POST", "/pledges/de-medical/withdraw", {"seen": "3", "because": "so"}),
    ("POST", "/pledges/de-medical/revise", {"seen": "3", "do": "release", "kind": "number", "number": "5"}),
    ("POST", "/pledges/de-medical/revise", {"seen": "3", "do": "draft", "kind": "number", "number": "5"}),
    ("POST", "/nations/DE/pledges/new", {"do": "release", "capability": "medical", "kind": "number", "number": "5"}),
    ("POST", "/pledges/preview", {"mode": "new", "nation": "DE"}),
    ("POST", "/pledges/preview", {"mode": "revise", "id": "de-medical"}),
    ("POST", "/pledges/preview", {"mode": "draft", "id": "de-draft"}),
    ("POST", "/drafts/de-draft", {"do": "release", "of": "1", "seen": "3"}),
    ("POST", "/drafts/de-draft/release", {"of": "1", "seen": "3"}),
    ("POST", "/drafts/de-draft/drop", {"of": "1"}),
    ("POST", "/pledges/de-medical/comment", {"text": "hello"}),
    ("POST", "/pledges/de-medical/ask", {"text": "hello"}),
    ("POST", "/pledges/de-medical/answer", {"text": "hello", "request": "1"}),
    ("PUT", f"{API}/pledges/de-medical", {"nation": "DE", "capability": "medical", "strength": 5}),
    ("PUT", f"{API}/pledges/de-medical", {"nation": "FR", "capability": "medical", "strength": 5}),
    ("PUT", f"{API}/pledges/de-new", {"nation": "FR", "capability": "medical", "strength": 5}),
    ("POST", f"{API}/pledges/de-medical/foresee", {"nation": "DE", "capability": "medical", "strength": 5}),
    ("POST", f"{API}/pledges/de-medical/renew", None),
    ("DELETE", f"{API}/pledges/de-medical", None),
    ("PUT", f"{API}/drafts/de-draft", {"nation": "DE", "capability": "medical", "strength": 5}),
    ("PUT", f"{API}/drafts/de-draft", {"nation": "FR", "capability": "medical", "strength": 5}),
    ("PUT", f"{API}/drafts/de-medical", {"capability": "medical", "strength": 5}),
    ("DELETE", f"{API}/drafts/de-draft", None),
    ("POST", f"{API}/drafts/de-draft/release", None),
    ("POST", f"{API}/pledges/de-medical/talk", {"text": "hello"}),
    ("POST", f"{API}/signings/signing-2/sign", None),
    ("POST", "/signings/signing-2/sign", {}),
)
"""What France might try with what is Germany's."""


def test_nobody_writes_for_another_nation(two: Guests) -> None:

    done(two.site, "hq", OpenSigning("Without France", ("gb-infantry", "de-medical")))
    before = two.heads
    for method, path, sent in CHANGES:
        body = {"json": sent} if path.startswith(API) else {"data": sent}
        for match in ({}, {"if-match": '"99"'}, {"if-match": '"1"'}) if path.startswith(API) else ({},):
            response = two.ask("france", method, path, match, **(body if sent is not None else {}))
            assert 400 <= response.status_code < 500, (method, path, match, response.status_code, response.text[-600:])
            assert "of Germany" not in response.text
    assert two.heads == before


HIDDEN: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/drafts/{}", None),
    ("POST", "/drafts/{}", {"do": "draft", "of": "1"}),
    ("POST", "/drafts/{}/release", {"of": "1"}),
    ("POST", "/drafts/{}/drop", {"of": "1"}),
    ("POST", "/pledges/preview", {"mode": "draft", "id": "{}"}),
    ("POST", "/pledges/preview", {"mode": "revise", "id": "{}"}),
    ("GET", "/pledges/{}", None),
    ("GET", "/pledges/{}/revise", None),
    ("GET", "/pledges/{}/withdraw", None),
    ("POST", "/pledges/{}/renew", {"seen": "2"}),
    ("POST", "/pledges/{}/withdraw", {"seen": "2"}),
    ("POST", "/pledges/{}/comment", {"text": "hello"}),
    ("GET", "/what-if?withdraw={}", None),
    ("GET", "/what-if?ours=1&withdraw={}", None),
    ("GET", "/log?text={}", None),
    ("GET", "/pledges?ours=1", None),
    ("GET", f"{API}/drafts/{{}}", None),
    ("PUT", f"{API}/drafts/{{}}", {"capability": "medical", "strength": 5}),
    ("DELETE", f"{API}/drafts/{{}}", None),
    ("POST", f"{API}/drafts/{{}}/release", None),
    ("GET", f"{API}/pledges/{{}}", None),
    ("PUT", f"{API}/pledges/{{}}", {"capability": "medical", "strength": 5}),
    ("DELETE", f"{API}/pledges/{{}}", None),
    ("POST", f"{API}/pledges/{{}}/renew", None),
    ("GET", f"{API}/pledges/{{}}/talk", None),
    ("POST", f"{API}/pledges/{{}}/talk", {"text": "hello"}),
    ("GET", f"{API}/why?subject={{}}", None),
    ("GET", f"{API}/why?ours=true&subject={{}}", None),
    ("GET", f"{API}/case/pledges/{{}}", None),
    ("PUT", f"{API}/pledges/fr-cond", {"capability": "medical", "strength": 5, "if": "{} stands"}),
    ("POST", f"{API}/pledges/fr-cond/foresee", {"capability": "medical", "strength": 5, "if": "{} stands"}),
    ("PUT", f"{API}/drafts/fr-cond", {"capability": "medical", "strength": 5, "if": "{} stands"}),
    ("POST", "/pledges/preview",
     {"mode": "new", "nation": "FR", "capability": "medical", "kind": "number", "number": "5", "if": "{} stands"}),
    ("POST", f"{API}/signings", {"title": "Together", "pledges": ["{}"]}),
    ("POST", "/signings/new", {"title": "Together", "pledge": "{}", "do": "look"}),
    ("POST", "/signings/new", {"title": "Together", "pledge": "{}"}),
)  # fmt: skip
"""Where the name of a draft of Germany could be told from a name that nobody has ever written."""


@pytest.mark.parametrize("who", ["france", "hq", "observer", "admin"])
def test_another_nations_draft_is_not_told_from_none(tmp_path: Path, who: str) -> None:
    """The same answers to the very letter, headers included, in a world in which Germany has drafted nothing."""
    folders = [tmp_path / name for name in ("there", "nowhere")]
    for folder in folders:
        folder.mkdir()
    with guests(folders[0]) as there, guests(folders[1], drafted=("FR",)) as nowhere:
        for match in ({}, {"if-match": '"1"'}):
            for method, path, sent in HIDDEN:
                form = _named(sent, "de-draft")
                body = {} if form is None else {"json": form} if path.startswith(API) else {"data": form}
                answers = []
                for found in (there, nowhere):
                    response = found.ask(who, method, path.replace("{}", "de-draft"), match, **body)
                    answers.append((response.status_code, response.text, sorted(response.headers.items())))
                assert answers[0] == answers[1], (method, path)


def _named(sent: Any, name: str) -> Any:
    match sent:
        case str():
            return sent.replace("{}", name)
        case dict():
            return {key: _named(value, name) for key, value in sent.items()}
        case list():
            return [_named(value, name) for value in sent]
    return sent


def test_a_draft_moves_nothing_that_others_see(two: Guests) -> None:
    """Pages, figures, pictures, feeds, versions: all the same before and after another nation writes a draft."""
    watched = [
        *(path for path in ("/", "/nations", "/nations/DE", "/pledges", "/pledges.csv", "/waits", "/timeline", "/log",
                            "/notices", "/feed.xml", "/factors", "/what-if", "/requirement", "/signings", "/case.yaml",
                            "/nations/FR/pledges/new", "/case/export")),
        *(f"{API}/{name}" for name in ("assess", "case", "pledges", "log", "log/heads", "timeline", "day", "drafts")),
    ]  # fmt: skip
    guests = ("france", "hq", "observer")
    before = {(who, path): _seen(two, who, path) for who in guests for path in watched}
    streams = {who: two.site.conference.room(actor(two.site, who)).seen for who in guests}
    germany = actor(two.site, "germany")
    for number in range(3):
        more = {"id": f"de-more-{number}", "strength": 900, "if": "FR stands"}
        two.site.conference.do(germany, SaveDraft({**draft_of("DE", "more"), **more}))
    assert {(who, path): _seen(two, who, path) for who in guests for path in watched} == before
    assert {who: two.site.conference.room(actor(two.site, who)).seen for who in guests} == streams
    assert two.site.conference.room(germany).seen != ""


def _seen(found: Guests, who: str, path: str) -> tuple[int, bytes, str]:
    response = found.ask(who, "GET", path)
    return response.status_code, response.content, response.headers.get("etag", "")


def test_the_name_of_a_new_pledge_tells_nothing_of_another_nation(two: Guests) -> None:
    """France's first medical pledge is called the same whatever Germany has drafted, and takes no name of Germany."""
    france = actor(two.site, "france")
    pledge = {"nation": "FR", "capability": "medical", "strength": 5}
    done_ = two.site.conference.do(france, EnterPledge(pledge))
    assert done_.entries[0].body["pledge"]["id"] == "fr-medical"
    with pytest.raises(Impossible, match="begins with its nation"):
        two.site.conference.do(france, EnterPledge({"id": "de-draft", **pledge}))


def test_a_token_for_a_feed_opens_nothing_else(two: Guests) -> None:
    assert two.ask("nobody", "GET", f"/feed/{two.feed}.xml").status_code == 200
    assert two.client.get(f"{API}/day", headers=bearer(two.feed)).status_code == 401
    assert two.client.get("/metrics", headers=bearer(two.site.people.issue("admin", "f", feed=True))).status_code == 401
    whole = two.site.people.issue("observer", "a program")
    assert two.client.get(f"/feed/{whole}.xml").status_code == 404


def test_a_route_without_a_permission_does_not_start(tmp_path: Path) -> None:
    from willing.web.app import application
    from willing.web.visit import Go, Route

    made = site(tmp_path, drawing=0)
    try:
        with pytest.raises(ValueError, match="there is no permission"):
            application(made, [Route("GET", "/new", "pledge.read", lambda _visit: Go("/"))])
        assert signed_in(made, "hq").get("/nothing").status_code == 404
    finally:
        made.close()
