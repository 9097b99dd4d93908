"""The pages of pledges: what they say, and that nothing typed is lost whatever stands against it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.forms import sent
from tests.web.sites import PASSWORD, done, signed_in, site, text_of

from willing.conference.convening import SettleFactor
from willing.conference.pledging import EnterPledge, RevisePledge
from willing.conference.record import plain_entry
from willing.web.site import Site


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path)) as found:
        found.people.add("germany", PASSWORD, "delegate", "DE", "test")
        found.people.add("fleur", PASSWORD, "delegate", "FR", "test")
        yield found


def case(found: Site) -> Any:
    """The case as everybody sees it."""
    return found.conference.state().record.case


def revised(found: Site, name: str, pledge: str, **changes: Any) -> None:
    """Change a pledge for an account."""
    was = plain_entry(case(found).pledge_by_id[pledge])
    done(found, name, RevisePledge({**was, **changes}))


def form_of(client: TestClient, address: str, **changes: Any) -> dict[str, Any]:
    """The form of a pledge at an address, with some fields changed."""
    return {**sent(client.get(address).text, "pledge-form"), **changes}


# ---- What the page says


def test_the_page_of_a_pledge_says_everything_about_it(here: Site) -> None:
    html = signed_in(here, "observer").get("/pledges/gb-infantry").text
    said = text_of(html)
    for words in (
        "Infantry of Britain", "400 persons", "together", "It stands only if it signs together with others",
        "Germany takes part does not hold", "DE stands", "It would stand if", "de-medical",
        "Nothing is cited for it", "It is not signed", "In force From 1 February 2026",
    ):  # fmt: skip
        assert words in said, words
    assert "Revise" not in said and "Between headquarters" not in said
    said = text_of(signed_in(here, "observer").get("/pledges/fr-infantry").text)
    assert "We send five hundred." in said and "grade B6" in said and "stands by itself" in said


def test_a_clause_is_marked_as_holding_once_it_does(here: Site) -> None:
    client = signed_in(here, "observer")
    assert "A ceasefire is in force does not hold" in text_of(client.get("/pledges/de-infantry").text)
    done(here, "hq", SettleFactor("ceasefire", True))
    assert "A ceasefire is in force holds" in text_of(client.get("/pledges/de-infantry").text)


def test_the_page_says_who_waits_and_who_would_fall(here: Site) -> None:
    done(here, "germany", EnterPledge({"id": "de-x", "nation": "DE", "capability": "medical", "strength": 10,
                                       "if": "fr-infantry stands"}))  # fmt: skip
    done(here, "britain", EnterPledge({"id": "gb-x", "nation": "GB", "capability": "medical", "strength": 10,
                                       "if": "total >= 99999"}))  # fmt: skip
    said = text_of(signed_in(here, "observer").get("/pledges/fr-infantry").text)
    assert "Germany de-x" in said and "1 pledge counts it in a sum" in said
    assert "Without it, 3 other pledges would fall" in said


def test_a_pledge_that_nobody_made_is_not_there(here: Site) -> None:
    for name in ("hq", "france", "observer"):
        assert signed_in(here, name).get("/pledges/xx").status_code == 404


def test_an_earlier_version_shows_what_was_and_no_buttons(here: Site) -> None:
    revised(here, "france", "fr-infantry", strength=600)
    client = signed_in(here, "france")
    old = text_of(client.get("/pledges/fr-infantry?version=1").text)
    assert "500 persons" in old and "Withdraw" not in old and "600" not in old
    new = text_of(client.get("/pledges/fr-infantry").text)
    assert "600 persons" in new and "Withdraw" in new and "France revised fr-infantry" in new


# ---- The list


def test_the_list_is_filtered_and_sorted(here: Site) -> None:
    client = signed_in(here, "observer")

    def rows(query: str) -> list[str]:
        found = list(csv.reader(io.StringIO(client.get(f"/pledges.csv{query}").text)))
        return [row[0] for row in found[1:]]

    assert rows("") == ["fr-infantry", "gb-infantry", "de-medical", "de-infantry"]
    assert rows("?nation=DE") == ["de-medical", "de-infantry"]
    assert rows("?verdict=firm") == ["fr-infantry"]
    assert rows("?capability=medical") == ["de-medical"]
    assert rows("?stage=committed") == []
    assert rows("?sort=persons") == ["de-infantry", "de-medical", "gb-infantry", "fr-infantry"]
    assert rows("?sort=persons&down=1") == ["fr-infantry", "gb-infantry", "de-medical", "de-infantry"]
    said = text_of(client.get("/pledges?nation=DE").text)
    assert "2 of 4 pledges; 500 persons" in said and "France infantry" not in said
    assert "No pledge is like that" in text_of(client.get("/pledges?stage=deployed&verdict=out").text)


def test_no_cell_of_the_file_is_a_formula(here: Site) -> None:
    from willing.web.pledge_list import _cell

    assert [_cell(text) for text in ("=1+1", "+1", "-1", "@x", "a", "", None)] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "a",
        "",
        "",
    ]


def test_the_public_sees_no_file(tmp_path: Path) -> None:
    with closing(site(tmp_path, public=True)) as found:
        client = signed_in(found)
        assert client.get("/pledges").status_code == 200
        assert client.get("/pledges.csv").status_code in (303, 403)


# ---- Writing


def test_a_pledge_is_entered_for_everybody(here: Site) -> None:
    client = signed_in(here, "france")
    form = form_of(client, "/nations/FR/pledges/new", capability="medical", persons="1,200", **{"if": "ceasefire"})
    answer = client.post("/nations/FR/pledges/new", data={**form, "do": "release"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/pledges/fr-medical")
    entered = plain_entry(case(here).pledge_by_id["fr-medical"])
    assert entered["strength"] == 1200 and entered["if"] == "ceasefire" and entered["from"] == "2026-03-01"
    assert "1,200 persons" in text_of(signed_in(here, "observer").get("/pledges/fr-medical").text)
    again = client.post("/nations/FR/pledges/new", data={**form, "do": "release"})
    assert again.headers["location"] == "/pledges/fr-medical-2"


@pytest.mark.parametrize("do", ["release", "draft"])
def test_a_form_with_faults_keeps_all_that_was_typed_and_says_each_at_its_field(here: Site, do: str) -> None:
    client = signed_in(here, "france")
    form = form_of(
        client, "/nations/FR/pledges/new", capability="infantry", kind="range", low="nine", likely="5", high="6",
        notice_days="soon", note="a\nnote <b>", unit_id=["1st", "", "", ""], unit_strength=["x", "", "", ""],
        **{"if": "ceasefire and"},
    )  # fmt: skip
    answer = client.post("/nations/FR/pledges/new", data={**form, "do": do})
    assert answer.status_code == 422
    kept = sent(answer.text, "pledge-form")
    for name in ("low", "likely", "high", "notice_days", "note", "if"):
        assert kept[name] == [form[name]] if isinstance(form[name], str) else form[name], name
    assert kept["unit_id"][0] == "1st" and kept["unit_strength"][0] == "x" and kept["kind"] == ["range"]
    said = text_of(answer.text)
    assert "expected" in said and "^" in said
    assert all(f'href="#f-{name}"' in answer.text for name in ("low", "notice_days", "units"))
    assert here.conference.state().record.version == 1


def test_without_a_script_a_button_shows_what_it_would_do(here: Site) -> None:
    client = signed_in(here, "germany")
    form = form_of(client, "/pledges/de-medical/revise", **{"if": ""})
    answer = client.post("/pledges/de-medical/revise", data={**form, "do": "look"})
    said = text_of(answer.text)
    assert answer.status_code == 200 and sent(answer.text, "pledge-form")["if"] == [""]
    assert "Begins to stand" in said and "Britain, infantry (gb-infantry)" in said and "+700" in said
    assert here.conference.state().record.version == 1


def test_the_preview_is_the_same_in_pieces(here: Site) -> None:
    client = signed_in(here, "germany")
    form = form_of(client, "/pledges/de-medical/revise", **{"if": "GB sends >= 100"})
    html = client.post("/pledges/preview", data=form).text
    assert all(f'<div id="{piece}">' in html for piece in ("reading", "lack", "foresight"))
    assert "Britain sends at least 100 would not hold" in text_of(html) and "<html" not in html
    wrong = client.post("/pledges/preview", data={**form, "if": "GB sends > 100", "persons": "x"}).text
    assert "Found" in wrong and "^" in wrong and 'href="#f-persons"' in wrong
    assert 'id="condition"' not in wrong


def test_a_clause_from_the_menus_is_added_with_and_without_a_script(here: Site) -> None:
    client = signed_in(here, "germany")
    form = form_of(client, "/pledges/de-medical/revise", b_kind="sends", b_who="nation:FR", b_number="100")
    form["if"] = "GB stands or ceasefire"
    answer = client.post("/pledges/de-medical/revise", data={**form, "do": "add"})
    wanted = "(GB stands or ceasefire) and FR sends >= 100"
    assert sent(answer.text, "pledge-form")["if"] == [wanted]
    html = client.post("/pledges/preview", data={**form, "do": "add"}).text
    assert wanted.replace(">", "&gt;") in html and '<div id="condition">' in html
    lacking = client.post("/pledges/de-medical/revise", data={**form, "b_number": "", "do": "add"})
    assert sent(lacking.text, "pledge-form")["if"] == [form["if"]]
    assert "how many persons it should send" in lacking.text


def test_nobody_writes_for_another_nation(here: Site) -> None:
    client = signed_in(here, "france")
    assert client.get("/nations/GB/pledges/new").status_code == 403
    assert client.get("/pledges/gb-infantry/revise").status_code == 403
    form = form_of(client, "/pledges/fr-infantry/revise")
    for address in ("/pledges/gb-infantry/revise", "/nations/GB/pledges/new"):
        assert client.post(address, data={**form, "do": "release"}).status_code == 403
    forged = {**form, "mode": "revise", "id": "gb-infantry", "nation": "FR"}
    assert client.post("/pledges/preview", data=forged).status_code == 403
    assert client.post("/pledges/preview", data={**form, "mode": "new", "nation": "GB"}).status_code == 403
    assert client.post("/pledges/gb-infantry/renew", data={"seen": "1"}).status_code == 403
    assert client.get("/pledges/gb-infantry/withdraw").status_code == 403
    assert client.post("/pledges/gb-infantry/withdraw", data={"seen": "1"}).status_code == 403
    assert here.conference.state().record.version == 1


def test_a_revision_on_a_stale_version_shows_the_difference_and_can_be_saved_over_it(here: Site) -> None:
    client = signed_in(here, "france")
    form = form_of(client, "/pledges/fr-infantry/revise", persons="700", note="mine")
    revised(here, "fleur", "fr-infantry", strength=600, notice_days=30)
    answer = client.post("/pledges/fr-infantry/revise", data={**form, "do": "release"})
    said = text_of(answer.text)
    assert answer.status_code == 409 and "fleur changed this while you were writing" in said
    assert "Strength both changed 500 persons 600 persons 700 persons" in said
    assert "Notice to move none 30 days none" in said and "Save mine over it" in said and "Take theirs" in said
    assert "Statements" not in said
    newer = sent(answer.text, "pledge-form")
    assert newer["persons"] == ["700"] and newer["note"] == ["mine"] and newer["seen"] == ["2"]
    over = client.post("/pledges/fr-infantry/revise", data={**newer, "do": "release"})
    assert over.status_code == 303
    now = plain_entry(case(here).pledge_by_id["fr-infantry"])
    assert now["strength"] == 700 and "notice_days" not in now
    assert now["statements"] == ["s1", "conference-2", "conference-3"]


def test_looking_at_what_it_would_do_does_not_make_a_form_newer(here: Site) -> None:
    client = signed_in(here, "france")
    form = form_of(client, "/pledges/fr-infantry/revise", persons="700")
    revised(here, "fleur", "fr-infantry", strength=600)
    looked = sent(client.post("/pledges/fr-infantry/revise", data={**form, "do": "look"}).text, "pledge-form")
    assert client.post("/pledges/fr-infantry/revise", data={**looked, "do": "release"}).status_code == 409


def built_on(here: Site) -> None:
    """Let Germany's medics stand on France alone."""
    revised(here, "germany", "de-medical", **{"if": "FR sends >= 500"})


