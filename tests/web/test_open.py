"""Opening the conference: from a bundled case, from files that are sent, from nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.sites import CASE, Clock, signed_in, site, text_of

import willing
from willing.case import write
from willing.case.build import build
from willing.case.read import LARGEST_FILE
from willing.errors import CaseError
from willing.web import unpacked
from willing.web.site import Site


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Site]:
    with closing(site(tmp_path, None, Clock())) as made:
        yield made


def zipped(files: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def send(client: TestClient, content: bytes, name: str = "case.yaml"):  # type: ignore[no-untyped-def]
    return client.post("/open", data={"way": "sent"}, files={"file": (name, content)})


SMALL = write.dump(build(CASE))


def test_before_it_is_open_headquarters_is_led_to_open_it_and_others_wait(closed: Site) -> None:
    assert signed_in(closed, "hq").get("/").headers["location"] == "/open"
    assert "not open yet" in text_of(signed_in(closed, "france").get("/").text)
    assert signed_in(closed, "france").get("/open").status_code == 403
    assert signed_in(closed, "admin").post("/open", data={"way": "nothing"}).status_code == 403


def test_from_a_case_that_comes_with_willing(closed: Site) -> None:
    client = signed_in(closed, "hq")
    assert "The coalition of the willing for Ukraine" in text_of(client.get("/open").text)
    answer = client.post("/open", data={"way": "bundled", "case": "ukraine-2025"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert closed.conference.state().record.case == willing.load("ukraine-2025")


@pytest.mark.parametrize("content", [SMALL.encode(), zipped({"small/case.yaml": SMALL, "small/README.txt": "x"})])
def test_from_files_that_are_sent(closed: Site, content: bytes) -> None:
    assert send(signed_in(closed, "hq"), content).status_code == 303
    assert closed.conference.state().record.case == build(CASE)


def test_every_fault_of_a_file_is_listed_with_file_and_line(closed: Site) -> None:
    files = {
        "case.yaml": "case: {format: 1, id: x, title: X}\n",
        "pledges.yaml": "pledges:\n  - {id: fr-a, nation: FR, capability: infantry, strength: many}\n",
        "nations.yaml": "nations:\n  fr: {}\n  GB: {active: -1}\n",
    }
    answer = send(signed_in(closed, "hq"), zipped({f"x/{name}": text for name, text in files.items()}), "x.zip")
    assert answer.status_code == 422
    said = text_of(answer.text)
    for place in ("nations.yaml:2", "nations.yaml:3", "pledges.yaml:2"):
        assert place in said
    assert "unknown nation" in said.lower()
    assert closed.conference.state().record.version == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../case.yaml": SMALL}, "leads out of the archive"),
        ({"a/../../case.yaml": SMALL}, "leads out of the archive"),
        ({"/etc/case.yaml": SMALL}, "leads out of the archive"),
        ({"..\\case.yaml": SMALL}, "leads out of the archive"),
        ({"C:/case.yaml": SMALL}, "leads out of the archive"),
        ({"a/case.yaml": SMALL, "b/case.yaml": SMALL}, "several directories"),
        ({"notes.txt": "x"}, "no *.yaml file"),
        ({f"{n}.yaml": "" for n in range(101)}, "101 files"),
        ({"case.yaml": b"\xff\xfe\x00"}, "not text"),
        ({"case.yaml": b" " * (LARGEST_FILE + 1)}, "more than 16,000,000 bytes"),
        ({f"{n}.yaml": b" " * 15_000_000 for n in range(3)}, "more than 32,000,000 bytes"),
    ],
)
def test_archives_that_lead_elsewhere_or_grow_too_large_are_refused(files: dict[str, bytes | str], said: str) -> None:
    with pytest.raises(CaseError, match=said.replace("*", r"\*").replace(".", r"\.")):
        unpacked.case_of(zipped(files))


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    packed = bytearray(zipped({"case.yaml": b" " * 20_000_000}))
    at = packed.rindex(b"PK\x01\x02")
    packed[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(CaseError):
        unpacked.case_of(bytes(packed))


def test_a_link_a_broken_archive_and_nothing_at_all_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("case.yaml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(CaseError, match="a link rather than a file"):
        unpacked.case_of(packed.getvalue())
    whole = zipped({"case.yaml": SMALL})
    with pytest.raises(CaseError):
        unpacked.case_of(whole[: len(whole) // 3] + whole[len(whole) // 2 :])
    with pytest.raises(CaseError, match="no file was chosen"):
        unpacked.case_of(b"")


def test_from_nothing(closed: Site) -> None:
    given = {
        "way": "nothing",
        "id": "arctic",
        "title": "An Arctic watch",
        "description": "",
        "target": "12,000",
        "nations": "FR France\r\nNO Norway\n\nIS",
    }
    answer = signed_in(closed, "hq").post("/open", data=given)
    assert answer.status_code == 303
    case = closed.conference.state().record.case
    assert case is not None
    assert case.head.title == "An Arctic watch"
    assert case.head.target is not None
    assert case.head.target.strength == 12_000
    assert {code: nation.name for code, nation in case.nations.items()} == {"FR": "France", "NO": "Norway", "IS": None}


def test_all_that_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(closed: Site) -> None:
    given = {
        "way": "nothing",
        "id": "Not A Name",
        "title": "",
        "description": "Some words",
        "target": "many",
        "nations": "FR France\nfr again\nFR twice",
    }
    answer = signed_in(closed, "hq").post("/open", data=given)
    assert answer.status_code == 422
    said = text_of(answer.text)
    for wanted in ("Write a short name", "Write a title", "found 'many'", "Line 2:", "Line 3: FR is there twice"):
        assert wanted.lower() in said.lower()
    for kept in ("Not A Name", "Some words", "many", "fr again\nFR twice"):
        assert kept in answer.text


def test_it_is_opened_once(closed: Site) -> None:
    client = signed_in(closed, "hq")
    given = {"way": "nothing", "id": "one", "title": "One"}
    assert client.post("/open", data=given).status_code == 303
    again = client.post("/open", data={**given, "title": "Two"})
    assert again.status_code == 409
    assert "open already" in text_of(again.text)
    assert client.post("/open", data={"way": "somehow"}).status_code == 422
