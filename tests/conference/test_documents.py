"""What is written of permissions and events is what the conference goes by; `make docs` keeps it so."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from willing.conference import events as e
from willing.conference.actor import PARTS, Actor, readable
from willing.conference.documents import TABLES
from willing.conference.permissions import PERMISSIONS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("page", "table"), [("permissions.md", "permissions"), ("conference-events.md", "events")])
def test_the_page_is_up_to_date(page: str, table: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert f"<!-- table: {table} -->\n{TABLES[table]()}<!-- /table -->" in text, "run make docs"


def test_every_permission_and_every_part_has_its_cell() -> None:
    lines = TABLES["permissions"]().splitlines()
    assert len(lines) == 2 + len(PERMISSIONS)
    for line, one in zip(lines[2:], PERMISSIONS, strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[0] == f"`{one.name}`"
        assert [bool(cell) for cell in cells[2:]] == [part in one.who for part in PARTS]


@pytest.mark.parametrize("event", e.EVENTS, ids=lambda event: event.kind)
def test_who_reads_an_event_follows_from_its_chain(event: type[e.Event]) -> None:
    values = {"pledge": {"id": "fr-a", "nation": "FR"}} if event is e.DraftSaved else {}
    made = event(**{one.name: values.get(one.name, "FR") for one in fields(event)})
    line = next(line for line in TABLES["events"]().splitlines() if line.startswith(f"| `{event.kind}`"))
    readers = [part for part in PARTS if readable(Actor("", part, "FR" if part == "delegate" else None), [made.chain])]
    said = line.rstrip("| ").rpartition("| ")[2]
    assert said == {5: "everybody", 2: "headquarters and the nation", 1: "delegates of the nation"}[len(readers)]
    assert all(f"`{one.name}`" in line for one in fields(event))