def test_a_revision_that_makes_others_fall_has_to_be_confirmed(here: Site) -> None:
    built_on(here)
    client = signed_in(here, "france")
    form = form_of(client, "/pledges/fr-infantry/revise", persons="400", note="kept")
    answer = client.post("/pledges/fr-infantry/revise", data={**form, "do": "release"})
    said = text_of(answer.text)
    assert answer.status_code == 409 and "the firm force goes from 1,200 to 400" in said
    assert "Germany, medical (de-medical): stood firm" in said and "Britain, infantry (gb-infantry)" in said
    kept = sent(answer.text, "pledge-form")
    assert kept["persons"] == ["400"] and kept["note"] == ["kept"] and "accepted" not in kept
    digest = answer.text.split('name="accepted" value="')[1].split('"')[0]
    assert client.post("/pledges/fr-infantry/revise", data={**kept, "accepted": "x"}).status_code == 409
    done(here, "hq", SettleFactor("ceasefire", True))  # what would follow is another thing now
    again = client.post("/pledges/fr-infantry/revise", data={**kept, "accepted": digest})
    assert again.status_code == 409 and "from 1,400 to 1,000" in text_of(again.text)
    digest = again.text.split('name="accepted" value="')[1].split('"')[0]
    yes = client.post("/pledges/fr-infantry/revise", data={**sent(again.text, "pledge-form"), "accepted": digest})
    assert yes.status_code == 303 and case(here).pledge_by_id["fr-infantry"].strength == 400


