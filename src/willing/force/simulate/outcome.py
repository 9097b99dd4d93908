"""What thousands of replications say of a plan: how far each post is covered, and which event hurts most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from willing.force.problem import Problem
from willing.force.simulate.events import Event
from willing.force.simulate.model import Flags, Ints
from willing.force.simulate.tally import LAPSED, PLANNED, SENT, Tally

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PLACES = ("away", "dwelling", "not ready", "rested", "gone")


@dataclass(frozen=True)
class Spread:
    """How something is distributed over the replications."""

    mean: float
    p5: float
    """One replication in twenty has less."""
    p25: float
    median: float
    p75: float
    p95: float


@dataclass(frozen=True)
class Harm:
    """What one event does. Figures are means over all replications, those that it does not strike among them."""

    event: str
    struck: float
    """The share of the replications in which it strikes, or may."""
    loss: float
    """Weighted person-months that are missed beyond those of the undisturbed plan if it is the only event."""
    loss_error: float | None
    """The standard error of that; unknown after a single replication."""
    loss_share: float | None
    """The loss as a share of all weighted person-months that the plan is asked for; unknown where that is none."""
    relief: float
    """Weighted person-months that are missed less if it is the only event left out."""
    relief_error: float | None
    """The standard error of that."""
    posts: Mapping[str, float]
    """For each post the person-months missed beyond those of the undisturbed plan if it is the only event."""


@dataclass(frozen=True)
class Undisturbed:
    """What the plan comes to if no event strikes; gaps that it leaves are filled by rule here too."""

    share: float | None
    """Of the person-months required, those covered; unknown where none are required."""
    worth: int
    """Weighted person-months covered."""
    missed: int
    """Weighted person-months missed."""
    asked: int
    """Weighted person-months required."""
    posts: Mapping[str, float | None]
    """The share for each post."""


@dataclass(frozen=True)
class Simulated:
    """How a plan fares.

    Shares are of person-months required, surges among them, from 0 to 1; where nothing is required they are unknown.
    """

    replications: int
    """Replications done."""
    asked: int
    """Replications asked for: more than done where the work was interrupted."""
    seed: int
    share: Spread | None
    """The share covered over all posts."""
    worth: Spread
    """Weighted person-months covered."""
    missed: Spread
    """Weighted person-months missed."""
    undisturbed: Undisturbed
    posts: Mapping[str, Spread | None]
    """The share covered of each post."""
    months: tuple[Spread | None, ...]
    """The share covered over all posts in each month."""
    short: Mapping[str, tuple[float, ...]]
    """For each post the chance that it is short of what it requires in each month."""
    harms: tuple[Harm, ...]
    """The events, the one that hurts most alone first."""
    planned: float
    """Planned tours that are carried out, on average."""
    lapsed: float
    """Planned tours that lapse, on average."""
    by_rule: float
    """Tours that are begun by rule, on average."""
    spent: Mapping[str, float]
    """The share of all unit-months that units are away, dwelling, not ready, rested and gone."""

    @property
    def complete(self) -> bool:
        """Whether all replications that were asked for are done."""
        return self.replications == self.asked


@dataclass(frozen=True)
class Batch:
    """What some replications come to."""

    together: Tally
    """With every event on."""
    alone: Ints
    """(E, R, D) person-steps missed with one event on and no other."""
    without: Ints
    """(E, R, D) person-steps missed with all others on."""
    struck: Flags
    """(E, R) whether an event can have made a difference."""


def simulated(
    problem: Problem, events: Sequence[Event], batches: Sequence[Batch], undisturbed: Tally, *, asked: int, seed: int
) -> Simulated:
    """All batches together."""
    names = [post.name for post in problem.posts]
    weight = np.array([post.weight for post in problem.posts], dtype=np.int64)
    whole = _joined([batch.together for batch in batches])
    missed = whole.required - whole.covered
    many = len(missed)
    short = whole.missed.T / many
    tours = whole.tours.mean(axis=0)
    spent = whole.spent.sum(axis=0) / max(1, whole.spent.sum())
    return Simulated(
        replications=many,
        asked=asked,
        seed=seed,
        share=_share(whole.covered.sum(axis=1), whole.required.sum(axis=1)),
        worth=_spread(whole.covered @ weight),
        missed=_spread(missed @ weight),
        undisturbed=_undisturbed(names, weight, undisturbed),
        posts={name: _share(*pair) for name, *pair in zip(names, whole.covered.T, whole.required.T, strict=True)},
        months=tuple(_share(*pair) for pair in zip(whole.covered_in.T, whole.required_in.T, strict=True)),
        short={name: tuple(row.tolist()) for name, row in zip(names, short, strict=True)},
        harms=_harms(names, weight, events, batches, undisturbed),
        planned=float(tours[PLANNED]),
        lapsed=float(tours[LAPSED]),
        by_rule=float(tours[SENT]),
        spent=dict(zip(PLACES, spent.tolist(), strict=True)),
    )


def _joined(tallies: Sequence[Tally]) -> Tally:
    """Tallies in turn; replications in which a post is short are added up."""
    parts = {name: np.concatenate([getattr(tally, name) for tally in tallies]) for name in Tally._fields}
    parts["missed"] = np.sum([tally.missed for tally in tallies], axis=0)
    return Tally(**parts)


def _spread(values: NDArray[np.float64] | Ints) -> Spread:
    return Spread(float(values.mean()), *(float(value) for value in np.quantile(values, QUANTILES)))


def _share(covered: Ints, required: Ints) -> Spread | None:
    """The share covered, over the replications in which anything is required."""
    there = required > 0
    return _spread(covered[there] / required[there]) if there.any() else None


def _undisturbed(names: Sequence[str], weight: Ints, tally: Tally) -> Undisturbed:
    covered, required = tally.covered[0], tally.required[0]
    return Undisturbed(
        share=_ratio(int(covered.sum()), int(required.sum())),
        worth=int(covered @ weight),
        missed=int((required - covered) @ weight),
        asked=int(required @ weight),
        posts={name: _ratio(int(c), int(r)) for name, c, r in zip(names, covered, required, strict=True)},
    )


def _ratio(covered: int, required: int) -> float | None:
    return covered / required if required else None


def _harms(
    names: Sequence[str], weight: Ints, events: Sequence[Event], batches: Sequence[Batch], undisturbed: Tally
) -> tuple[Harm, ...]:
    """What each event does, beside the undisturbed plan and beside all events."""
    together = np.concatenate([batch.together.required - batch.together.covered for batch in batches])
    nothing = undisturbed.required - undisturbed.covered
    asked = int(undisturbed.required[0] @ weight)
    found = []
    for index, event in enumerate(events):
        alone = np.concatenate([batch.alone[index] for batch in batches]) - nothing
        without = np.concatenate([batch.without[index] for batch in batches])
        struck = np.concatenate([batch.struck[index] for batch in batches])
        posts = dict(zip(names, alone.mean(axis=0).tolist(), strict=True))
        losses, reliefs = _mean(alone @ weight), _mean((together - without) @ weight)
        share = losses[0] / asked if asked else None
        found.append(Harm(event.name, float(struck.mean()), *losses, share, *reliefs, posts))
    return tuple(sorted(found, key=lambda harm: -harm.loss))


def _mean(values: Ints) -> tuple[float, float | None]:
    """The mean and its standard error, which one replication does not tell."""
    error = float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else None
    return float(values.mean()), error
