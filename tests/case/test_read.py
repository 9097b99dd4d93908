"""Reading a case from disk, or a bundled one by its id."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case.small import LINES, faults, text, written
from tests.strategies import damaged, quick

from willing.case.model import Case
from willing.case.read import LARGEST_FILE, bundled, load, read
from willing.errors import CaseError, Fault, Place

FAULTY = """\
case: {format: 1, id: Example, title: An example, target: {strength: -5}}
sources:
  times: {publisher: The Times, reliability: G}
nations:
  FR: {name: France, land: many}
  gb: {name: Britain}
factors:
  ceasefire: {title: A ceasefire is in force, probability: 1.5}
  a: {title: A, probability: {given: b, "true": 1, "false": 0}}
  b: {title: B, probability: {given: a, "true": 1, "false": 0}}
  order_: {titel: O}
  not: {title: N}
capabilities:
  infantry: {name: Infantry}
areas:
  west: {name: West, at: [91, 24]}
pledge: []
pledges:
  - id: fr-a
    nation: FR
    capability: infantery
    strength: "5000"
    if: ceasefire and GB sends 5000
  - id: fr-b
    nation: DE
    capability: infantry
    strength: {low: 5, likely: 3, high: 9}
    from: 2025-13-01
    stage: promised
  - id: fr-b
    nation: FR
    capability: infantry
    strength: 5
    statements: [s1, s9]
  - {id: fr-c, nation: FR, capability: infantry, strength: 5, from: 2025-02-01, until: 2025-01-01}
statements:
  - id: s1
    source: sun
    on: tomorrow
    about: fr-d
    says: So
requirements:
  r:
    title: R
    posts:
      - {id: p, area: east, task: guard, capability: infantry, strength: 5, months: [9, 3]}
