"""Coalitions counted by their size and by who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from willing.futures.engine import BLOCK, LOCAL, SIZES, Tallied
from willing.futures.levers import Nodes
from willing.futures.search import Part
from willing.futures.space import Space

EXACT = 52
"""Nations up to which every count is a float without loss."""
_OF_SIZE = np.equal.outer(SIZES, np.arange(LOCAL + 1)).astype(np.float64)
"""For each place of a block, and each number of its levers, whether so many are on there."""
_WITH_EACH = (np.arange(BLOCK)[:, None] >> np.arange(LOCAL) & 1).astype(np.float64)
"""For each place of a block and each of its levers, whether it is on there."""
_WITH_EACH_OF_SIZE = (_WITH_EACH[:, :, None] * _OF_SIZE[:, None, :]).reshape(BLOCK, -1)


@dataclass
class Counts:
    """Coalitions in all, and those with each nation in them, by size.

    A node at which only some levers are decided stands for many coalitions. Nodes are kept by how many levers are
    decided and how many nations are in; what they stand for is worked out at the end. All counts are whole numbers
    below 2**53, or expectations.
    """

    space: Space
    nations: tuple[str, ...]
    even: bool = True
    """Whether nodes count once each, so that all counts are exact."""

    @cached_property
    def nodes(self) -> NDArray[np.float64]:
        """By levers decided, and nations in."""
        room = len(self.space.levers) + 1
        return np.zeros((room, room))

    @cached_property
    def within(self) -> NDArray[np.float64]:
        """The same for each lever, those nodes at which it is on."""
        room = len(self.space.levers) + 1
        return np.zeros((room, room, room))

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Which levers are nations."""
        return np.array([self.space.place[name] for name in self.nations], dtype=np.intp)

    def add(self, part: Part, weights: NDArray[np.float64] | None) -> None:
        """Count some nodes; with ``weights`` each counts as often as that."""
        places = self.places[self.places < part.depth]
        mask = np.uint64(sum(1 << int(place) for place in places))
        inside = np.bitwise_count(part.nodes & mask).astype(np.intp)
        self.nodes[part.depth] += np.bincount(inside, weights=weights, minlength=len(self.nodes))
        for place in places:
            held = np.flatnonzero(part.nodes >> np.uint64(place) & np.uint64(1))
            own = None if weights is None else weights[held]
            self.within[place, part.depth] += np.bincount(inside[held], weights=own, minlength=len(self.nodes))

    def add_blocks(self, nodes: Nodes, inside: NDArray[np.intp], starts: NDArray[np.int64], counted: Tallied) -> None:
        """Count blocks below some nodes, ordered by how many nations are ``inside``, in groups of equally many."""
        depth = len(self.space.levers)
        first = depth - LOCAL
        sizes, at = np.unique(inside[starts], return_inverse=True)
        by_place = np.zeros((len(sizes), BLOCK))
        np.add.at(by_place, at, counted.by_place)
        bits = (nodes[:, None] >> np.arange(first, dtype=np.uint64) & np.uint64(1)).astype(np.float64)
        ends = [*np.searchsorted(inside, sizes), len(inside)]
        local = (by_place @ _WITH_EACH_OF_SIZE).reshape(len(sizes), LOCAL, LOCAL + 1)
        whole = by_place @ _OF_SIZE
        for index, size in enumerate(sizes):
            rows, upto = slice(ends[index], ends[index + 1]), slice(size, size + LOCAL + 1)
            self.nodes[depth, upto] += whole[index]
            self.within[:first, depth, upto] += bits[rows].T @ counted.by_size[rows]
            self.within[first:depth, depth, upto] += local[index]

    def totals(self) -> list[Any]:
        """Coalitions by size, from 0 to all nations."""
        found = self._nothing()
        for depth in self._depths():
            found += self._stand_for(self.nodes[depth], self._free(depth))
        return self._listed(found)

    def with_each(self) -> dict[str, list[Any]]:
        """For each nation the coalitions it is in, by size."""
        found = {place: self._nothing() for place in self.places.tolist()}
        for depth in self._depths():
            free = self._free(depth)
            for place, sums in found.items():
                within = self._stand_for(self.within[place, depth], free) if place < depth else self._joined(depth)
                np.add(sums, within, out=sums)
        return {name: self._listed(found[self.space.place[name]]) for name in self.nations}

    def _joined(self, depth: int) -> NDArray[Any]:
        """What the nodes of a depth stand for with one of the nations free there in."""
        found = self._nothing()
        found[1:] = self._stand_for(self.nodes[depth], self._free(depth) - 1)[:-1]
        return found

    def _depths(self) -> list[int]:
        """The numbers of levers decided at which there are nodes."""
        return [int(depth) for depth in np.flatnonzero(self.nodes.any(axis=1))]

    def _nothing(self) -> NDArray[Any]:
        """Room for counts by size, of whole numbers where they may be larger than a float holds exactly."""
        return np.zeros(len(self.nations) + 1, dtype=object if self.even and len(self.nations) > EXACT else np.float64)

    def _stand_for(self, numbers: NDArray[np.float64], free: int) -> NDArray[Any]:
        """The coalitions that nodes stand for, by size, so many nations being free to come or not."""
        kind = self._nothing()
        inside = numbers[: len(kind) - free].astype(np.int64).astype(object) if kind.dtype == object else numbers
        ways = np.array([comb(free, more) for more in range(free + 1)], dtype=kind.dtype)
        return np.convolve(inside[: len(kind) - free], ways)

    def _listed(self, numbers: NDArray[Any]) -> list[Any]:
        return [int(number) if self.even else float(number) for number in numbers]

    def _free(self, depth: int) -> int:
        return int((self.places >= depth).sum())
