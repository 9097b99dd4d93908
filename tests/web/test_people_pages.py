"""People: what admins do to accounts and invitations, and that nobody else can."""

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

POSTS = ("add", "invite", "withdraw", "change", "disable", "password")


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


def test_admins_alone_see_and_change_people(found: Site) -> None:
    page = text_of(signed_in(found, "admin").get("/people").text)
    for word in ("france", "delegate of FR", "Invite somebody", "An account was added"):
        assert word in page
    for name in ("hq", "france", "observer"):
        client = signed_in(found, name)
        assert client.get("/people").status_code == 403
        assert client.get("/people/account?name=hq").status_code == 403
        for act in POSTS:
            given = {"name": "hq", "role": "admin", "password": "a long enough sentence", "disabled": "yes", "id": "1"}
            assert client.post(f"/people/{act}", data=given).status_code == 403
    assert len(found.people.accounts()) == 5
    assert found.people.invitations() == ()


def test_an_invitation_is_made_shown_once_and_withdrawn(found: Site) -> None:
    client = signed_in(found, "admin")
    given = {"role": "delegate", "nation": "GB", "title": "Second delegate"}
    answer = client.post("/people/invite", data=given)
    link = re.search(r'value="([^"]*/join/[^"]+)"', answer.text)
    assert link is not None
    assert "shown only now" in answer.text
    token = unescape(link[1]).rpartition("/")[2]
    invitation = found.people.invitation(token)
    assert invitation is not None
    assert (invitation.role, invitation.nation, invitation.by) == ("delegate", "GB", "admin")
    listed = client.get("/people")
    assert token not in listed.text
    assert "Second delegate" in listed.text
    assert client.post("/people/withdraw", data={"id": str(invitation.id)}).status_code == 303
    assert found.people.invitation(token) is None
    assert client.post("/people/withdraw", data={"id": str(invitation.id)}).status_code == 422


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("invite", {"role": "delegate"}, "a delegate speaks for a nation"),
        ("invite", {"role": "king"}, "is no role"),
        ("add", {"name": "hq", "role": "observer", "password": "a long enough sentence"}, "hq"),
        ("add", {"name": "New", "role": "observer", "password": "short"}, "too short"),
        ("add", {"name": "New", "role": "delegate", "password": "a long enough sentence"}, "speaks for a nation"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(found: Site, act: str, typed: dict[str, str], said: str) -> None:
    answer = signed_in(found, "admin").post(f"/people/{act}", data=typed | {"title": "Kept words"})
    assert answer.status_code == 422
    assert said in text_of(answer.text).replace("A delegate", "a delegate")
    if act == "invite":
        assert 'value="Kept words"' in answer.text
    elif typed["name"]:
        assert f'value="{typed["name"]}"' in answer.text
    assert "a long enough sentence" not in answer.text
    assert len(found.people.accounts()) == 5


def test_an_account_is_added_changed_disabled_and_enabled(found: Site) -> None:
    client = signed_in(found, "admin")
    given = {"name": "Ann / O'Neil", "role": "observer", "nation": "FR", "password": "a long enough sentence"}
    assert client.post("/people/add", data=given).status_code == 303
    listed = client.get("/people").text
    address = re.search(r'href="(/people/account\?name=Ann[^"]*)"', listed)
    assert address is not None
    assert client.get(unescape(address[1])).status_code == 200
    change = {"name": "Ann / O'Neil", "role": "delegate", "nation": "GB"}
    assert client.post("/people/change", data=change).status_code == 303
    made = found.people.account("Ann / O'Neil")
    assert made is not None
    assert (made.role, made.nation) == ("delegate", "GB")
    assert client.post("/people/change", data=change | {"nation": ""}).status_code == 422
    assert client.post("/people/disable", data={"name": made.name, "disabled": "yes"}).status_code == 303
    with pytest.raises(LoginError):
        found.people.login(made.name, "a long enough sentence", "::1")
    assert client.post("/people/disable", data={"name": made.name, "disabled": "no"}).status_code == 303
    assert found.people.login(made.name, "a long enough sentence", "::1")
    assert client.get("/people/account?name=nobody").status_code == 404


def test_the_last_admin_stays_one(found: Site) -> None:
    client = signed_in(found, "admin")
    for act, given in (("change", {"role": "observer"}), ("disable", {"disabled": "yes"})):
        answer = client.post(f"/people/{act}", data={"name": "admin", **given})
        assert answer.status_code == 422
    made = found.people.account("admin")
    assert made is not None
    assert (made.role, made.disabled) == ("admin", False)


def test_a_new_password_is_shown_once_and_signs_out_everywhere(found: Site) -> None:
    client, theirs = signed_in(found, "admin"), signed_in(found, "france")
    answer = client.post("/people/password", data={"name": "france"})
    fresh = re.search(r'id="f-fresh" name="fresh" value="([^"]+)"', answer.text)
    assert fresh is not None
    assert theirs.get("/factors").status_code == 303
    with pytest.raises(LoginError):
        found.people.login("france", PASSWORD, "::1")
    assert found.people.login("france", unescape(fresh[1]), "::1")
    assert unescape(fresh[1]) not in str([entry.body for entry in found.conference.entries(("people",))])


def test_who_did_what_stands_in_the_log_under_their_name(found: Site) -> None:
    client = signed_in(found, "admin")
    client.post("/people/disable", data={"name": "britain", "disabled": "yes"})
    latest = found.conference.entries(("people",))[-1]
    assert (latest.who, latest.kind, latest.body["name"]) == ("admin", "account.changed", "britain")
    assert "An account was changed: britain, disabled False → True" in text_of(client.get("/people").text)


def test_the_accounts_of_a_demonstration_keep_their_passwords(tmp_path: Path) -> None:
    with closing(site(tmp_path, clock=Clock(), demo=True)) as made:
        client = signed_in(made, "admin")
        assert client.post("/people/password", data={"name": "france"}).status_code == 422
        assert made.people.login("france", PASSWORD, "::1")
        mine = {"password": PASSWORD, "new": "a long enough sentence", "again": "a long enough sentence"}
        assert client.post("/account/password", data=mine).status_code == 422
        assert "demonstration" in text_of(client.get("/account").text)
        assert made.people.login("admin", PASSWORD, "::1")
