"""One's own account: its password, its tokens, its sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from tests.web.sites import PASSWORD, Clock, signed_in, site, text_of

from willing.people.errors import LoginError
from willing.web.site import Site

NEW = "a long enough sentence"


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


def test_it_says_who_one_is_and_what_one_may_do(found: Site) -> None:
    page = text_of(signed_in(found, "france").get("/account").text)
    assert "france, delegate of France" in page
    assert "enter, revise, renew and withdraw the nation's pledges" in page
    assert "publish, change and retire requirements" not in page


def test_a_password_is_changed_by_who_knows_it(found: Site) -> None:
    client, elsewhere = signed_in(found, "france"), signed_in(found, "france")
    given = {"password": PASSWORD, "new": NEW, "again": NEW}
    for typed, field in (
        ({"password": "wrong wrong wrong"}, "password"),
        ({"again": "another sentence"}, "again"),
        ({"new": "short", "again": "short"}, "new"),
    ):
        answer = client.post("/account/password", data=given | typed)
        assert answer.status_code == 422
        assert f'id="f-{field}-error"' in answer.text
        assert NEW not in answer.text
        assert PASSWORD not in answer.text
    assert client.post("/account/password", data=given).headers["location"] == "/account"
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    with pytest.raises(LoginError):
        found.people.login("france", PASSWORD, "::1")
    assert found.people.login("france", NEW, "::1")


def test_guessing_the_password_of_an_open_session_is_slowed_down(found: Site) -> None:
    client = signed_in(found, "france")
    given = {"password": "wrong wrong wrong", "new": NEW, "again": NEW}
    answers = [client.post("/account/password", data=given) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_token_is_shown_once_and_revoked(found: Site) -> None:
    client = signed_in(found, "france")
    assert client.post("/account/tokens", data={"title": ""}).status_code == 422
    answer = client.post("/account/tokens", data={"title": "My script"})
    secret = re.search(r'value="(willing_[^"]+)"', answer.text)
    assert secret is not None
    account = found.people.bearer(unescape(secret[1]))
    assert account is not None
    assert account.name == "france"
    page = client.get("/account")
    assert unescape(secret[1]) not in page.text
    assert "My script" in page.text
    number = str(found.people.tokens("france")[0].id)
    assert signed_in(found, "britain").post("/account/tokens/revoke", data={"id": number}).status_code == 404
    assert signed_in(found, "admin").post("/account/tokens/revoke", data={"id": number}).status_code == 404
    assert client.post("/account/tokens/revoke", data={"id": number}).status_code == 303
    assert found.people.bearer(unescape(secret[1])) is None
    assert client.post("/account/tokens/revoke", data={"id": "x"}).status_code == 404


def test_signing_out_everywhere_ends_every_session_of_that_account_alone(found: Site) -> None:
    here, there, other = signed_in(found, "france"), signed_in(found, "france"), signed_in(found, "britain")
    assert here.post("/account/leave").headers["location"] == "/login"
    assert there.get("/account").status_code == 303
    assert other.get("/account").status_code == 200
