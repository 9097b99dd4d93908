"""Signings in a case: how they are written, what is refused, what is suspicious, what a day knows of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.case.small import data, messages, pledge, statement, warned

from willing.case.as_of import as_of, default_day
from willing.case.build import build
from willing.case.model import Case
from willing.case.read import load
from willing.case.signing import Signature, signatures
from willing.case.write import data as plain
from willing.case.write import dump, save
from willing.standing.setting import setting_of


def signed(pledges: Any = ("fr-a", "gb-a"), on: Any = "2025-03-01", **keys: Any) -> dict[str, Any]:
    """A case of two committed pledges that were signed; ``fr-a`` lapses in June."""
    return data(
        pledges=[
            pledge(stage="committed", until="2025-06-01"),
            pledge(id="gb-a", nation="GB", stage="committed", statements=["s2"]),
        ],
        statements=[statement(), statement(id="s2", about="gb-a"), statement(id="s3", about="paris", on="2025-04-01")],
        signings={"paris": {"pledges": [*pledges], "on": on, "statements": ["s3"], **keys}},
    )


def known_on(case: Case, day: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The signings known on a day, with their pledges and statements."""
    seen = as_of(case, date.fromisoformat(day)).signings
    return {key: (signing.pledges, signing.statements) for key, signing in seen.items()}


def test_a_signing_is_read_and_nothing_about_it_is_suspicious() -> None:
    case = build(signed(title="The Paris declaration", note="In the rain"))
    found = case.signings["paris"]
    assert (found.pledges, found.on, found.title) == (("fr-a", "gb-a"), date(2025, 3, 1), "The Paris declaration")
    assert case.signed == {"fr-a", "gb-a"}
    assert warned(signed()) == []
    assert build(data()).signings == {}


def test_writing_loses_nothing(tmp_path: Path) -> None:
    case = build(signed(title="The Paris declaration", note="In the rain"))
    assert build(plain(case)) == case
    for name in ("case.yaml", "folder"):
        save(case, tmp_path / name)
        assert load(tmp_path / name) == case
    assert "signings" not in dump(build(data()))


@pytest.mark.parametrize(
    ("faulty", "expected"),
    [
        (signed(pledges=["fr-a", "nobody"]), "signing paris, pledges: unknown pledge 'nobody'"),
        (signed(statements=["s9"]), "signing paris, statements: unknown statement 's9'"),
        (signed(pledges=["fr-a", "fr-a"]), "signing paris: the pledge 'fr-a' is named twice"),
        (signed(pledges=[]), "signing paris, pledges: found a list"),
        (signed(on="soon"), "signing paris, on: found 'soon'"),
        (signed(by="hand"), "signing paris: unknown key 'by'"),
        (signed() | {"signings": {"paris": {"on": "2025-03-01"}}}, "signing paris: no key `pledges`"),
        (signed() | {"signings": {"paris": {"pledges": ["fr-a"]}}}, "signing paris: no key `on`"),
        (data(signings=[1]), "signings: found a list instead of a mapping"),
    ],
)
def test_what_is_wrong_with_a_signing_is_said(faulty: dict[str, Any], expected: str) -> None:
    (message,) = messages(faulty)
    assert message.startswith(expected)


def test_a_signed_pledge_below_committed_is_suspicious_and_so_is_one_that_was_not_in_force() -> None:
    early = signed()
    early["pledges"][0]["from"] = "2025-03-02"
    early["pledges"][1]["stage"] = "declared"
    assert warned(early) == [
        "signing paris: the pledge fr-a was not in force on 2025-03-01: it is from 2025-03-02 until 2025-06-01",
        "signing paris: the pledge gb-a was signed, and its stage is declared",
    ]


def test_a_pledge_may_be_signed_twice() -> None:
    twice = signed()
    twice["signings"]["london"] = {"pledges": ["gb-a"], "on": "2025-05-01"}
    assert warned(twice) == []
    found = signatures(build(twice).signings)
    assert found == {
        "fr-a": Signature(date(2025, 3, 1), ("gb-a",)),
        "gb-a": Signature(date(2025, 5, 1), ()),
    }


def test_what_was_signed_later_is_not_known_and_what_has_lapsed_is_not_there() -> None:
    case = build(signed())
    assert known_on(case, "2025-02-28") == {}
    assert known_on(case, "2025-03-01") == {"paris": (("fr-a", "gb-a"), ())}
    assert known_on(case, "2025-04-01") == {"paris": (("fr-a", "gb-a"), ("s3",))}
    assert known_on(case, "2025-06-01") == {"paris": (("gb-a",), ("s3",))}
    assert known_on(build(signed(pledges=["fr-a"])), "2025-06-01") == {}


def test_a_signing_dates_the_case() -> None:
    assert default_day(build(signed(on="2025-05-05"))) == date(2025, 5, 5)


def test_a_setting_knows_what_was_signed() -> None:
    case = build(signed())
    assert setting_of(case).signed == {"fr-a", "gb-a"}
    assert [line.pledge for line in setting_of(case, stage="committed").signatories] == ["fr-a", "gb-a"]
    assert setting_of(case, stage="ready").signatories == ()
    assert setting_of(case).without(["fr-a"]).at_best().assuming({}).signed == {"fr-a", "gb-a"}