def test_withdrawing_shows_the_cascade_before_it_is_confirmed(here: Site) -> None:
    built_on(here)
    client = signed_in(here, "france")
    page = client.get("/pledges/fr-infantry/withdraw")
    assert "de-medical" in page.text and "1,200" in page.text
    form = sent(page.text, "withdraw-form")
    bare = client.post("/pledges/fr-infantry/withdraw", data={"seen": form["seen"], "because": "an election"})
    assert bare.status_code == 409 and sent(bare.text, "withdraw-form")["because"] == ["an election"]
    assert case(here).pledge_by_id["fr-infantry"].stage == "declared"
    done(here, "hq", SettleFactor("ceasefire", True))
    changed = client.post("/pledges/fr-infantry/withdraw", data={**form, "because": "an election"})
    assert changed.status_code == 409 and "no longer what you saw" in changed.text
    answer = client.post("/pledges/fr-infantry/withdraw", data=sent(changed.text, "withdraw-form"))
    assert answer.status_code == 303 and case(here).pledge_by_id["fr-infantry"].stage == "withdrawn"
    assert "an election" in client.get("/pledges/fr-infantry").text


def test_withdrawing_on_a_stale_version_is_asked_again(here: Site) -> None:
    client = signed_in(here, "france")
    form = sent(client.get("/pledges/fr-infantry/withdraw").text, "withdraw-form")
    revised(here, "fleur", "fr-infantry", strength=600)
    answer = client.post("/pledges/fr-infantry/withdraw", data={**form, "because": "kept"})
    assert answer.status_code == 409 and "was changed in version 2" in answer.text
    again = sent(answer.text, "withdraw-form")
    assert again["because"] == ["kept"] and again["seen"] == ["2"]
    assert client.post("/pledges/fr-infantry/withdraw", data=again).status_code == 303


