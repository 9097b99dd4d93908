"""The case as headquarters states it, and as anybody takes it away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.web.sites import CASE, Clock, done, signed_in, site, text_of

import willing
from willing.case.model import Case
from willing.conference.convening import StateEntry
from willing.conference.pledging import SaveDraft
from willing.web import entry_form
from willing.web.site import Site


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, clock=Clock())) as made:
        yield made


def case(found: Site) -> Case:
    record = found.conference.state().record
    assert record.case is not None
    return record.case


def form(model: str, entry: dict[str, Any], **typed: str) -> dict[str, str]:
    """What a browser sends of the form of an entry."""
    return entry_form.shown(model, entry) | {"seen": "1"} | typed


def test_headquarters_alone_reaches_it(found: Site) -> None:
    headquarters = signed_in(found, "hq")
    page = text_of(headquarters.get("/case").text)
    for word in ("Nations", "Areas", "Capabilities", "Troop-to-task rules", "1,500 persons"):
        assert word in page
    for path in ("/case/pledges", "/case/case", "/case/nations/XX"):
        assert headquarters.get(path).status_code == 404
    for name in ("france", "observer", "admin"):
        client = signed_in(found, name)
        for path in ("/case", "/case/header", "/case/nations", "/case/nations/FR", "/case/nations/+"):
            assert client.get(path).status_code == 403
        assert client.post("/case/nations/FR", data=form("Nation", {})).status_code == 403


def test_an_entry_is_changed(found: Site) -> None:
    client = signed_in(found, "hq")
    assert 'value="France"' in client.get("/case/nations/FR").text
    typed = form("Nation", {"name": "France"}, active="200,000", **{"norm.tour_months": "4", "norm.dwell_ratio": "4"})
    answer = client.post("/case/nations/FR", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/case/nations")
    nation = case(found).nations["FR"]
    assert (nation.name, nation.active) == ("France", 200_000)
    assert nation.norm is not None
    assert nation.norm.dwell_ratio == 4


def test_title_and_target_are_changed_and_what_is_not_shown_stays(found: Site) -> None:
    typed = form("Header", {"title": "A new title"}, **{"target.strength": "2,000"})
    assert signed_in(found, "hq").post("/case/header", data=typed).status_code == 303
    head = case(found).head
    assert (head.id, head.title) == ("small", "A new title")
    assert head.target is not None
    assert head.target.strength == 2000


def test_an_entry_is_added_under_a_name_that_is_one(found: Site) -> None:
    client = signed_in(found, "hq")
    for key, said in (("", "Write a name"), ("no", "is not a name"), ("FR", "of this name already")):
        answer = client.post("/case/nations/+", data=form("Nation", {"name": "Norway"}, key=key))
        assert answer.status_code == 422
        assert said in text_of(answer.text)
        assert 'value="Norway"' in answer.text
    assert client.post("/case/nations/+", data=form("Nation", {"name": "Norway"}, key="NO")).status_code == 303
    assert case(found).nations["NO"].name == "Norway"
    stated = {"source": "times", "on": "2026-02-20", "about": "NO", "says": "Norway may join."}
    assert client.post("/case/statements/+", data=form("Statement", {}, key="No Key", **stated)).status_code == 422
    assert (
        client.post("/case/statements/+", data=form("Statement", {}, key="s2", seen="2", **stated)).status_code == 303
    )
    assert case(found).statement_by_id["s2"].says == "Norway may join."


def test_all_faults_are_at_their_fields_and_nothing_typed_is_lost(found: Site) -> None:
    typed = form("Nation", {"name": "France"}, active="many", weights="votes: [", statements="nobody")
    answer = signed_in(found, "hq").post("/case/nations/FR", data=typed)
    assert answer.status_code == 422
    for name in ("active", "weights", "statements"):
        assert f'id="f-{name}-error"' in answer.text
    for kept in ('value="many"', "votes: [", 'value="nobody"'):
        assert kept in answer.text
    assert 'id="aside" open' in answer.text
    assert found.conference.state().record.version == 1


def test_a_stale_form_keeps_what_was_typed_and_shows_the_difference(found: Site) -> None:
    done(found, "hq", StateEntry("nations", "FR", {"name": "French Republic"}))
    client, typed = signed_in(found, "hq"), form("Nation", {"name": "France"}, active="7")
    answer = client.post("/case/nations/FR", data=typed)
    assert answer.status_code == 409
    said = text_of(answer.text)
    assert "hq changed this while you were writing" in said
    assert "French Republic" in said
    assert 'value="France"' in answer.text
    assert 'name="seen" value="2"' in answer.text
    assert client.post("/case/nations/FR", data=typed | {"seen": "2"}).status_code == 303
    assert case(found).nations["FR"].active == 7


def test_what_others_need_cannot_be_removed_and_the_rest_can(found: Site) -> None:
    client = signed_in(found, "hq")
    answer = client.post("/case/nations/FR/remove", data={"seen": "1"})
    assert answer.status_code == 422
    assert "cannot be removed while others need it" in text_of(answer.text)
    assert "pledge fr-infantry" in text_of(answer.text)
    done(found, "hq", StateEntry("areas", "east", {"name": "The east"}))
    assert client.post("/case/areas/east/remove", data={"seen": "1"}).status_code == 409
    assert client.post("/case/areas/east/remove", data={"seen": "2"}).status_code == 303
    assert "east" not in case(found).areas
    assert client.post("/case/header/remove", data={"seen": "3"}).status_code == 404


def test_what_was_typed_is_escaped(found: Site) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    client = signed_in(found, "hq")
    assert client.post("/case/nations/FR", data=form("Nation", {"name": hostile})).status_code == 303
    for path in ("/case/nations", "/case/nations/FR", "/what-if", "/case"):
        assert "<script>alert" not in client.get(path).text


def test_long_lists_are_searched_and_parted(tmp_path: Path) -> None:
    areas = {f"area_{n}": {"name": f"Place {n}"} for n in range(150)}
    with closing(site(tmp_path, {**CASE, "areas": CASE["areas"] | areas}, Clock())) as made:
        client = signed_in(made, "hq")
        assert "1 to 60 of 151" in text_of(client.get("/case/areas").text)
        assert "121 to 151 of 151" in text_of(client.get("/case/areas?from=120").text)
        assert "Place 77" in text_of(client.get("/case/areas?find=place 77").text)
        assert "Nothing found" in text_of(client.get("/case/areas?find=zzz").text)


def unpacked(content: bytes, folder: Path) -> Case:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return willing.load(folder / "small")


def test_what_is_taken_away_is_the_case_as_it_is_seen(found: Site, tmp_path: Path) -> None:
    done(found, "france", SaveDraft({"id": "fr-medical", "nation": "FR", "capability": "medical", "strength": 999}))
    for name in ("hq", "britain", "observer", "admin", "france"):
        client = signed_in(found, name)
        answer = client.get("/case/export")
        assert answer.headers["content-type"] == "application/zip"
        assert "small-version-1.zip" in answer.headers["content-disposition"]
        assert unpacked(answer.content, tmp_path / name) == case(found)
        (tmp_path / f"{name}.yaml").write_bytes(client.get("/case.yaml").content)
        assert willing.load(tmp_path / f"{name}.yaml") == case(found)
        with_drafts = unpacked(client.get("/case/export?ours=1").content, tmp_path / f"{name}-ours")
        assert ("fr-medical" in with_drafts.pledge_by_id) == (name == "france")
        assert client.get("/case/export").content == answer.content


def test_a_past_version_is_taken_away_as_it_was(found: Site, tmp_path: Path) -> None:
    before = case(found)
    done(found, "hq", StateEntry("nations", "FR", {"name": "French Republic"}))
    client = signed_in(found, "observer")
    assert unpacked(client.get("/case/export?version=1").content, tmp_path / "one") == before
    assert unpacked(client.get("/case/export").content, tmp_path / "two") == case(found)


def test_without_an_account_nothing_is_taken_away(tmp_path: Path) -> None:
    with closing(site(tmp_path, clock=Clock(), public=True)) as made:
        client = signed_in(made)
        for path in ("/case/export", "/case.yaml", "/case", "/what-if", "/people", "/account"):
            assert client.get(path).headers.get("location", "").startswith("/login")
        for path in ("/requirement", "/factors"):
            assert client.get(path).status_code == 200
