"""The clock in SimPy: a process for each tour, each delay, each event that makes units leave, and the planning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import simpy

from benchmarks.plans.clocks.board import Board, Terms, Unit, World

LEAVING, PLANNING = 0.25, 0.5
"""When in a month: units come home and are rested again at its beginning."""


def run(terms: Terms, world: World) -> Board:
    """One replication."""
    env: Any = simpy.Environment()
    processes: dict[int, Any] = {}

    def send(unit: Unit) -> None:
        processes[unit.number] = env.process(tour(unit))

    def rest(unit: Unit, delay: int) -> None:
        processes[unit.number] = env.process(getting_ready(unit, delay))

    def stop(unit: Unit) -> None:
        process = processes.get(unit.number)
        if process is not None and process.is_alive:
            process.interrupt()

    def tour(unit: Unit) -> Iterator[Any]:
        try:
            yield env.timeout(terms.tour[unit.number] - PLANNING)
            board.home(unit)
            yield env.timeout(terms.cycle[unit.number] - terms.tour[unit.number])
            unit.rested = True
        except simpy.Interrupt:
            pass

    def getting_ready(unit: Unit, delay: int) -> Iterator[Any]:
        try:
            yield env.timeout(delay - PLANNING)
            unit.rested = True
        except simpy.Interrupt:
            pass

    def leaving(month: int, units: list[int]) -> Iterator[Any]:
        yield env.timeout(month + LEAVING)
        for number in units:
            board.leave(board.units[number], month)

    def planning() -> Iterator[Any]:
        yield env.timeout(PLANNING)
        for month in range(terms.months):
            board.month(month)
            yield env.timeout(1)

    board = Board(terms, world, send, rest, stop)
    for month, units in world.leaves:
        env.process(leaving(month, units))
    env.process(planning())
    env.run(until=terms.months)
    return board
