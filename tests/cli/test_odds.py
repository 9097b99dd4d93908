"""`willing odds` and `willing pivots` as their users and other programs meet them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cli.conftest import Called
from tests.questions.test_odds import PAIR, RANGED, case, pair

import willing
from willing.cli.output import console
from willing.cli.screens import odds as odds_screen
from willing.cli.screens import pivots as pivots_screen
from willing.futures import outlook, search
from willing.futures.judge import Judge

CASE = """\
case: {format: 1, id: chancy, title: A chancy case, target: {strength: 8}}
nations: {FR: {name: France}, GB: {name: Britain}}
factors:
  ceasefire: {title: A ceasefire is in force, probability: 0.4}
  backing: {title: The US backs the force, probability: {given: ceasefire, "true": 0.5, "false": 0}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 5, if: ceasefire and GB stands}
  - {id: gb, nation: GB, capability: c, strength: {low: 2, likely: 3, high: 7}, if: FR stands or backing}
"""


@pytest.fixture
def chancy(tmp_path: Path) -> str:
    path = tmp_path / "chancy.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("command", [["odds"], ["odds", "--given", "backing"], ["pivots"], ["pivots", "--expected"]])
def test_the_json_is_by_the_schema_that_the_program_prints(called: Called, chancy: str, command: list[str]) -> None:
    status, out, err = called(command[0], chancy, *command[1:], "--json")
    assert (status, err) == (0, "")
    schema = json.loads(called("schema", command[0]).out)
    jsonschema.validate(json.loads(out), schema, cls=jsonschema.Draft202012Validator)


def test_the_screens_say_what_the_answers_say(called: Called, chancy: str) -> None:
    for command, words in (("odds", "the odds that at least 8 stand"), ("pivots", "no nation decides")):
        done = called(command, chancy)
        assert (done.status, done.err) == (0, "")
        assert words in done.words


def test_given_and_assumed_are_different_questions(called: Called, chancy: str) -> None:
    answers = [
        json.loads(called("odds", chancy, option, "backing", "--reading", "likely", "--json").out)
        for option in ("--given", "--assume")
    ]
    assert [answer["target"]["firm"] for answer in answers] == pytest.approx([1.0, 0.4])


@pytest.mark.parametrize(
    "arguments",
    [
        ["odds", "CASE", "--given", "ceasfire"],
        ["odds", "CASE", "--given", "ceasefire=maybe"],
        ["odds", "CASE", "--given", "ceasefire,ceasefire=false"],
        ["odds", "CASE", "--given", "ceasefire", "--assume", "ceasefire=false"],
        ["odds", "CASE", "--given", "backing,ceasefire=false"],
        ["odds", "CASE", "--workers", "0"],
        ["odds", "CASE", "--seed", "x"],
        ["odds", "CASE", "--reading", "mean"],
        ["odds", "CASE", "--target", "XX stands"],
        ["odds", "CASE", "--dask", "tcp://127.0.0.1:nowhere"],
        ["pivots", "CASE", "--game", "alone"],
        ["pivots", "CASE", "--assume", "ceasfire"],
        ["pivots", "CASE", "--target", "-1"],
    ],
)
def test_wrong_use_is_one_clear_line_and_status_2(called: Called, chancy: str, arguments: list[str]) -> None:
    status, out, err = called(*[chancy if word == "CASE" else word for word in arguments])
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("willing: ")


def test_without_distributed_a_cluster_is_refused_with_a_remedy(
    called: Called, chancy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, _, err = called("odds", chancy, "--dask", "tcp://127.0.0.1:1")
    assert status == 2
    assert "willing[dask]" in err


def test_pivots_without_a_target_are_refused(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "aimless.yaml"
    path.write_text(CASE.replace(", target: {strength: 8}", ""), encoding="utf-8")
    assert called("pivots", str(path)).status == 2
    assert called("odds", str(path)).status == 0


def test_two_processes_print_what_one_does(chancy: str) -> None:
    program = [sys.executable, "-m", "willing", "odds", chancy, "--json"]
    printed = [
        subprocess.run([*program, "--workers", workers], capture_output=True, text=True, check=True)
        for workers in ("1", "2")
    ]
    assert printed[0].stdout == printed[1].stdout
    assert printed[0].stderr == printed[1].stderr == ""


def test_a_cluster_prints_what_one_process_does(called: Called, chancy: str) -> None:
    from distributed import LocalCluster

    alone = called("odds", chancy, "--json")
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as cluster:
        assert called("odds", chancy, "--json", "--dask", cluster.scheduler_address) == alone


@pytest.mark.parametrize("command", ["odds", "pivots"])
def test_interrupted_it_prints_the_bounds_it_has(
    command: str, called: Called, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first Ctrl-C is heard where it does no harm."""
    monkeypatch.setattr(outlook, "FEW", 0)
    monkeypatch.setattr(search, "WORTHWHILE", 1)
    path = tmp_path / "plain.yaml"
    path.write_text(CASE.replace("{low: 2, likely: 3, high: 7}", "3"), encoding="utf-8")
    interrupt_at_once(monkeypatch)
    done = called(command, str(path), *(["--expected"] if command == "pivots" else []))
    assert (done.status, done.err) == (0, "")
    assert ("between" if command == "odds" else "may be off") in done.words


