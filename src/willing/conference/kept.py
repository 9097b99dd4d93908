"""Answers that are kept while they are wanted: each is worked out once, by whoever asks first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, overload

Owner = TypeVar("Owner")
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most so many values by key, the least recently used dropped first; safe to be used by several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._working: dict[Key, threading.Event] = {}

    def peek(self, key: Key) -> Value | None:
        """The value of a key where it is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

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

    def drop(self, key: Key) -> None:
        """Keep a value no longer."""
        with self._lock:
            self._values.pop(key, None)

    def _keep(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self.most:
            self._values.popitem(last=False)


class derived(Generic[Owner, Value]):  # noqa: N801  read as a decorator
    """A property that is worked out when it is first asked for, and kept.

    As :func:`functools.cached_property`, which up to Python 3.11 holds one lock for all objects of a class while it
    works: where many threads serve, they would all wait for each other.
    """

    def __init__(self, work: Callable[[Owner], Value]) -> None:
        self.work = work
        self.name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, owner: None, kind: type[Owner]) -> derived[Owner, Value]: ...

    @overload
    def __get__(self, owner: Owner, kind: type[Owner]) -> Value: ...

    def __get__(self, owner: Owner | None, kind: type[Owner]) -> Value | derived[Owner, Value]:
        if owner is None:
            return self
        found = owner.__dict__[self.name] = self.work(owner)
        return found