def test_renewing_is_one_button_and_refused_on_a_stale_version(here: Site) -> None:
    client = signed_in(here, "france")
    assert client.post("/pledges/fr-infantry/renew", data={"seen": "1"}).status_code == 303
    stale = client.post("/pledges/fr-infantry/renew", data={"seen": "1"})
    assert stale.status_code == 409 and "changed in version 2" in stale.text
    assert client.post("/pledges/fr-infantry/renew", data={}).status_code == 409


def test_a_revision_that_changes_nothing_or_withdraws_is_refused_with_its_text(here: Site) -> None:
    client = signed_in(here, "france")
    form = form_of(client, "/pledges/fr-infantry/revise")
    same = client.post("/pledges/fr-infantry/revise", data={**form, "do": "release"})
    assert same.status_code == 422 and "Nothing was changed" in same.text
    gone = client.post("/pledges/fr-infantry/revise", data={**form, "stage": "withdrawn", "do": "release"})
    assert gone.status_code == 422 and 'href="#f-stage"' in gone.text


# ---- Talks


def test_headquarters_and_a_nation_talk_and_nobody_else_reads_it(here: Site) -> None:
    hq, france = signed_in(here, "hq"), signed_in(here, "france")
    asked = "Which brigade,\n<b>exactly</b>?"
    assert hq.post("/pledges/fr-infantry/ask", data={"text": asked}).status_code == 303
    page = france.get("/pledges/fr-infantry").text
    assert "&lt;b&gt;exactly" in page and "<b>exactly" not in page and "Not answered yet" in page
    request = sent(page, "say-answer-1")["request"]
    empty = france.post("/pledges/fr-infantry/answer", data={"text": " ", "request": request})
    assert empty.status_code == 422 and "Write something" in empty.text
    assert france.post("/pledges/fr-infantry/answer", data={"text": "The 7th.", "request": request}).status_code == 303
    assert "The 7th." in hq.get("/pledges/fr-infantry").text
    assert "Not answered yet" not in france.get("/pledges/fr-infantry").text
    for name in ("britain", "observer", "admin"):
        client = signed_in(here, name)
        assert "brigade" not in client.get("/pledges/fr-infantry").text
        assert client.post("/pledges/fr-infantry/comment", data={"text": "me too"}).status_code == 403
    long = france.post("/pledges/fr-infantry/comment", data={"text": "x" * 20_000})
    assert long.status_code == 422 and "x" * 20_000 in long.text


# ---- Hostile text


HOSTILE = st.text("<>&\"'`=/ \n\u202e\u0000aä\\{}%script", min_size=1, max_size=60)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE, HOSTILE)
def test_typed_text_is_never_markup_and_comes_back_as_it_was(here: Site, note: str, condition: str) -> None:
    client = signed_in(here, "france")
    form = form_of(client, "/nations/FR/pledges/new", capability=condition, persons=note, note=note, unit_id=[note])
    answer = client.post("/nations/FR/pledges/new", data={**form, "if": condition, "do": "release"})
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        shown = sent(answer.text, "pledge-form")
        clean = note.replace("\u202e", "").replace("\u0000", "")
        assert [line.strip() for line in shown["note"][0].strip().split("\n")] == [
            line.strip() for line in clean.strip().split("\n")
        ]
    for html in (answer.text, client.post("/pledges/preview", data={**form, "if": condition}).text):
        assert "<script>" not in html and "<%" not in html
