"""Writes into the documentation what the program itself produces: the JSON Schemas, and the screens shown.

A screen stands between two comments that name its command::

    <!-- screen: willing assess ukraine-2025 -->
    <!-- /screen -->

A table of permissions or events stands between `<!-- table: NAME -->` and `<!-- /table -->`.

Run with `make docs`. A test fails when what is written is out of date.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from willing.conference.documents import TABLES
from willing.questions.schema import KINDS, schema_of

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md",
    "docs/tutorial.md",
    "docs/format.md",
    "docs/meaning.md",
    "docs/futures.md",
    "docs/charts.md",
    "docs/sustain.md",
    "docs/planning.md",
    "docs/permissions.md",
    "docs/conference-events.md",
)
SCREEN = re.compile(r"(<!-- screen: willing (?P<command>.*?) -->\n)(.*?)(<!-- /screen -->)", re.DOTALL)
TABLE = re.compile(r"(<!-- table: (?P<name>\w+) -->\n)(.*?)(<!-- /table -->)", re.DOTALL)
WIDTH = "96"


def screen(command: str) -> str:
    """What a command prints, as a block of text."""
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "willing", *shlex.split(command)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    lines = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    return f"```text\n$ willing {command}\n\n{lines}\n```\n"


def page(text: str) -> str:
    """A page with every screen and every table as it is now."""
    text = TABLE.sub(lambda found: found[1] + TABLES[found["name"]]() + found[4], text)
    return SCREEN.sub(lambda found: found[1] + screen(found["command"]) + found[4], text)


def written() -> Iterator[tuple[Path, str]]:
    """Every file with what should stand in it."""
    for kind in KINDS:
        text = json.dumps(schema_of(kind), indent=2, ensure_ascii=False)
        yield ROOT / "docs" / "schema" / f"{kind}.json", text + "\n"
    for name in PAGES:
        path = ROOT / name
        yield path, page(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for path, text in written():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
