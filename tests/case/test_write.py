"""Writing a case back, losing nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from tests.case.small import data as small
from tests.case.small import pledge, statement
from tests.strategies import AWKWARD, case_data, quick

from willing.case.build import build
from willing.case.read import bundled, load
from willing.case.write import canonical, data, dump, save
from willing.questions.schema import schema_of

HEAD = {"format": 1, "id": "x", "title": "X"}


def listed(value: Any) -> Any:
    """Data with tuples as lists, so that it compares with what was given."""
    if isinstance(value, dict):
        return {key: listed(part) for key, part in value.items()}
    return [listed(part) for part in value] if isinstance(value, list | tuple) else value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written")


@given(found=case_data())
@quick(50)
def test_the_data_of_a_case_is_the_data_it_was_made_of(found: dict[str, Any]) -> None:
    assert listed(data(build(found))) == found


@given(found=case_data())
@quick(50)
def test_a_case_is_built_again_from_its_data(found: dict[str, Any]) -> None:
    case = build(found)
    assert build(data(case)) == case


@given(found=case_data())
@quick(50)
def test_a_case_as_json_is_its_data_with_the_keys_in_order(found: dict[str, Any]) -> None:
    case = build(found)
    assert canonical(case) == json.dumps(data(case), sort_keys=True, ensure_ascii=False, default=str)


@given(found=case_data())
@quick(100)
def test_a_file_loses_nothing(folder: Path, found: dict[str, Any]) -> None:
    case, path = build(found), folder / "case.yaml"
    save(case, path)
    assert load(path) == case
    assert listed(data(load(path))) == found
    assert path.read_text(encoding="utf-8") == dump(case)


@given(found=case_data())
@quick(60)
def test_a_directory_loses_nothing(tmp_path_factory: pytest.TempPathFactory, found: dict[str, Any]) -> None:
    case, path = build(found), tmp_path_factory.mktemp("case") / "new" / "dir"
    save(case, path)
    assert load(path) == case
    assert sorted(file.name for file in path.iterdir()) == sorted(f"{section}.yaml" for section in found)


@pytest.mark.parametrize("words", AWKWARD, ids=repr)
def test_awkward_words_are_read_back_as_they_were(tmp_path: Path, words: str) -> None:
    case = build({"case": HEAD | {"title": words}, "sources": {"s": {"publisher": words, "note": f"- {words}"}}})
    save(case, tmp_path / "case.yaml")
    found = load(tmp_path / "case.yaml")
    assert (found.head.title, found.sources["s"].publisher, found.sources["s"].note) == (words, words, f"- {words}")


@pytest.mark.parametrize("name", ["null", "true", "no", "on", "y", "n"])
def test_awkward_names_are_read_back_as_they_were(tmp_path: Path, name: str) -> None:
    code = name.upper()
    offer = {"id": name, "nation": code, "capability": name, "strength": 1, "if": f"{name} and {code} stands"}
    parts = {"nations": {code: {"name": "N"}}, "factors": {name: {"title": "T"}}, "capabilities": {name: {"name": "C"}}}
    case = build({"case": HEAD | {"id": name}, **parts, "pledges": [offer]})
    save(case, tmp_path / "case.yaml")
    assert load(tmp_path / "case.yaml") == case


def test_what_has_its_default_is_left_out() -> None:
    stated = pledge(stage="declared", if_=None, units=[], basis={}, note=None)
    case = build(small(pledges=[stated], statements=[statement(credibility=6, unit="persons", contradicts=[])]))
    assert listed(data(case)["pledges"]) == [pledge()]
    assert listed(data(case)["statements"]) == [statement(on=date(2025, 1, 1))]
    assert case == build(small())


def test_what_differs_from_its_default_is_kept_however_small() -> None:
    factors = {"ceasefire": {"title": "C", "value": False}, "other": {"title": "O", "probability": 0.0}}
    found = small(factors=factors, pledges=[pledge(strength=0, notice_days=0, caveats={"areas": []})])
    written = data(build(found))
    assert written["factors"] == factors
    assert listed(written["pledges"]) == [pledge(strength=0, notice_days=0, caveats={"areas": []})]


def test_a_small_case_is_written_as_a_reader_would() -> None:
    case = build(
        {
            "case": HEAD,
            "nations": {"NO": {"name": "Norway"}},
            "capabilities": {"infantry": {"name": "Infantry"}},
            "pledges": [
                {
                    "id": "no-a",
                    "nation": "NO",
                    "capability": "infantry",
                    "strength": {"low": 1, "likely": 2, "high": 3},
                    "from": "2025-09-04",
                    "if": "total >= 5",
                }
            ],
        }
    )
    assert dump(case) == (
        "case: {format: 1, id: x, title: X}\n"
        "nations:\n"
        "  'NO': {name: Norway}\n"
        "capabilities:\n"
        "  infantry: {name: Infantry}\n"
        "pledges:\n"
        "- id: no-a\n"
        "  nation: 'NO'\n"
        "  capability: infantry\n"
        "  strength: {low: 1, likely: 2, high: 3}\n"
        "  if: total >= 5\n"
        "  from: 2025-09-04\n"
    )


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_case_is_written_back_without_loss(tmp_path: Path, name: str) -> None:
    case = load(name)
    assert canonical(case) == json.dumps(data(case), sort_keys=True, ensure_ascii=False, default=str)
    save(case, tmp_path / "case.yaml")
    assert load(tmp_path / "case.yaml") == case
    save(case, tmp_path / "dir")
    assert load(tmp_path / "dir") == case


def test_a_directory_written_over_keeps_nothing_of_the_earlier_case(tmp_path: Path) -> None:
    save(build(small()), tmp_path / "case")
    later = build({"case": HEAD, "nations": {"DE": {"name": "Germany"}}})
    save(later, tmp_path / "case")
    assert load(tmp_path / "case") == later


def test_a_file_written_over_keeps_nothing_of_the_earlier_case(tmp_path: Path) -> None:
    save(build(small()), tmp_path / "case.yaml")
    save(build({"case": HEAD}), tmp_path / "case.yaml")
    assert load(tmp_path / "case.yaml") == build({"case": HEAD})


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.yaml"
    save(build({"case": HEAD}), path)
    real = Path.write_text

    def half(self: Path, content: str, *_: object, **__: object) -> int:
        real(self, content[:5], encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space"):
        save(build(small()), path)
    monkeypatch.undo()
    assert load(path) == build({"case": HEAD})
    assert load(tmp_path) == build({"case": HEAD})


def test_nothing_is_left_beside_what_was_written(tmp_path: Path) -> None:
    save(build({"case": HEAD}), tmp_path / "case.yaml")
    save(build({"case": HEAD}), tmp_path / "dir")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        "case.yaml",
        "dir",
        "dir/case.yaml",
    ]


def test_a_place_that_cannot_be_written_is_an_oserror(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "case.yaml", tmp_path / "nowhere" / "case.yaml"):
        with pytest.raises(OSError):
            save(build({"case": HEAD}), path)


def as_json(case_of: dict[str, Any]) -> Any:
    return json.loads(json.dumps(case_of, default=date.isoformat))


def validator() -> jsonschema.Draft202012Validator:
    schema = schema_of("case")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@given(found=case_data())
@quick(50)
def test_the_schema_accepts_every_case_written(found: dict[str, Any]) -> None:
    errors = list(SCHEMA.iter_errors(as_json(data(build(found)))))
    assert not errors


SCHEMA = validator()


@pytest.mark.parametrize(
    "bad",
    [
        {"pledges": [pledge(strength="5000")]},
        {"pledges": [pledge(strength=-1)]},
        {"pledges": [pledge(strength=True)]},
        {"pledges": [pledge(foo=1)]},
        {"pledges": [pledge(stage="promised")]},
        {"pledges": [pledge(from_="soon")]},
        {"nations": {"fr": {"name": "France"}}},
        {"nations": {"A" * 121: {"name": "X"}}},
        {"areas": {"west": {"name": "W", "at": [91, 0]}}},
        {"areas": {"west": {"name": "W", "at": [1]}}},
        {"factors": {"ceasefire": {"title": "C", "probability": 2}}},
        {"statements": [statement(credibility=7)]},
        {"case": {"format": 2, "id": "x", "title": "X"}},
        {"foo": {}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_reading_refuses(bad: dict[str, Any]) -> None:
    assert not list(SCHEMA.iter_errors(small()))
    assert list(SCHEMA.iter_errors(small(**bad)))
