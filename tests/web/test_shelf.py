"""Drawings are kept within bounds, and nothing else is taken for one."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from willing.web.drawing import Drawing, refusal
from willing.web.pictures import NARROW
from willing.web.shelf import Folder, Memory


def test_memory_is_bounded_and_keeps_what_was_used_last() -> None:
    drawing = refusal("No.", NARROW)
    memory = Memory(3 * drawing.weight)
    for name in "abc":
        memory.put(name, drawing)
    memory.put("c", drawing)
    assert memory.get("a")
    memory.put("d", drawing)
    assert memory.get("b") is None
    assert memory.get("a")
    assert (len(memory), memory.weight) == (3, memory.room)
    memory.put("large", replace(drawing, light=b"." * memory.room))
    assert (len(memory), memory.weight) == (0, 0)


def test_a_folder_is_shared_bounded_and_forgives(tmp_path: Path) -> None:
    drawing = refusal("No.", NARROW)
    size = len(drawing.packed())
    one, other = Folder(tmp_path / "shared", 5 * size), Folder(tmp_path / "shared", 5 * size)
    one.put("a", drawing)
    assert other.get("a") == drawing
    for i in range(20):
        one.put(f"b{i}", drawing)
        os.utime(tmp_path / "shared" / f"b{i}", (i, i))
    assert sum(file.stat().st_size for file in (tmp_path / "shared").iterdir()) <= 5 * size
    assert other.get("b19") == drawing
    (tmp_path / "shared" / "half").write_bytes(drawing.packed()[:-1])
    assert other.get("half") is None
    assert not (tmp_path / "shared" / "half").exists()
    (tmp_path / "file").write_text("")
    broken = Folder(tmp_path / "file", 1)
    broken.put("a", drawing)
    assert broken.get("a") is None


@given(st.binary(max_size=60) | st.recursive(st.integers() | st.text(), st.lists).map(lambda x: json.dumps(x).encode()))
def test_what_is_no_drawing_is_not_taken_for_one(data: bytes) -> None:
    with pytest.raises(ValueError):
        Drawing.unpacked(data)
