"""Answers that are kept while they are wanted: each is worked out once, by whoever asks first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most so many values by key, the least recently used dropped first; safe to be used by several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._working: dict[Key, threading.Event] = {}

    def get(self, key: Key, work: Callable[[], Value]) -> Value:
        """The value of a key; ``work`` is called where it is not kept, by one thread while others wait.

        Whatever ``work`` raises is raised, and nothing is kept.
        """
        while True:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key]
                waiting = self._working.get(key)
                if waiting is None:
                    mine = self._working[key] = threading.Event()
                    break
            waiting.wait()
        try:
            found = work()
            with self._lock:
                self._keep(key, found)
            return found
        finally:
            with self._lock:
                del self._working[key]
            mine.set()

    def put(self, key: Key, value: Value) -> None:
        """Keep a value that was worked out elsewhere."""
        with self._lock:
            self._keep(key, value)

    def _keep(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self.most:
            self._values.popitem(last=False)
