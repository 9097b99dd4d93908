"""The clock in plain Python, from its rules alone: slow, and nothing shared with the compiled one but the events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from math import floor

from willing.force.problem import Kind, Post, Problem, Tour
from willing.force.simulate.events import Event, Flips, NotReady, Surge, Withdraws

WORD = 2**64


def drawn(seed: int, replication: int, event: str, index: int) -> float:
    """From 0 to 1: SplitMix64's finalizer over seed, replication, event and index in turn."""
    golden = 0x9E3779B97F4A7C15
    world = mixed((mixed(seed % WORD) + (replication + 1) * golden) % WORD)
    key = int.from_bytes(blake2b(event.encode(), digest_size=8).digest(), "little")
    return (mixed((mixed(world ^ key) + (index + 1) * golden) % WORD) >> 11) / 2**53


def mixed(word: int) -> int:
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % WORD
    return word ^ (word >> 31)


@dataclass
class Unit:
    name: str
    number: int
    kind: Kind
    planned: list[Tour]
    home: int = 0
    rest: int = 0
    ready: int = 0
    gone: bool = False
    tour: Tour | None = None

    def where(self, step: int) -> str:
        if self.gone:
            return "gone"
        if self.tour is not None and self.tour.start <= step < self.home:
            return "away"
        if step < self.rest:
            return "dwelling"
        return "not ready" if step < self.ready else "rested"

    def persons(self, step: int) -> int:
        assert self.tour is not None
        return self.kind.serving(self.tour.post)[step - self.tour.start]


