"""What the futures vary: factors that turn out true or false, and nations that sign or stay away.

A lever has two ends. Each holds some inputs of a program, and while the lever is undecided its inputs are all false,
which bounds a monotone force from below, or all true, which bounds it from above.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from willing.futures.engine import ALL, Planes
from willing.standing.setting import Setting

Nodes = NDArray[np.uint64]
"""Part of all futures each: bit k is the k-th lever's end, as far as the levers have been decided."""

MOST_LEVERS = 64
"""Levers a node has room for."""


@dataclass(frozen=True)
class Lever:
    """One thing that can turn out two ways."""

    name: str
    true: tuple[str, ...]
    """The inputs that hold where it turns out true."""
    false: tuple[str, ...] = ()
    """The inputs that hold where it turns out false."""


def factor_lever(name: str) -> Lever:
    """A factor that is true or false."""
    return Lever(name, (f"true:{name}",), (f"false:{name}",))


def nation_lever(setting: Setting, nation: str) -> Lever:
    """A nation that takes part or stays away, with all its pledges."""
    return Lever(nation, tuple(f"on:{line.pledge}" for line in setting.by_nation[nation]))


def given_at(levers: Sequence[Lever], decided: Planes) -> dict[str, Planes | bool]:
    """The inputs at some nodes, from one plane for each lever decided: row 0 bounds from below, row 1 from above."""
    bounds = np.array([[0], [ALL]], dtype=np.uint64)
    found: dict[str, Planes | bool] = {}
    for lever in levers[len(decided) :]:
        found |= dict.fromkeys((*lever.true, *lever.false), bounds)
    for lever, plane in zip(levers, decided, strict=False):
        found |= dict.fromkeys(lever.true, plane[None, :])
        if lever.false:
            found |= dict.fromkeys(lever.false, ~plane[None, :])
    return found


def every_combination(levers: Sequence[Lever], nodes: Nodes, depth: int) -> dict[str, Planes | bool]:
    """The inputs at nodes, one a row, with every combination of the levers from ``depth`` on along it."""
    places = np.arange(1 << (len(levers) - depth), dtype=np.uint64)
    found: dict[str, Planes | bool] = {}
    for index, lever in enumerate(levers):
        if index < depth:
            plane = np.where(nodes >> np.uint64(index) & np.uint64(1), ALL, np.uint64(0))[:, None]
        else:
            held = (places >> np.uint64(index - depth) & np.uint64(1)).astype(np.uint8)
            plane = np.packbits(held, bitorder="little").view(np.uint64)[None, :]
        found |= dict.fromkeys(lever.true, plane) | dict.fromkeys(lever.false, ~plane)
    return found


def bits_of(plane: Planes, count: int) -> NDArray[np.bool_]:
    """The first ``count`` bits of a plane."""
    return np.unpackbits(plane.view(np.uint8), bitorder="little", count=count).view(np.bool_)


def settled(setting: Setting) -> Mapping[str, bool]:
    """The literals of the factors that are known in a setting, as inputs."""
    known = {name: value for name, value in setting.factors.items() if value is not None}
    return {f"true:{name}": value for name, value in known.items()} | {
        f"false:{name}": not value for name, value in known.items()
    }


def unvaried(setting: Setting, varied: Collection[str]) -> Mapping[str, bool]:
    """The inputs that are the same in all futures: the literals of known factors, and that all take part as they say.

    Those in ``varied`` are none of them.
    """
    found = dict(settled(setting))
    for line in setting.lines:
        found |= {f"on:{line.pledge}": True, f"held:{line.pledge}": False}
        found |= {f"waived:{line.pledge}:{index}": False for index in range(len(line.clauses))}
    return {name: value for name, value in found.items() if name not in varied}
