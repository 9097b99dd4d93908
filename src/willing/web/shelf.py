"""Where drawings are kept: in memory, and in a folder that server processes share and that outlives them."""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock

from willing.web.drawing import Drawing

SLACK = 0.9
"""What share of its room a full folder is cut back to, so that it is not cut back at every drawing."""


class Memory:
    """The drawings that were used last, within so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.weight = 0
        self._kept: OrderedDict[str, Drawing] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, name: str) -> Drawing | None:
        """A drawing, which counts as used now."""
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
            return found

    def put(self, name: str, drawing: Drawing) -> None:
        """Keep a drawing, in place of those not used for longest."""
        with self._lock:
            self.weight += drawing.weight - self._weight(self._kept.pop(name, None))
            self._kept[name] = drawing
            while self.weight > self.room:
                self.weight -= self._weight(self._kept.popitem(last=False)[1])

    @staticmethod
    def _weight(drawing: Drawing | None) -> int:
        return drawing.weight if drawing is not None else 0


class Folder:
    """The same in files, one for each drawing, for whoever runs the server alone.

    Several processes may use one at the same time. What cannot be read or written is as if it were not there: a
    folder that is full or gone costs time and nothing else.
    """

    def __init__(self, path: Path, room: int) -> None:
        self.path, self.room = path, room
        self._written = 0
        """Bytes since it was last cut back."""
        self._lock = Lock()
        with suppress(OSError):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._cut_back()

    def get(self, name: str) -> Drawing | None:
        """A drawing, which counts as used now."""
        file = self.path / name
        try:
            found = Drawing.unpacked(file.read_bytes())
            os.utime(file)
        except OSError:
            return None
        except ValueError:
            with suppress(OSError):
                file.unlink()
            return None
        return found

    def put(self, name: str, drawing: Drawing) -> None:
        """Keep a drawing: its file appears whole or not at all."""
        data = drawing.packed()
        with suppress(OSError):
            handle, beside = tempfile.mkstemp(prefix=".", dir=self.path)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                Path(beside).replace(self.path / name)
            except OSError:
                Path(beside).unlink()
                raise
            with self._lock:
                self._written += len(data)
                full = self._written > (1 - SLACK) * self.room
            if full:
                self._cut_back()

    def _cut_back(self) -> None:
        """Remove what was not used for longest, until there is room again; parts left by a dead process go with it."""
        with self._lock:
            self._written = 0
        files = []
        for file in self.path.iterdir():
            with suppress(OSError):
                known = file.stat()
                files.append((known.st_mtime_ns, known.st_size, file))
        total = sum(size for _, size, _ in files)
        if total <= SLACK * self.room:
            return
        for _, size, file in sorted(files):
            if total <= SLACK * self.room:
                break
            with suppress(OSError):
                file.unlink()
                total -= size
