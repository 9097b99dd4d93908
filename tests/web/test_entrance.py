"""The way in: who is let in, who is not, and what either is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.sites import PASSWORD, Clock, cheap, signed_in, site, text_of

from willing.people.passwords import Passwords
from willing.web.app import application
from willing.web.settings import Settings
from willing.web.site import Site


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


def test_who_shows_the_right_password_goes_on_to_where_they_wanted(found: Site) -> None:
    client = signed_in(found)
    asked = client.get("/factors")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/login?next=%2Ffactors"
    answer = client.post("/login", data={"name": "hq", "password": PASSWORD, "next": "/factors"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/factors")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/factors").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", "evil"],
)
def test_nobody_is_sent_on_to_another_site(found: Site, elsewhere: str) -> None:
    client = signed_in(found)
    answer = client.post("/login", data={"name": "hq", "password": PASSWORD, "next": elsewhere})
    assert answer.headers["location"] == "/"
    again = signed_in(found, "hq").get("/login", params={"next": elsewhere})
    assert again.headers["location"] == "/"
    assert "evil" not in signed_in(found).get("/login", params={"next": elsewhere}).text


def test_unknown_names_and_wrong_passwords_are_told_the_same_after_the_same_work(
    found: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    right = Passwords.right

    def counted(self: Passwords, kept: str | None, password: str) -> bool:
        looked.append(kept is not None)
        return right(self, kept, password)

    monkeypatch.setattr(Passwords, "right", counted)
    client = signed_in(found)
    wrong = client.post("/login", data={"name": "hq", "password": "not the password"})
    unknown = client.post("/login", data={"name": "hx", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("hq", "hx") == unknown.text
    assert looked == [True, False]
    assert "not the password" not in wrong.text
    assert "Name or password is wrong" in text_of(wrong.text)
    assert 'value="hq"' in wrong.text


def test_who_fails_too_often_waits_and_is_told_how_long(found: Site) -> None:
    client = signed_in(found)
    for _ in range(5):
        assert client.post("/login", data={"name": "hq", "password": "wrong wrong wrong"}).status_code == 422
    answer = client.post("/login", data={"name": "hq", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "wait a minute and try again" in text_of(answer.text)


def test_signing_out_ends_the_session_and_says_so(found: Site) -> None:
    client = signed_in(found, "hq")
    token = client.cookies[found.settings.cookie]
    answer = client.post("/logout")
    assert answer.headers["location"] == "/login"
    assert "You are signed out." in client.get("/login").text
    assert found.people.session(token) is None


def test_an_invitation_says_what_it_is_for_and_is_used_once(found: Site) -> None:
    token = found.people.invite("delegate", "FR", "admin", "second delegate")
    client = signed_in(found)
    page = text_of(client.get(f"/join/{token}").text)
    assert "Join as a delegate of France" in page
    assert "second delegate" in page
    assert "At least 12 characters" in page
    given = {"name": "Marianne", "password": "a long enough sentence", "again": "a long enough sentence"}
    joined = client.post(f"/join/{token}", data=given)
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    made = found.people.account("marianne")
    assert made is not None
    assert (made.role, made.nation) == ("delegate", "FR")
    assert "Welcome, Marianne." in client.get("/login?next=/factors", follow_redirects=True).text
    again = signed_in(found).post(f"/join/{token}", data={**given, "name": "Another"})
    assert again.status_code == 404
    assert "used or withdrawn, or has expired" in text_of(again.text)
    assert found.people.account("Another") is None
    assert signed_in(found).get("/join/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "another sentence"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "The password is too short"),
        ({"name": "hq"}, "hq"),
        ({"name": ""}, "The name of an account is empty"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_and_the_name_kept(
    found: Site, typed: dict[str, str], said: str
) -> None:
    token = found.people.invite("observer", None, "admin")
    given = {"name": "Marianne", "password": "a long enough sentence", "again": "a long enough sentence"} | typed
    answer = signed_in(found).post(f"/join/{token}", data=given)
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert f'value="{given["name"]}"' in answer.text
    assert "sentence" not in answer.text
    assert found.people.invitation(token) is not None


def test_the_first_account_is_made_with_the_link_that_the_server_prints(tmp_path: Path) -> None:
    with closing(Site(Settings(db=str(tmp_path / "new.db")), Clock(), cheap())) as made:
        token = made.people.setup()
        client = TestClient(application(made), base_url=made.settings.url, follow_redirects=False)
        assert "There is no account yet." in text_of(client.get("/login").text)
        assert "Set up this conference" in text_of(client.get(f"/join/{token}").text)
        given = {"name": "Ada", "password": "a long enough sentence", "again": "a long enough sentence"}
        assert client.post(f"/join/{token}", data=given).status_code == 303
        assert client.get("/people").status_code == 200


def test_the_demonstration_names_its_accounts_and_no_other_server_does(tmp_path: Path) -> None:
    with closing(site(tmp_path, clock=Clock(), demo=True)) as made:
        assert "delegate of FR" in text_of(signed_in(made).get("/login").text)
    (tmp_path / "other").mkdir()
    with closing(site(tmp_path / "other", clock=Clock())) as made:
        assert "delegate of FR" not in text_of(signed_in(made).get("/login").text)
