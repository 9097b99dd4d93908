"""The progress bar, and what Ctrl-C does while one waits."""

from __future__ import annotations

import os
import signal

import pytest
from rich.console import Console

from willing.cli import progress as waiting
from willing.cli.progress import progress


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_where_nobody_looks_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("futures") as told:
        told(0.5)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_a_bar_appears_once_it_takes_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "Console", lambda **more: Console(force_terminal=True, width=100, **more))
    with progress("futures") as told:
        told(0.25)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(waiting, "PATIENCE", -1.0)
    with progress("futures") as told:
        told(0.25)
    found = capsys.readouterr()
    assert found.out == ""
    assert "futures" in found.err
    assert "Ctrl-C: stop with the bounds known so far" in found.err


@pytest.mark.parametrize("width", [80, 112])
def test_what_is_known_so_far_and_how_to_stop_fit_on_a_line(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "Console", lambda **more: Console(force_terminal=True, width=width, **more))
    monkeypatch.setattr(waiting, "PATIENCE", -1.0)
    with progress("plan", "stop") as told:
        told(0.25, "1,964,908 of 2,085,213, gap 5.8 %")
    found = capsys.readouterr().err
    assert "1,964,908 of 2,085,213, gap 5.8 %" in found
    assert "Ctrl-C: stop" in found


def test_a_first_interrupt_is_heard_when_the_work_next_tells() -> None:
    with progress("futures") as told:
        interrupt()
        with pytest.raises(KeyboardInterrupt):
            told(0.5)


def test_a_second_interrupt_is_heard_at_once() -> None:
    with progress("futures"):
        interrupt()
        with pytest.raises(KeyboardInterrupt):
            interrupt()


def test_afterwards_interrupts_are_heard_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with progress("futures"):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
