"""The clock in salabim: a component for each unit, each event that makes units leave, and the planning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import salabim

from benchmarks.plans.clocks.board import Board, Terms, Unit, World
from benchmarks.plans.clocks.simpy_run import LEAVING, PLANNING

salabim.yieldless(False)  # processes are generators, as in SimPy, and not greenlets


class _Sent(salabim.Component):  # type: ignore[misc]
    """A unit; it waits to be sent, or to be given time to get ready."""

    def setup(self, unit: Unit, board: Board) -> None:
        self.unit, self.board = unit, board
        self.mode.monitor(False)
        self.status.monitor(False)

    def process(self) -> Iterator[Any]:
        yield self.passivate()

    def touring(self) -> Iterator[Any]:
        number, terms = self.unit.number, self.board.terms
        yield self.hold(terms.tour[number] - PLANNING)
        self.board.home(self.unit)
        yield self.hold(terms.cycle[number] - terms.tour[number])
        self.unit.rested = True
        yield self.passivate()

    def getting_ready(self, wait: int) -> Iterator[Any]:
        yield self.hold(wait - PLANNING)
        self.unit.rested = True
        yield self.passivate()


class _Leaving(salabim.Component):  # type: ignore[misc]
    def process(self, board: Board, month: int, units: list[int]) -> Iterator[Any]:
        yield self.hold(month + LEAVING)
        for number in units:
            board.leave(board.units[number], month)


class _Planning(salabim.Component):  # type: ignore[misc]
    def process(self, board: Board) -> Iterator[Any]:
        yield self.hold(PLANNING)
        for month in range(board.terms.months):
            board.month(month)
            yield self.hold(1)


def run(terms: Terms, world: World) -> Board:
    """One replication."""
    env = salabim.Environment(trace=False, yieldless=False)
    sent: list[_Sent] = []

    def send(unit: Unit) -> None:
        sent[unit.number].activate(process="touring")

    def rest(unit: Unit, delay: int) -> None:
        sent[unit.number].activate(process="getting_ready", wait=delay)

    def stop(unit: Unit) -> None:
        sent[unit.number].cancel()

    board = Board(terms, world, send, rest, stop)
    sent.extend(_Sent(unit=unit, board=board) for unit in board.units)
    for month, units in world.leaves:
        _Leaving(board=board, month=month, units=units)
    _Planning(board=board)
    env.run(till=terms.months)
    return board
