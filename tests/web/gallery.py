"""Every piece of the pages at once, with what stands in the bundled case: to be looked at, and to be tested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import altair as alt
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

import willing
from willing.case.model import Case
from willing.case.names import names_of
from willing.charts.pictures import picture
from willing.charts.render import svg
from willing.charts.theme import MARGIN
from willing.conditions.english import english
from willing.questions.assess import Assessment, Strength, assess
from willing.web.templating import Flash, Frame, Me, Past, environment

CASE = "ukraine-2025"
NOW = datetime(2026, 2, 25, 14, 5, tzinfo=UTC)
SIZES = {"wide": 760, "narrow": 380}
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
"""What a page may do: nothing that is inline, and nothing elsewhere."""

GALLERY = (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    capability: str
    strength: int | None
    status: str
    stage: str
    condition: str
    marks: tuple[str | tuple[str, str], ...]
    why: str


@dataclass(frozen=True)
class Post:
    """A post's persons, as a bar of strength has them."""

    name: str
    wanted: int
    firm: int
    together: int
    contested: int = 0
    out: int = 0

    @property
    def filled(self) -> int:
        return self.firm


@lru_cache(maxsize=1)
def case() -> Case:
    return willing.load(CASE)


@lru_cache(maxsize=1)
def answer() -> Assessment:
    found: Assessment = assess(case(), assume={"ceasefire": True})
    return found


def rows() -> list[Row]:
    """The first pledges of the case, the firm ones first."""
    marks: tuple[tuple[str | tuple[str, str], ...], ...] = (
        ("you", "draft"), (), ("stale",), ("signed",), (), (("waits", "waits for a vote"),),
    )  # fmt: skip
    found = []
    for at, verdict in enumerate(sorted(answer().pledges, key=lambda each: each.status)[:12]):
        pledge = case().pledge_by_id[verdict.id]
        nation = case().nations[verdict.nation]
        said = english(pledge.condition, names_of(case())) if pledge.if_ is not None else ""
        found.append(
            Row(
                verdict.id, nation.name or verdict.nation, verdict.capability, verdict.strength, verdict.status,
                verdict.stage, said, marks[at % len(marks)], verdict.main_reason,
            )
        )  # fmt: skip
    return found


def shown(frame: Frame) -> str:
    """The gallery within a frame."""
    return environment().from_string(GALLERY).render(frame=frame, **content())


def content() -> dict[str, Any]:
    kinds = {"wide": "/picture/wide-light", "wide_dark": "/picture/wide-dark"}
    return {
        "a": answer(),
        "rows": rows(),
        "strength": Strength(offered=23_450, firm=12_000, together=4_200, contested=1_250, out=6_000),
        "before": {"firm": 12_000, "together": 4_200},
        "after": {"firm": 15_000, "together": 3_100},
        "posts": (
            Post("Reassurance brigade, west", 5_000, 3_000, 1_200),
            Post("Air policing", 800, 800, 0),
            Post("Mine clearance at sea", 450, 0, 0, out=200),
        ),
        "difference": (
            {"field": "Strength", "before": "3,000", "theirs": "4,000", "yours": "3,500"},
            {
                "field": "Condition",
                "before": "a ceasefire",
                "theirs": "a ceasefire",
                "yours": "a ceasefire, and a vote",
            },
            {"field": "Note", "before": "", "theirs": "", "yours": ""},
        ),
        "sources": {**kinds, "narrow": "/picture/narrow-light", "narrow_dark": "/picture/narrow-dark"},
        "now": NOW,
        "earlier": NOW - timedelta(days=12, hours=3),
    }


FRAME = Frame(
    conference="The coalition of the willing for Ukraine, 2025 to 2026",
    place="overview",
    me=Me("Claire", "delegate", "France", 3),
    version=43,
    demo=True,
    past=Past(43, NOW, "/"),
    flashes=(Flash("Your draft is saved. Nobody else sees it."),),
)
"""A delegate of France looks at an earlier version of a demonstration."""


@lru_cache(maxsize=4)
def drawn(width: int, scheme: Any) -> str:
    chart = picture("strength", case())(width + 2 * MARGIN)
    chart.title, chart.padding = alt.Undefined, 0
    return svg(chart, scheme)


def app(frame: Frame = FRAME, draw: bool = True) -> FastAPI:
    """The gallery as a small application; without ``draw``, the picture is an empty one."""
    found = FastAPI(openapi_url=None)
    found.mount("/static", StaticFiles(directory=str(resources.files("willing.web") / "static")))

    @found.get("/")
    def gallery() -> HTMLResponse:
        return HTMLResponse(shown(frame), headers={"Content-Security-Policy": POLICY})

    @found.get("/picture/{kind}")
    def picture_of(kind: str) -> Response:
        size, scheme = kind.split("-")
        empty = f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZES[size]}" height="420"/>'
        return Response(drawn(SIZES[size], scheme) if draw else empty, media_type="image/svg+xml")

    return found