def interrupt_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the signal of Ctrl-C when the first node is judged."""
    asked = Judge.bounds

    sent: list[int] = []

    def bounds(self: Judge, *arguments: Any, **more: Any) -> Any:
        if not sent:
            sent.append(signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
        return asked(self, *arguments, **more)

    monkeypatch.setattr(Judge, "bounds", bounds)


# -------------------------------------------------------------------------------------------------------------- screens

WIDTHS = (60, 80, 112)
LONG = "The Federated Sovereign States of the Northern and Southern Archipelagos"


def answers() -> Iterator[tuple[str, Any]]:
    """Answers with all that makes a screen wide: ranges, rules, long names, large numbers, courses of action."""
    unknown = {"ceasefire": {"title": f"{LONG} agree", "probability": 0.4}, "backing": {"title": f"{LONG} back it"}}
    post = {"id": "p", "area": "kyiv", "task": "patrol", "capability": "infantry", "strength": 3000, "months": [0, 6]}
    more: dict[str, Any] = {
        "areas": {"kyiv": {"name": "Kyiv"}},
        "requirements": {"show": {"title": f"Show the flag of {LONG}", "posts": [post]}},
        "nations": {code: {"name": f"{LONG} {code}"} for code in ("FR", "GB", "IT", "NO")},
    }
    large = tuple({**line, "strength": 99_456_789} for line in PAIR)
    yield "plain", pair()
    yield "unknown", pair(factors=unknown, **more)
    yield "large", case(*large, target={"strength": 100_000_000, "when": "nations >= 2 and not backing"}, **more)
    yield "sampled", case(*RANGED, *PAIR[1:], target={"strength": 2500}, **more)
    yield "aimless", case(*PAIR)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("kind", "asked"), list(answers()), ids=[kind for kind, _ in answers()])
def test_no_line_is_wider_than_the_screen(
    kind: str, asked: willing.Case, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    console.cache_clear()
    lines = list(odds_screen.screen(willing.odds(asked), width))
    if kind != "aimless":
        for game in ("firm", "together"):
            for expected in (False, True):
                settled = willing.pivots(asked, game=game, expected=expected)
                lines += list(pivots_screen.screen(settled, width))
        given = willing.pivots(asked, assume={"ceasefire": True, "backing": True})
        lines += list(pivots_screen.screen(given, width))
    console.cache_clear()
    assert [line.plain for line in lines if line.cell_len > width] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("command", ["odds", "pivots"])
def test_the_screens_of_the_real_case_fit(
    command: str, width: int, called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    console.cache_clear()
    for more in ([], ["--given", "ceasefire", "--target", "10000"], ["--target", "5000"]):
        arguments = ["--expected" if command == "pivots" and word == "--given" else word for word in more]
        arguments = [word for word in arguments if command == "odds" or word != "ceasefire"]
        status, out, err = called(command, "ukraine-2025", *arguments)
        assert (status, err) == (0, "")
        lines = out.splitlines()
        assert max(map(len, lines)) <= width
        assert "\n\n\n" not in out
        assert [line for line in lines if line != line.rstrip()] == []
    console.cache_clear()
