"""Cases that tests make pages of."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tests.report.reading import Page

import willing
from willing.report.answers import Question
from willing.report.page import page

NATIONS = {"FR": {"name": "France"}, "GB": {"name": "Britain"}}
HEAD = {"format": 1, "id": "small", "title": "A small case"}
EVIL = "</style></p><script>harmed = 1</script><img src=x onerror=harmed=2> {{ 7 * 7 }} {% raw %} \"'& \u202eback\x07"
"""Text that would do harm if it were taken for anything but text."""


def built(target: int | None = None, **sections: Any) -> willing.Case:
    """A case of some sections."""
    head: dict[str, Any] = HEAD | ({"target": {"strength": target}} if target is not None else {})
    return willing.build({"case": head, "nations": NATIONS, **sections})


def offer(nation: str, strength: Any = 100, **more: Any) -> dict[str, Any]:
    """A pledge of infantry."""
    found = {"id": nation.lower(), "nation": nation, "capability": "infantry", "strength": strength}
    return {**found, **more}


def rich() -> willing.Case:
    """One of everything, with statements that contradict each other and assumptions of several kinds."""
    return willing.build(
        {
            "case": HEAD
            | {"target": {"strength": 9000, "basis": {"strength": {"assumed": "a guess"}}, "statements": ["s1"]}},
            "nations": {
                "FR": {"name": "France", "home_floor": 900, "basis": {"home_floor": {"assumed": "a third"}}},
                "GB": {"name": "United Kingdom", "home_floor": 600, "basis": {"home_floor": {"assumed": "a third"}}},
                "DK": {"name": "Denmark"},
                "ES": {"name": "Spain"},
            },
            "factors": {
                "ceasefire": {
                    "title": "A ceasefire is in force",
                    "probability": 0.4,
                    "basis": {"probability": {"assumed": "less than even"}},
                    "statements": ["s2"],
                },
                "backing": {
                    "title": "The US backs it",
                    "probability": {"given": "ceasefire", "true": 0.5, "false": 0.1},
                },
                "consent": {"title": "The host consents", "value": True, "from": "2025-03-01"},
            },
            "areas": {
                "west": {"name": "The west", "at": [49.8, 24.0], "measures": {"sites": 1, "trainees": 6000},
                         "lift": 900, "basis": {"measures": {"assumed": "as counted"}}},
            },
            "capabilities": {
                "infantry": {"name": "Ground troops", "unit_size": 700,
                             "basis": {"unit_size": {"assumed": "a battalion"}}},
            },
            "rules": {
                "teach": {"title": "One for three", "persons": 1, "per": 3, "of": "trainees", "statements": ["s1"],
                          "basis": {"persons": {"assumed": "small groups"}}},
            },
            "sources": {
                "times": {"publisher": "The Times", "reliability": "B", "url": "https://times.example/a?b=1&c=2"},
                "wire": {"title": "A wire", "reliability": "D", "url": "javascript:alert(1)"},
            },
            "statements": [
                {"id": "s1", "source": "times", "on": "2025-04-01", "about": ["fr", "FR"], "says": "Five thousand",
                 "value": {"low": 4000, "high": 6000}, "credibility": 2, "where": "paragraph 3"},
                {"id": "s2", "source": "wire", "on": "2025-04-02", "about": "ceasefire", "says": "No such thing",
                 "contradicts": ["s1"]},
                {"id": "s10", "source": "times", "on": "2025-05-01", "about": "FR", "says": "Spoken later"},
            ],
            "pledges": [
                offer("FR", {"low": 4000, "likely": 5000, "high": 6000}, **{"if": "ceasefire and GB sends >= 4000"},
                      statements=["s1"], caveats={"areas": ["west"]}, basis={"if": {"assumed": "as read"}},
                      **{"from": "2025-03-02"}),
                offer("GB", 4000, **{"if": "ceasefire and (backing or FR stands)"}, **{"from": "2025-03-01"}),
                offer("DK", {"match": 0.1, "of": "others", "up_to": 800}),
                offer("ES", 0, stage="refused", note="Not this time"),
                offer("ES", "unknown", id="es-later", stage="indicated"),
                offer("DK", "unknown", id="dk-medics", capability="infantry"),
            ],
            "requirements": {
                "training": {"title": "Trainers", "posts": [
                    {"id": "lviv", "area": "west", "task": "training", "capability": "infantry", "from": "teach",
                     "months": [0, 24], "basis": {"from": {"assumed": "as taught elsewhere"}}}]},
                "patrol": {"title": "Patrols", "posts": [
                    {"id": "line", "area": "west", "task": "patrol", "capability": "infantry", "strength": 9500,
                     "months": [0, 6]}]},
            },
        }
    )  # fmt: skip


def hostile() -> willing.Case:
    """A case every text of which would do harm if it were taken for anything but text."""
    return willing.build(
        {
            "case": HEAD | {"title": EVIL, "description": EVIL, "target": {"strength": 2050}},
            "nations": {"FR": {"name": EVIL, "note": EVIL}, "GB": {"name": "W" * 300}},
            "factors": {
                "f": {"title": EVIL, "probability": 0.5, "note": EVIL, "basis": {"probability": {"assumed": EVIL}}}
            },
            "areas": {"west": {"name": EVIL}},
            "capabilities": {"infantry": {"name": EVIL}},
            "sources": {
                "a": {"publisher": EVIL, "title": EVIL, "note": EVIL, "url": "javascript:alert(3)"},
                "b": {"publisher": EVIL, "url": f"https://x.example/{EVIL}"},
                "c": {"publisher": "fine", "url": 'https://x.example/?a="><script>&b'},
            },
            "statements": [
                {"id": f"s-{source}", "source": source, "on": "2025-01-01", "about": "fr", "says": EVIL, "where": EVIL,
                 "note": EVIL}
                for source in "abc"
            ],
            "requirements": {"c": {"title": EVIL, "note": EVIL, "posts": [
                {"id": "p", "area": "west", "task": "t", "capability": "infantry", "strength": 2000,
                 "months": [0, 3]}]}},
            "pledges": [
                offer("FR", 2000, **{"if": "f"}, statements=["s-a", "s-b", "s-c"], note=EVIL,
                      basis={"if": {"reported": EVIL, "derived": EVIL, "assumed": EVIL}}),
                offer("GB", 100, **{"if": "FR stands"}),
            ],
        }
    )  # fmt: skip


def read(case: willing.Case, **asked: Any) -> Page:
    """The page of a case, read."""
    return Page(page(case, Question(**asked)))


@lru_cache(maxsize=1)
def ukraine() -> Page:
    """The page of the bundled case, on a day on which much was on offer, without plans."""
    return read(willing.load("ukraine-2025"), as_of="2025-08-20", plan=False)


@lru_cache(maxsize=1)
def of_rich() -> Page:
    """The page of a case with one of everything."""
    return read(rich())
