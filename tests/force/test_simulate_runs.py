"""Replications shared out: the same however they are shared, and what they say of events."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.force.problems import kind, problem
from tests.force.walk import Walk

from willing.errors import AskError
from willing.force.problem import Post, Problem, Tour
from willing.force.simulate import runs
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws
from willing.force.simulate.outcome import Simulated
from willing.force.simulate.runs import simulate

POSTS = (Post("p", 2, (100,) * 12, "a"), Post("q", 1, (50,) * 6 + (0,) * 6, "a"))
PLAIN: dict[str, Any] = {"tour": 3, "cycle": 6, "starts": tuple(range(10)), "serves": {"p": 100, "q": 80}}
EVENTS: tuple[Event, ...] = (
    NotReady("not ready", 0.2, 2),
    Withdraws("N1 withdraws", ("k0", "k1"), 0.3, whole=True),
    Flips("no ceasefire", ("l0",), 0.02),
    Surge("surge", ("q",), 2.0, 0.1, 2),
)


def posed() -> Problem:
    return problem(kind("k", 2, **PLAIN), kind("l", 1, **PLAIN), months=12, posts=POSTS)


TOURS = (Tour("k0", "p", 0), Tour("k1", "p", 3), Tour("l0", "q", 0), Tour("k0", "p", 6))


def asked(**more: Any) -> Simulated:
    return simulate(posed(), TOURS, EVENTS, **{"replications": 200, "seed": 7, **more})


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "WORK", 12 * 3 * 9 * 7)


def test_the_same_however_it_is_shared(small_batches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked()
    with ThreadPoolExecutor(5) as threads:
        assert asked(executor=threads) == found
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        assert asked(executor=processes) == found
    monkeypatch.setattr(runs, "WORK", 10**9)
    assert asked() == found
    assert asked(seed=8) != found


def test_the_first_replications_do_not_change_with_how_many_are_asked_for() -> None:
    few, more = asked(replications=1), asked(replications=2)
    assert few.worth.mean in {more.worth.p5, more.worth.mean * 2 - few.worth.mean, few.worth.mean}
    assert min(few.worth.mean, 2 * more.worth.mean - few.worth.mean) <= more.worth.mean


def test_everything_is_what_the_plain_clock_comes_to() -> None:
    many = 40
    found = asked(replications=many)
    names = [event.name for event in EVENTS]
    everything = [_plain(names, replication) for replication in range(many)]
    nothing = _plain([], 0)
    assert found.missed.mean == pytest.approx(np.mean([_missed(walk) for walk in everything]))
    assert found.undisturbed.missed == _missed(nothing)
    shares = [_covered(walk, "p") / _required(walk, "p") for walk in everything]
    spread = found.posts["p"]
    assert spread is not None
    assert dataclasses.astuple(spread)[1:] == pytest.approx(tuple(np.quantile(shares, (0.05, 0.25, 0.5, 0.75, 0.95))))
    assert found.short["q"][2] == np.mean([walk.covered["q", 2] < walk.required["q", 2] for walk in everything])
    for harm in found.harms:
        alone = [_missed(_plain([harm.event], replication)) - _missed(nothing) for replication in range(many)]
        others = [_plain([name for name in names if name != harm.event], replication) for replication in range(many)]
        relief = [_missed(walk) - _missed(other) for walk, other in zip(everything, others, strict=True)]
        assert (harm.loss, harm.relief) == pytest.approx((np.mean(alone), np.mean(relief)))
        assert harm.loss_error == pytest.approx(np.std(alone, ddof=1) / many**0.5)
        assert harm.relief_error == pytest.approx(np.std(relief, ddof=1) / many**0.5)
        weights = {post.name: post.weight for post in POSTS}
        assert sum(weights[post] * loss for post, loss in harm.posts.items()) == pytest.approx(harm.loss)
    assert [harm.loss for harm in found.harms] == sorted((harm.loss for harm in found.harms), reverse=True)


def _plain(on: list[str], replication: int) -> Walk:
    return Walk(posed(), TOURS, EVENTS, 7, replication, on)


def _covered(walk: Walk, post: str) -> int:
    return sum(walk.covered[post, month] for month in range(12))


def _required(walk: Walk, post: str) -> int:
    return sum(walk.required[post, month] for month in range(12))


def _missed(walk: Walk) -> int:
    return sum(post.weight * (_required(walk, post.name) - _covered(walk, post.name)) for post in POSTS)


def test_with_no_event_every_replication_is_the_plan() -> None:
    found = simulate(posed(), TOURS, replications=3)
    assert found.harms == ()
    assert found.missed.p5 == found.missed.p95 == found.undisturbed.missed
    assert found.share is not None
    assert found.share.mean == found.undisturbed.share
    assert found.planned == len(TOURS)
    assert found.lapsed == 0
    assert sum(found.spent.values()) == pytest.approx(1)


def test_where_nothing_is_required_the_share_is_unknown() -> None:
    nothing = problem(kind(), months=8, posts=(Post("p", 1, (100,) * 4 + (0,) * 4), Post("q", 1, (0,) * 8)))
    found = simulate(nothing, replications=2)
    assert found.posts["q"] is None
    assert found.undisturbed.posts["q"] is None
    assert [month is None for month in found.months] == [False] * 4 + [True] * 4


def test_what_is_done_is_told_and_an_interrupt_keeps_the_first_replications(small_batches: None) -> None:
    heard: list[float] = []
    asked(told=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert len(heard) == 29

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    found = asked(told=stop)
    assert (found.replications, found.asked, found.complete) == (105, 200, False)
    assert dataclasses.replace(found, asked=105) == asked(replications=105)


def test_an_interrupt_before_anything_is_done_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as threads, pytest.raises(KeyboardInterrupt):
        monkeypatch.setattr(runs, "_batch", stop)
        asked(executor=threads)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: asked(replications=0), "0 replications: ask for at least one"),
        (lambda: simulate(posed(), (), (NotReady("a", 0.1), NotReady("a", 0.1))), "two events are called a"),
        (lambda: simulate(posed(), (), (NotReady("a", 1.5),)), "a chance of 1.5: give one from 0 to 1"),
        (lambda: simulate(posed(), (), (NotReady("a", float("nan")),)), "a chance of nan: give one from 0 to 1"),
        (lambda: simulate(posed(), (), (NotReady("a", 0.5, 0),)), "ready after 0 months: give at least 1"),
        (lambda: simulate(posed(), (), (NotReady("a", 0.5, 1, ("z",)),)), "the problem has no z"),
        (lambda: simulate(posed(), (), (Surge("a", ("x", "y"), 2, 0.5, 1),)), "the problem has no x, y"),
        (lambda: simulate(posed(), (), (Surge("a", ("p",), 2, 0.5, 0),)), "0 months at 2 times: give 1 or more"),
        (lambda: simulate(posed(), (), (Flips("a", ("z0",), 0.5),)), "the problem has no z0"),
        (lambda: simulate(posed(), (), free=("z0",)), "the problem has no z0"),
        (lambda: simulate(posed(), [Tour("z0", "p", 0)]), "unit z0 cannot serve at post p"),
        (lambda: simulate(posed(), [Tour("k0", "z", 0)]), "unit k0 cannot serve at post z"),
        (lambda: simulate(posed(), [Tour("k0", "p", 10)]), "a tour from month 10 leaves the plan of 12 months"),
    ],
)
def test_what_cannot_be_is_refused(ask: Callable[[], Simulated], said: str) -> None:
    with pytest.raises(AskError, match=said):
        ask()


def test_it_runs_where_no_cache_can_be_written(tmp_path: Path) -> None:
    """As from a read-only installation by a user without a home: neither a warning nor an error."""
    (tmp_path / "no").touch()
    code = "from willing.force.compiled import compiled; print(compiled(lambda x: x + 1)(2))"
    nowhere = {"NUMBA_CACHE_DIR": str(tmp_path / "no" / "where")}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, check=True, env={**os.environ, **nowhere}, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("3\n", "")
