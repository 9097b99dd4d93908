"""What was signed, on the screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Called

TREATY = """\
case: {format: 1, id: treaty, title: A treaty, target: {strength: 9}}
nations: {FR: {name: France}, GB: {name: Britain}, PL: {name: Poland}}
factors: {f: {title: F is so}}
capabilities: {c: {name: C}}
pledges:
  - {id: fr, nation: FR, capability: c, strength: 5, if: GB stands, stage: committed}
  - {id: gb, nation: GB, capability: c, strength: 4, if: FR stands, stage: committed}
  - {id: pl, nation: PL, capability: c, strength: 3, if: FR stands and f}
signings: {paris: {pledges: [fr, gb, pl], on: 2025-03-01}}
"""


@pytest.fixture
def treaty(tmp_path: Path) -> str:
    """A case on disk."""
    path = tmp_path / "treaty.yaml"
    path.write_text(TREATY, encoding="utf-8")
    return str(path)


def test_the_screens_say_who_signed_and_whose_signature_is_not_honoured(called: Called, treaty: str) -> None:
    screen = called("assess", treaty)
    assert (screen.status, screen.err) == (0, "")
    assert "9 of 9 stand firm" in screen.words
    assert "signed FR GB; PL \N{EM DASH} not honoured while their conditions do not hold" in screen.words
    assert "signed FR GB PL " in called("assess", treaty, "--assume", "f").words
    assert "✓ stands because it was signed with gb (Britain) and pl (Poland) on 2025-03-01" in (
        called("why", treaty, "fr").words
    )
    assert "✗ was signed with fr (France) and gb (Britain) on 2025-03-01; that is not honoured" in (
        called("why", treaty, "pl").words
    )


def test_check_warns_of_what_was_signed_and_is_not_committed(called: Called, treaty: str) -> None:
    screen = called("check", treaty)
    assert "signing paris: the pledge pl was signed, and its stage is declared" in screen.words
    assert "write `stage: committed`" in screen.words
