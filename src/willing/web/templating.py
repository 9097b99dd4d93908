"""How pages are written: the templates, what each of them can call, and the frame that all of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from willing.charts import words
from willing.charts.plain import plain
from willing.conditions.english import english
from willing.conference.permissions import BY_NAME
from willing.questions.answer import VERSION
from willing.questions.ask import listed
from willing.report.page import MEANINGS
from willing.report.style import sign
from willing.standing.verdict import STATUSES

STATIC = "/static"
"""The address under which the files of ``web/static`` are served."""
NARROW = 719
"""The widest window in pixels that shows narrow pictures and stacked tables, as the style sheet has it."""


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    key: str
    title: str
    address: str
    permission: str = "picture.see"
    """What it takes to find it there."""
    past: bool = True
    """Whether it can be looked at as it was in an earlier version."""


PLACES: tuple[Place, ...] = (
    Place("overview", "Overview", "/"),
    Place("nations", "Nations", "/nations"),
    Place("requirement", "Requirement", "/requirement"),
    Place("waits", "Who waits", "/waits"),
    Place("factors", "Factors", "/factors"),
    Place("what-if", "What if", "/what-if", "question.ask"),
    Place("timeline", "Timeline", "/timeline"),
    Place("log", "Log", "/log", "log.see"),
    Place("case", "The case", "/case", "case.state", past=False),
    Place("people", "People", "/people", "people.see", past=False),
)
"""What is found in the navigation by those who have the permission for it."""


@dataclass(frozen=True)
class Me:
    """Who looks at the page."""

    name: str
    role: str
    nation: str | None = None
    """The nation as it is spelled, for a delegate."""
    notices: int | None = 0
    """Notices not yet read; ``None`` where that is said elsewhere."""


@dataclass(frozen=True)
class Past:
    """An earlier version of the conference, which the page shows."""

    version: int
    at: datetime
    latest: str
    """The address of the same page as it is now."""


@dataclass(frozen=True)
class Flash:
    """What came of what was just done."""

    text: str
    kind: Literal["done", "warning"] = "done"


@dataclass(frozen=True)
class Frame:
    """What stands around every page; ``base.html`` shows it."""

    conference: str
    """The title of the conference."""
    place: str = ""
    """The key of the entry of the navigation that the page belongs to."""
    me: Me | None = None
    version: int | None = None
    """The number of the common record; ``None`` where the page may not say."""
    stamp: str = ""
    """What the live stream said when the page was made: a tab fetches nothing while it says the same."""
    demo: bool = False
    public: bool = False
    """The page is read without an account."""
    past: Past | None = None
    flashes: tuple[Flash, ...] = ()
    live: bool = True
    """Whether the page keeps up with the conference; one of an earlier version never does."""
    fragment: bool = False
    """Only what may have changed is wanted: the request had the header ``X-Live``."""
    places: tuple[Place, ...] | None = None
    """The navigation; ``None`` is the usual one of the role."""

    @property
    def navigation(self) -> tuple[Place, ...]:
        """The entries of the navigation, in their order."""
        if self.places is not None:
            return self.places
        if self.me is None and not self.public:
            return ()
        part = self.me.role if self.me is not None else "public"
        found = (place for place in PLACES if part in BY_NAME[place.permission].who)
        return tuple(replace(place, address=self.kept(place.address)) if place.past else place for place in found)

    def kept(self, address: str) -> str:
        """The address of another page, in the earlier version that this one shows."""
        return f"{address}?version={self.past.version}" if self.past is not None else address

    @property
    def streaming(self) -> bool:
        """Whether the page opens the live stream."""
        return self.live and self.past is None and (self.me is not None or self.public)


def render(template: str, frame: Frame, **more: Any) -> str:
    """A page of ``web/templates``; ``more`` is what it shows."""
    return environment().get_template(template).render(frame=frame, **more)


def piece(template: str, **more: Any) -> Markup:
    """A piece of a page, to be placed in one; ``more`` is what it shows, and nothing else."""
    return Markup(environment().get_template(template).render(**more))  # escaped where the template is filled in


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of the pages. Everything is escaped but what is markup already, and nothing may be missing."""
    found = Environment(
        loader=PackageLoader("willing.web"),
        autoescape=True,
        finalize=plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        number=number, percent=words.percent, day=day, moment=moment, ago=ago, opened=opened, label=words.label
    )
    found.globals.update(_globals())
    return found


def _globals() -> dict[str, Any]:
    return {
        "english": english,
        "listed": listed,
        "meanings": MEANINGS,
        "sign": sign,
        "some": words.some,
        "static": static,
        "statuses": STATUSES,
        "LABELS": LABELS,
        "NARROW": NARROW,
        "VERSION": VERSION,
    }


@lru_cache(maxsize=64)
def static(name: str) -> str:
    """The address of a file of ``web/static``, with a key of its content so that it can be kept for ever."""
    content = (resources.files("willing.web") / "static" / name).read_bytes()
    return f"{STATIC}/{name}?v={sha256(content).hexdigest()[:12]}"


def number(value: float | None) -> str:
    """Persons with thousands separated, or that they are unknown."""
    return "unknown" if value is None else words.number(value)


def opened(sentence: str) -> str:
    """A sentence with its first letter a capital, also behind a bracket; the name of a pledge stays as it is."""
    if _PLEDGE.match(sentence):
        return sentence
    bracket = "(" if sentence.startswith("(") else ""
    return bracket + words.opened(sentence[len(bracket) :])


_PLEDGE = re.compile(r"[a-z]{2}-[a-z0-9]")
"""What names of pledges begin with: the code of a nation."""


def day(value: date | None) -> str:
    """``4 September 2025``."""
    return words.day(value) if value else "no day"


def moment(value: datetime) -> str:
    """``4 Sep 2025, 14:05 UTC``: a time of the clock that all share."""
    at = value.astimezone(UTC)
    return f"{words.short_day(at)}, {at:%H:%M} UTC"


def ago(value: datetime, now: datetime) -> str:
    """``5 minutes ago``; from a week on, the day. Not for what is live, as it changes by itself."""
    since = now - value
    for unit, length in _UNITS.items():
        if since >= length:
            count = since // length
            return words.short_day(value) if since >= _WEEK else f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


_WEEK = timedelta(days=7)
_UNITS: Mapping[str, timedelta] = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}

LABELS: Mapping[str, str] = {
    "draft": "Seen by your nation alone until it is released",
    "private": "Seen by your nation and headquarters alone",
    "signed": "Its nation has signed",
    "signing": "A signing is open that it is part of",
    "stale": "Neither made, renewed nor spoken of for six months",
    "waits": "Its condition waits for others",
    "committed": "Committed by a signing of the whole group",
    "withdrawn": "Its nation has taken it back",
    "changed": "Changed since you last looked",
    "you": "Your nation",
    "new": "Not read yet",
    "due": "Something is asked of you",
}
"""What the labels say, by their kind, for a pointer that rests on one."""