@dataclass
class Walk:
    """One replication."""

    problem: Problem
    tours: Sequence[Tour]
    events: Sequence[Event]
    seed: int
    replication: int
    on: Collection[str]
    free: Collection[str] = ()
    refill: bool = True
    happened: list[tuple[int, str, str, str]] = field(default_factory=list)
    covered: dict[tuple[str, int], int] = field(default_factory=dict)
    required: dict[tuple[str, int], int] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)
    served: list[Tour] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = [(unit, kind) for kind in self.problem.kinds for unit in kind.units]
        self.units = {
            unit: Unit(unit, number, kind, sorted((t for t in self.tours if t.unit == unit), key=lambda t: t.start))
            for number, (unit, kind) in enumerate(names)
        }
        self.booked = {tour: range(tour.start, self.end(tour)) for tour in self.tours}
        self.until: dict[str, int] = {}
        for unit in self.units.values():
            unit.home = -unit.kind.cycle
        for step in range(self.problem.months):
            self.strike(step)
            self.carry_out(step)
            if self.refill:
                self.fill(step)
            for unit in self.units.values():
                self.spent[unit.where(step)] = self.spent.get(unit.where(step), 0) + 1
            self.count(step)

    def end(self, tour: Tour) -> int:
        return tour.start + self.problem.kind_of[tour.unit].tour

    def note(self, step: int, what: str, unit: str, post: str) -> None:
        self.happened.append((step, what, unit, post))

    def strike(self, step: int) -> None:
        for event in self.events:
            if isinstance(event, Surge) and event.name in self.on and self.until.get(event.name, 0) <= step:
                found = drawn(self.seed, self.replication, event.name, step)
                begins = found < round(event.chance * 2**53) / 2**53
                self.until[event.name] = step + event.lasts if begins else 0
        for event in self.events:
            if isinstance(event, Withdraws | Flips) and event.name in self.on:
                found = drawn(self.seed, self.replication, event.name, 0)
                months = self.problem.months
                by = [round(event.within(done, months) * 2**53) / 2**53 for done in (step, step + 1)]
                if (step == 0 or found >= by[0]) and found < by[1]:
                    for name in event.units:
                        self.leave(self.units[name], step)

    def leave(self, unit: Unit, step: int) -> None:
        if unit.gone:
            return
        self.note(step, "left", unit.name, "")
        for tour, months in list(self.booked.items()):
            if tour.unit == unit.name:
                self.booked[tour] = range(months.start, min(months.stop, max(months.start, step)))
        unit.gone = True

    def carry_out(self, step: int) -> None:
        for tour in sorted((t for t in self.tours if t.start == step), key=self.tours.index):
            unit = self.units[tour.unit]
            there = unit.where(step) == "rested"
            if there and self.unready(unit, step):
                there = False
                self.note(step, "not ready", unit.name, tour.post)
            if there:
                self.note(step, "as planned", unit.name, tour.post)
                self.begin(unit, tour)
            else:
                self.note(step, "lapsed", unit.name, tour.post)
                self.booked.pop(tour)

    def begin(self, unit: Unit, tour: Tour) -> None:
        unit.tour, unit.home, unit.rest = tour, self.end(tour), tour.start + unit.kind.cycle
        self.booked[tour] = range(tour.start, self.end(tour))
        self.served.append(tour)

    def unready(self, unit: Unit, step: int) -> bool:
        delays = [
            event.delay
            for event in self.events
            if isinstance(event, NotReady) and event.name in self.on
            if event.kinds is None or unit.kind.name in event.kinds
            if drawn(self.seed, self.replication, event.name, unit.number * self.problem.months + step)
            < round(event.chance * 2**53) / 2**53
        ]
        unit.ready = max([unit.ready, *(step + delay for delay in delays)])
        return bool(delays)

    def need(self, post: Post, step: int) -> int:
        persons = float(post.required[step])
        for event in self.events:
            if isinstance(event, Surge) and self.until.get(event.name, 0) > step and post.name in event.posts:
                persons *= event.factor
        return floor(persons + 1e-9)

    def at(self, post: str, step: int) -> list[Unit]:
        return [u for u in self.units.values() if u.where(step) == "away" and u.tour and u.tour.post == post]

    def manned(self, post: str, step: int) -> int:
        return sum(unit.kind.serves[post] for unit in self.at(post, step))

    def fill(self, step: int) -> None:
        for _ in range(2 if self.problem.needs else 1):
            for post in sorted(self.problem.posts, key=lambda post: -post.weight):
                while self.manned(post.name, step) < self.need(post, step):
                    able = [unit for unit in self.units.values() if self.may_go(unit, post, step)]
                    if not able:
                        break
                    unit = max(able, key=lambda u: (self.dwell(u, step), u.kind.serves[post.name], -u.number))
                    if self.unready(unit, step):
                        self.note(step, "not ready", unit.name, post.name)
                    else:
                        self.note(step, "by rule", unit.name, post.name)
                        self.begin(unit, Tour(unit.name, post.name, step))

    def dwell(self, unit: Unit, step: int) -> Fraction:
        return Fraction(step - unit.home, unit.kind.cycle)

    def may_go(self, unit: Unit, post: Post, step: int) -> bool:
        return unit.where(step) == "rested" and all(self.allowed(unit, post, step))

    def allowed(self, unit: Unit, post: Post, step: int) -> Iterator[bool]:
        kind = unit.kind
        yield kind.serves.get(post.name, 0) > 0
        last_of_all = self.problem.months - kind.tour
        yield step in kind.starts or (last_of_all in kind.starts and step > last_of_all)
        yield unit.name in self.free or all(
            tour.start <= step or tour.start - step >= kind.cycle for tour in unit.planned
        )
        yield self.affordable(unit, step)
        yield self.movable(unit, post, step)
        yield self.provided(unit, post, step)

    def affordable(self, unit: Unit, step: int) -> bool:
        for name in unit.kind.budgets:
            for month in range(step, min(self.problem.months, step + unit.kind.tour)):
                away = sum(
                    self.problem.kind_of[tour.unit].strength * self.problem.kind_of[tour.unit].budgets.count(name)
                    for tour, months in self.booked.items()
                    if month in months
                )
                if away + unit.kind.strength > self.problem.budgets[name][month]:
                    return False
        return True

    def movable(self, unit: Unit, post: Post, step: int) -> bool:
        if post.area not in self.problem.lift:
            return True
        for month in (step, step + unit.kind.tour - 1):
            if month >= self.problem.months:
                continue
            moved = unit.kind.strength * (2 if unit.kind.tour == 1 else 1)
            for tour, months in self.booked.items():
                if self.problem.post_by_name[tour.post].area == post.area:
                    ends = (tour.start, self.end(tour) - 1)
                    moved += self.problem.kind_of[tour.unit].strength * sum(
                        end == month and end in months for end in ends
                    )
            if moved > self.problem.lift[post.area][month]:
                return False
        return True

    def provided(self, unit: Unit, post: Post, step: int) -> bool:
        for need in self.problem.needs:
            if post.name in need.needing:
                more = unit.kind.serves[post.name]
                needing = more + sum(self.manned(name, step) for name in need.needing)
                providing = sum(self.manned(name, step) for name in need.providing)
                providing += more if post.name in need.providing else 0
                if Fraction(str(need.share)) * needing > providing:
                    return False
        return True

    def count(self, step: int) -> None:
        serving = {p.name: sum(unit.persons(step) for unit in self.at(p.name, step)) for p in self.problem.posts}
        uncounted = dict.fromkeys(serving, 0)
        for need in self.problem.needs:
            needing, providing = (sum(serving[name] for name in names) for names in (need.needing, need.providing))
            beyond = needing - floor(providing / Fraction(str(need.share)))
            for post in sorted(self.problem.posts, key=lambda post: -post.weight)[::-1]:
                if post.name in need.needing and beyond > 0:
                    uncounted[post.name] = max(uncounted[post.name], min(beyond, serving[post.name]))
                    beyond -= min(beyond, serving[post.name])
        for post in self.problem.posts:
            self.required[post.name, step] = self.need(post, step)
            self.covered[post.name, step] = min(self.need(post, step), serving[post.name] - uncounted[post.name])
