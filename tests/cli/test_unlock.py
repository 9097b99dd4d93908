"""`willing unlock` as its users and other programs meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Called

from willing.cli.output import console
from willing.questions import unlock

CASE = """\
case: {format: 1, id: tiny, title: Tiny, target: {strength: 1000}}
nations: {FR: {name: France}, GB: {name: Britain}, DE: {name: Germany}}
factors:
  truce: {title: A truce holds, probability: 0.5, basis: {probability: {assumed: a guess}}}
  vote: {title: The vote passes, probability: 0.8}
  money: {title: Money flows}
capabilities: {c: {name: C}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 600, if: truce}
  - {id: gb, nation: GB, capability: c, strength: 500, if: vote and FR stands}
  - {id: de, nation: DE, capability: c, strength: 500, if: money and FR stands}
  - {id: it, nation: FR, capability: c, strength: unknown, if: GB stands}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A case on disk."""
    path = tmp_path / "tiny.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def test_a_screen_lists_the_sets_and_says_what_their_factors_mean(called: Called, tiny: str) -> None:
    done = called("unlock", tiny)
    assert (done.status, done.err) == (0, "")
    assert "set 1 truce + vote: 1,100 firm, 40.0 % likely" in done.words
    assert "set 2 money + truce: 1,100 firm, nobody says how likely" in done.words
    assert "where truce a truce holds vote the vote passes money Money flows" in done.words
    assert "note 1 pledge of unknown strength counts as none" in done.words
    assert "note 1 of 3 probabilities is the case's own assumption" in done.words
    assert done.words.endswith("--assume truce,vote")


def test_json_is_the_answer_and_nothing_else(called: Called, tiny: str) -> None:
    done = called("unlock", tiny, "--waive", "--limit", "3", "--json")
    answer = json.loads(done.out)
    assert (done.status, answer["by"], len(answer["sets"]), answer["complete"]) == (0, "factors and waivers", 3, False)


@pytest.mark.parametrize("option", [(), ("--waive",), ("--signatures",)])
def test_status_1_says_that_the_target_cannot_be_reached(called: Called, tiny: str, option: tuple[str, ...]) -> None:
    for as_json in ((), ("--json",)):
        done = called("unlock", tiny, "--target", "9000", *option, *as_json)
        assert (done.status, done.err) == (1, "")
        assert "7,400 short" in done.words


def test_signatures_say_who_follows_in_which_round(called: Called, tiny: str) -> None:
    done = called("unlock", tiny, "--signatures", "--assume", "vote", "--target", "1100")
    assert done.status == 0
    assert "set 1 FR: 1,100 firm first: FR add 600; round 1: GB add 500" in done.words
    assert "--assume vote --waive" in done.words


def test_a_target_that_is_reached_says_so(called: Called, tiny: str) -> None:
    done = called("unlock", tiny, "--target", "0")
    assert done.status == 0
    assert "the target is reached as things are" in done.words
    assert "set 1" not in done.out


@pytest.mark.parametrize(
    "arguments",
    [["--waive", "--signatures"], ["--limit", "0"], ["--target", "lots"], ["--assume", "nothing"], ["--nonsense"]],
)
def test_wrong_use_is_one_clear_line_and_status_2(called: Called, tiny: str, arguments: list[str]) -> None:
    done = called("unlock", tiny, *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err


def test_without_a_target_the_remedy_is_named(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(CASE.replace(", target: {strength: 1000}", ""), encoding="utf-8")
    done = called("unlock", str(path))
    assert (done.status, done.out) == (2, "")
    assert "--target 25000" in done.err


def test_stopped_before_anything_was_found_it_answers_nothing(
    called: Called, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(unlock, "minimal_sets", stopped)
    done = called("unlock", tiny)
    assert (done.status, done.out) == (130, "")


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("option", ["--waive", "--signatures", "--stage=rumoured"])
def test_no_line_is_wider_than_the_terminal(
    called: Called, monkeypatch: pytest.MonkeyPatch, columns: str, option: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    console.cache_clear()
    for target in ("10000", "25000"):
        done = called("unlock", "ukraine-2025", "--target", target, option)
        assert max(map(len, done.out.splitlines())) <= int(columns)
    console.cache_clear()
