"""The program, run in the process of the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from willing.cli.main import run


class Done(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """What it printed as running text: every run of blanks and line ends is one blank."""
        return " ".join(self.out.split())


Called = Callable[..., Done]


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Called:
    """Runs the program with some arguments, as ``called("odds", path, "--json")``."""

    def call(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as stopped:
            run(list(arguments))
        found = capsys.readouterr()
        return Done(int(stopped.value.code or 0), found.out, found.err)

    return call
