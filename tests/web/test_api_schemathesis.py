"""The interface for programs against its own document: whatever is sent to it, by whomever."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.web.guests import Guests, bearer, guests

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = int(os.environ.get("WILLING_API_EXAMPLES", "3"))
"""Requests of each kind to each address by each caller."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guests]:
    with guests(tmp_path_factory.mktemp("api")) as made:
        yield made


def running(app: Any) -> Any:
    """An application that has started already: its own start would begin to watch the database anew each time."""

    async def started(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})

    return started


@pytest.mark.parametrize(
    ("who", "mode"),
    [(who, GenerationMode.POSITIVE) for who in ("hq", "france", "observer", "nobody")]
    + [(who, GenerationMode.NEGATIVE) for who in ("hq", "france")],
    ids=str,
)
def test_every_address_answers_as_the_document_says(found: Guests, who: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_dict(found.client.get(DOCUMENT).json())
    schema.app = running(found.app)
    headers = bearer(found.tokens[who]) if who in found.tokens else {}
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def asked(case: Any) -> None:
            response = case.call(headers=headers, base_url=found.site.settings.url)
            case.validate_response(response, checks=CHECKS)
            assert_plain(response)
            if who == "nobody":
                assert response.status_code in (401, 405)

        asked()


def assert_plain(response: Any) -> None:
    """What every answer is like: no traceback, no path of this machine, a policy."""
    text = response.content.decode()
    assert not re.search(r'Traceback|File \\?"/|site-packages|\.py\b', text), text[:400]
    assert "content-security-policy" in response.headers


def test_the_document_is_small_and_says_who_may(found: Guests) -> None:
    document = found.client.get(DOCUMENT)
    assert len(document.content) < 90_000
    operations = [one for path in document.json()["paths"].values() for one in path.values()]
    assert all(operation["x-permission"] for operation in operations)
    assert all(operation["security"] for operation in operations)
    bodies = [one["requestBody"] for one in operations if "requestBody" in one]
    named = [body["content"]["application/json"]["schema"].get("$ref", "") for body in bodies]
    assert {"#/components/schemas/Pledge", "#/components/schemas/Requirement"} <= set(named)


ODD = (
    b"", b"{", b"null", b"[]", b"1", b'"text"', b"\xff\xfe", b'{"a":' * 5_000, b"[" * 100_000, b'{"a":1e999}',
    b'{"a":NaN}', b'{"strength":' + b"9" * 5_000 + b"}", b'{"note":"\\ud800"}', b'{"\\ud800":1}', b'{"note":"\\u0000"}',
    b'{"a":1,"a":2}', b'{"id":null,"nation":null}', b'{"nation":["FR"]}', b'{"id":{"a":1}}', b'{"if":1}',
    b'{"if":["FR stands"]}',
    b'{"statements":{"a":1}}', b'{"statements":[1,null,[]]}', b'{"basis":[]}', b'{"strength":{"low":-1}}',
    b'{"caveats":7}', b'{"capability":"medical","strength":true}', b'{"strength":1e308}',
    b'{"text":"x","kind":"answer","request":0}',
    b'{"title":"\\ud800","pledges":["fr-infantry"]}', b'{"title":" ","pledges":[" "]}', b'{"value":"true"}',
    b'{"case":{"format":1}}', b'{"posts":[{"months":[0]}]}', b"{'a':1}", b"\x00", b'{"from":"9999-99-99"}',
)  # fmt: skip


@pytest.mark.parametrize("who", ["hq", "france"])
def test_odd_bodies_are_refused_in_words(found: Guests, who: str) -> None:
    before = found.heads
    paths = [
        ("POST", "/api/v1/conference"), ("PUT", "/api/v1/case/nations/FR"), ("PUT", "/api/v1/factors/ceasefire/value"),
        ("PUT", "/api/v1/requirements/main"), ("PUT", "/api/v1/pledges/fr-new"), ("PUT", "/api/v1/drafts/fr-new"),
        ("PUT", "/api/v1/pledges/fr-infantry"), ("POST", "/api/v1/pledges/fr-infantry/foresee"),
        ("POST", "/api/v1/signings"), ("POST", "/api/v1/pledges/fr-infantry/talk"),
    ]  # fmt: skip
    for method, path in paths:
        for body in ODD:
            for match in ({}, {"if-match": '"1"'}):
                headers = {"content-type": "application/json", **match}
                response = found.ask(who, method, path, headers, content=body)
                assert 400 <= response.status_code < 500, (method, path, body[:80], response.status_code)
                assert response.headers["content-type"] == "application/json"
                assert response.json()["detail"]
                assert_plain(response)
    assert found.heads == before


def test_odd_addresses_are_refused_in_words(found: Guests) -> None:
    odd = ["%00", "%ED%A0%80", "%FF", "..%2F..%2Fetc", "%3Cscript%3E", "a" * 3000, "%E2%80%AE", "%0d%0aset-cookie:a=b"]
    for path in ("pledges/{}", "drafts/{}", "case/{}/x", "case/nations/{}", "requirements/{}", "signings/{}",
                 "pledges/{}/talk", "why?subject={}", "assess?target={}", "assess?assume={}", "assess?as_of={}",
                 "assess?stage={}", "assess?version={}", "odds?seed={}", "log?most={}"):  # fmt: skip
        for text in odd:
            response = found.ask("france", "GET", f"/api/v1/{path.format(text)}")
            assert 400 <= response.status_code < 500, (path, text)
            assert response.json()["detail"]
            assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "match", ["x", '"', '"-1"', '"1e3"', "\u00b2", '"99999999999999"', '"1" , "2"', "*", '"999999"']
)
def test_what_is_no_version_of_ours_is_refused(found: Guests, match: str) -> None:
    headers = {"if-match": match.encode("latin-1")}
    response = found.ask("france", "POST", "/api/v1/pledges/fr-infantry/renew", headers)  # type: ignore[arg-type]
    assert response.status_code in (400, 422), response.text


def test_whoever_may_not_is_told_so_before_anything_is_read(found: Guests) -> None:
    """An address says 401 or 403 whatever is sent with it, so that nothing of a stranger's is looked at."""
    for body in (b"{", b"", b"x" * 900_000):
        headers = {"content-type": "application/json"}
        assert found.ask("nobody", "POST", "/api/v1/conference", headers, content=body).status_code == 401
        assert found.ask("observer", "POST", "/api/v1/conference", headers, content=body).status_code == 403