"""

FOUND = {
    1: ["case, id: found 'Example'", "case, target, strength: found -5"],
    3: ["source times, reliability: found 'G'"],
    5: ["nation FR, land: found 'many'"],
    6: ["the nation 'gb' is not a name"],
    8: ["factor ceasefire, probability: found 1.5"],
    10: ["factor b: given in a circle: a -> b -> a"],
    11: ["factor order_: unknown key 'titel'"],
    12: ["the factor 'not' is a word of the condition language"],
    16: ["area west, at 1: found 91"],
    17: ["unknown section 'pledge'"],
    21: ["pledge fr-a: unknown capability 'infantery'"],
    22: ["pledge fr-a, strength: found '5000'"],
    23: ["pledge fr-a, if: found '5000'"],
    25: ["pledge fr-b: unknown nation 'DE'"],
    27: ["pledge fr-b, strength: low, likely and high are not in this order"],
    28: ["pledge fr-b, from: found '2025-13-01'"],
    29: ["pledge fr-b, stage: found 'promised'"],
    30: ["pledge fr-b: the id is given twice"],
    34: ["pledge fr-b, statements: unknown statement 's9'"],
    35: ["pledge fr-c: it lapses before it was made"],
    39: ["statement s1, on: found 'tomorrow'"],
    46: ["requirement r, posts 1: it ends before it begins"],
}
"""Every fault of :data:`FAULTY`, by its line, counted by hand."""


def placed(found: tuple[Fault, ...]) -> dict[int, list[str]]:
    lines: dict[int, list[str]] = {}
    for fault in found:
        lines.setdefault(fault.place.line, []).append(fault.what.partition(", expected")[0])
    return {line: sorted(whats) for line, whats in lines.items()}


def test_all_faults_of_a_file_are_listed_at_once_in_its_order_with_line_and_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, FAULTY)
    found = faults(path)
    assert {line: whats for line, whats in placed(found).items() if line in FOUND} == FOUND
    assert [fault.place.line for fault in found] == sorted(fault.place.line for fault in found)
    assert {fault.place.file for fault in found} == {str(path)}
    assert all(fault.remedy for fault in found)


def test_nothing_that_is_right_is_listed_as_a_fault(tmp_path: Path) -> None:
    unlisted = set(placed(faults(written(tmp_path, FAULTY)))) - set(FOUND)
    assert unlisted <= {38, 40}  # of an unknown source and subject, beside the bad date of line 39


def test_faults_in_a_reference_are_listed_beside_faults_in_the_same_entry(tmp_path: Path) -> None:
    found = placed(faults(written(tmp_path, FAULTY)))
    assert found.get(38) == ["statement s1: unknown source 'sun'"]
    assert found.get(40) == ["statement s1, about: unknown subject 'fr-d'"]


def test_a_key_given_twice_does_not_hide_the_other_faults(tmp_path: Path) -> None:
    path = written(tmp_path, text(nations="{FR: {name: France, name: Gaul, land: -4}, GB: {name: Britain}}"))
    assert [fault.what for fault in faults(path)] == [
        "the key 'name' given twice",
        "nation FR, land: found -4",
    ]


def test_the_text_of_the_error_is_a_line_for_each_fault(tmp_path: Path) -> None:
    path = written(tmp_path, text(nations="{FR: {name: 5}, GB: {land: -1}}"))
    with pytest.raises(CaseError) as caught:
        load(path)
    assert str(caught.value).split("\n") == [
        f"{path}:3: nation FR, name: found 5: write text; put it in quotes if it looks like a number, true or false",
        f"{path}:3: nation GB, land: found -1: write at least 0",
    ]


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a case.txt"
    path.write_text(text())
    assert load(path) == load(str(path))
    assert load(path).head.id == "x"


def test_the_sections_of_a_directory_are_joined_wherever_they_stand(tmp_path: Path) -> None:
    for number, (section, flow) in enumerate(LINES.items()):
        (tmp_path / f"{9 - number}.yaml").write_text(f"{section}: {flow}\n")
    (tmp_path / "empty.yaml").write_text("# nothing yet\n")
    (tmp_path / "notes.txt").write_text("not: [yaml")
    (tmp_path / "more.yaml").write_text("nations: {DE: {name: Germany}}\npledges: []\nareas:\n")
    whole = load(tmp_path)
    assert list(whole.nations) == ["FR", "GB", "DE"]
    assert whole.replaced(nations={}) == load(written(tmp_path.parent, text())).replaced(nations={})


def test_lists_of_a_directory_are_joined_in_the_order_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        text(pledges="[{id: z, nation: FR, capability: infantry, strength: 1}]", statements="")
    )
    (tmp_path / "b.yaml").write_text("pledges: [{id: a, nation: GB, capability: infantry, strength: 2}]")
    assert [pledge.id for pledge in load(tmp_path).pledges] == ["z", "a"]


def test_faults_of_a_directory_name_their_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text(pledges="", statements=""))
    (tmp_path / "b.yaml").write_text("\npledges:\n  - {id: p, nation: DE, capability: infantry, strength: 1}\n")
    (tmp_path / "c.yaml").write_text("\n\n\npledges:\n  - {id: p, nation: FR, capability: infantry, strength: -1}\n")
    b, c = tmp_path / "b.yaml", tmp_path / "c.yaml"
    assert [str(fault.place) for fault in faults(tmp_path)] == [f"{b}:3", f"{c}:5", f"{c}:5"]


def test_a_name_given_twice_across_files_is_reported_at_the_second(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text())
    (tmp_path / "b.yaml").write_text("\nnations:\n  DE: {name: Germany}\n  FR: {name: France}\n")
    (fault,) = faults(tmp_path)
    first, second = tmp_path / "a.yaml", Place(str(tmp_path / "b.yaml"), 4)
    assert fault == Fault(second, "nations: 'FR' given twice", f"first at {first}:3; keep one of them")


def test_an_id_given_twice_across_files_is_reported_at_the_second(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text())
    (tmp_path / "b.yaml").write_text("pledges:\n- id: fr-a\n  nation: FR\n  capability: infantry\n  strength: 1\n")
    (fault,) = faults(tmp_path)
    assert (str(fault.place), fault.what) == (f"{tmp_path / 'b.yaml'}:2", "pledge fr-a: the id is given twice")
    assert f"first at {tmp_path / 'a.yaml'}:7" in fault.remedy


@pytest.mark.parametrize("again", ["case: {format: 1, id: y, title: Y}", "nations: []", "nations: FR", "pledges: {}"])
def test_a_section_that_cannot_be_joined_is_reported(tmp_path: Path, again: str) -> None:
    (tmp_path / "a.yaml").write_text(text())
    (tmp_path / "b.yaml").write_text(f"\n{again}\n")
    (fault,) = faults(tmp_path)
    section = again.split(":", maxsplit=1)[0]
    assert (str(fault.place), fault.what) == (f"{tmp_path / 'b.yaml'}:2", f"the section `{section}` given twice")


@pytest.mark.parametrize("bad", ["fr: {name: France}", "FR: {name: 5}", "FR: 5"])
def test_a_section_left_empty_in_one_file_is_that_of_the_other(tmp_path: Path, bad: str) -> None:
    (tmp_path / "a.yaml").write_text("case: {format: 1, id: x, title: X}\nnations:\n")
    (tmp_path / "b.yaml").write_text("\nnations:\n  FR: {name: France}\n")
    assert load(tmp_path).nations["FR"].name == "France"
    (tmp_path / "b.yaml").write_text(f"\nnations:\n  {bad}\n")
    (fault,) = faults(tmp_path)
    assert fault.place == Place(str(tmp_path / "b.yaml"), 3)


def test_a_section_left_empty_in_one_file_is_joined_of_two_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("case: {format: 1, id: x, title: X}\nnations:\n")
    (tmp_path / "b.yaml").write_text("nations: {FR: {name: France}}")
    (tmp_path / "c.yaml").write_text("nations: {GB: {name: Britain}}")
    assert list(load(tmp_path).nations) == ["FR", "GB"]
    (tmp_path / "c.yaml").write_text("nations: {FR: {name: France}}")
    assert [fault.what for fault in faults(tmp_path)] == ["nations: 'FR' given twice"]


@pytest.mark.parametrize("content", ["hello", "- a\n- b", "5"])
def test_what_is_no_mapping_is_no_case_and_no_part_of_one(tmp_path: Path, content: str) -> None:
    (fault,) = faults(written(tmp_path, content))
    assert (fault.what, fault.place.line) == ("not a case", 1)
    (tmp_path / "x.yaml").write_text(text())
    (fault,) = faults(tmp_path)
    assert (fault.what, fault.place) == ("not part of a case", Place(str(tmp_path / "case.yaml"), 1))


@pytest.mark.parametrize("content", ["", "\n# note\n", "---\n", "\ufeff"])
def test_an_empty_file_is_refused_with_a_way_to_begin(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    assert faults(path) == (
        Fault(Place(str(path)), "empty", "begin with `case:`; `willing new DIR` makes a small one"),
    )


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xef\xbb\xbf" + text().replace("\n", "\r\n").encode())).head.id == "x"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "é: ü".encode("latin-1"), b"a: \x80", "case: x".encode("utf-16")])
def test_what_is_not_utf_8_is_not_text(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    assert faults(path) == (Fault(Place(str(path)), "not text", "a case file is YAML in UTF-8"),)


def test_an_unreadable_file_is_named_beside_the_faults_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\na: 2\n")
    (tmp_path / "b.yaml").write_bytes(b"\xff")
    (tmp_path / "c.yaml").write_text("a: [")
    found = sorted(fault.place.file for fault in faults(tmp_path))
    assert found == [str(tmp_path / name) for name in ("a.yaml", "b.yaml", "c.yaml")]


def test_a_directory_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text())
    (tmp_path / "b.yaml").mkdir()
    (fault,) = faults(tmp_path)
    assert fault.place.file == str(tmp_path / "b.yaml")
    assert fault.what.startswith("cannot be read")


def test_hidden_files_of_editors_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text())
    (tmp_path / ".#a.yaml").symlink_to("nobody@nowhere")
    (tmp_path / "._a.yaml").write_bytes(b"\x00\x05\x16\x07")
    assert load(tmp_path).head.id == "x"


def test_a_directory_without_yaml_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text())
    (fault,) = faults(tmp_path)
    assert (fault.place.file, fault.what) == (str(tmp_path), "no *.yaml file in this directory")
    assert "willing new" in fault.remedy


def test_both_endings_of_yaml_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("case: {format: 1, id: x, title: X}\n")
    (tmp_path / "b.yaml").write_text("nations: {FR: }\n")
    assert load(tmp_path).nations.keys() == {"FR"}


def test_a_path_that_does_not_exist_is_told_with_the_bundled_cases(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "nothing")
    assert fault.what == f"no case at {str(tmp_path / 'nothing')!r}"
    assert "ukraine-2025" in fault.remedy


@pytest.mark.parametrize("path", ["a\x00b", "x" * 100_000, "a/" * 50_000, "\udcff", "\n"])
def test_what_is_no_path_is_refused_in_a_short_line(path: str) -> None:
    (fault,) = faults(path)
    assert len(str(fault)) < 500


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_or_file_without_permission_says_so(tmp_path: Path) -> None:
    inside = tmp_path / "case"
    inside.mkdir()
    path = written(inside, text())
    for locked in (path, inside):
        locked.chmod(0)
        try:
            (fault,) = faults(inside)
        finally:
            locked.chmod(0o700)
        assert "permission denied" in fault.what


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, text())
    monkeypatch.setattr(Path, "read_text", refused)
    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)
    (fault,) = faults(path)
    assert fault == Fault(Place(str(path)), "cannot be read: permission denied", "check the path and its permissions")


@pytest.mark.parametrize("look", ["is_dir", "exists", "stat"])
def test_a_directory_that_may_not_be_looked_into_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    def refused(*_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, text())
    monkeypatch.setattr(Path, look, refused)
    (fault,) = faults(path)
    assert "permission denied" in fault.what


@pytest.mark.parametrize(
    "noise",
    [b"\x00" * 10_000_000, bytes(range(256)) * 40_000, b"x" * 10_000_000, b"a: b\n" * 2_000_000, b"[{" * 5_000_000],
    ids=["zeros", "bytes", "letters", "keys", "brackets"],
)
def test_ten_megabytes_of_noise_are_refused_quickly(tmp_path: Path, noise: bytes) -> None:
    began = time.perf_counter()
    assert len(faults(written(tmp_path, noise))) == 1
    assert time.perf_counter() - began < 10


def test_a_file_far_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    (fault,) = faults(path)
    assert "more than 16,000,000 bytes" in fault.what


def test_a_bundled_case_is_loaded_by_its_id() -> None:
    assert "ukraine-2025" in bundled()
    for name in bundled():
        assert load(name).head.id == name


def test_a_path_goes_before_a_bundled_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ukraine-2025").write_text(text())
    assert load("ukraine-2025").head.id == "x"


def test_reading_alone_checks_nothing_but_the_yaml(tmp_path: Path) -> None:
    assert read(written(tmp_path, "foo: {bar: 1}"))[0].plain() == {"foo": {"bar": 1}}


def loaded_or_refused(folder: Path, content: str | bytes) -> None:
    try:
        assert isinstance(load(written(folder, content)), Case)
    except CaseError as error:
        assert all(fault.message for fault in error.faults)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@given(content=st.binary(max_size=80) | st.text(max_size=80))
@quick(200)
def test_any_file_is_a_case_or_refused(folder: Path, content: str | bytes) -> None:
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    loaded_or_refused(folder, content)


@given(words=st.lists(st.sampled_from((*text().split(" "), "\n", "  ", "NO", "*a", "&a ", "+-.inf", "'")), max_size=30))
@quick(200)
def test_any_shuffle_of_a_case_is_a_case_or_refused(folder: Path, words: list[str]) -> None:
    loaded_or_refused(folder, " ".join(words))


@given(found=damaged())
@quick(100)
def test_a_damaged_file_is_a_case_or_refused(folder: Path, found: dict[str, Any]) -> None:
    loaded_or_refused(folder, json.dumps(found, default=str, ensure_ascii=False))


def test_a_pledge_named_by_a_word_of_the_language_is_found_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "case: {format: 1, id: x, title: X}\nnations: {FR: }\npledges:\n"
        "  - {id: a, nation: FR, capability: c, strength: 1}\n"
        "  - {id: total, nation: FR, capability: c, strength: 1}\n"
    )
    (fault,) = faults(path)
    assert (fault.place.line, fault.what) == (5, "the pledge 'total' is a word of the condition language")
