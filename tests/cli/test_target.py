"""`--target` on the command line: persons or a rule, and how the screen answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Called

COUNCIL = """\
case: {format: 1, id: council, title: A council, target: {strength: 25, when: total(votes) >= 5}}
nations: {FR: {name: France, weights: {votes: 4}}, DE: {name: Germany, weights: {votes: 2}}}
factors: {f: {title: F is so}}
capabilities: {c: {name: C}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 10, if: total(votes) >= 5}
  - {id: de, nation: DE, capability: c, strength: 20, if: FR stands}
"""


@pytest.fixture
def council(tmp_path: Path) -> str:
    path = tmp_path / "council.yaml"
    path.write_text(COUNCIL, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "target 25 persons and (total(votes) >= 5): met only if signed together"),
        (["--target", "total(votes) >= 6"], "target total(votes) >= 6: met only if signed together"),
        (["--target", "total(votes) >= 7"], "target total(votes) >= 7: not met, and it cannot be by the conditions"),
        (["--target", "f or nations >= 3"], "target f or nations >= 3: not met, but it could be"),
        (["--target", "nations < 3"], "target nations < 3: met by the firm force"),
    ],
)
def test_the_screen_says_whether_a_rule_is_met(called: Called, council: str, arguments: list[str], line: str) -> None:
    done = called("assess", council, *arguments)
    assert done.status == 0
    assert line in done.words


def test_a_number_is_marked_on_the_bar_and_a_rule_alone_is_not(called: Called, council: str) -> None:
    assert "│ target 40" in called("assess", council, "--target", "40").out
    assert "│" not in called("assess", council, "--target", "nations >= 2").out


def test_json_has_the_rule_and_what_meets_it(called: Called, council: str) -> None:
    found = json.loads(called("assess", council, "--json").out)
    assert (found["target"], found["rule"]) == (25, "total(votes) >= 5")
    assert found["met"] == {"firm": False, "together": True, "possible": True}


@pytest.mark.parametrize("target", ["others(votes) >= 2", "total(vote) >= 2", "25,000", "-3", "nations > 2", ""])
def test_what_is_neither_persons_nor_a_rule_is_one_line_and_status_2(called: Called, council: str, target: str) -> None:
    status, out, err = called("assess", council, "--target", target)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("willing: target ")
