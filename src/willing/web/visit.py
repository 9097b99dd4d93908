"""One request as a page sees it: who asks, what for, and with what; and what a page may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from willing.conference.actor import Actor
from willing.conference.errors import NotThere
from willing.conference.kept import derived
from willing.conference.room import Room

if TYPE_CHECKING:
    from willing.web.site import Site

Several = Mapping[str, tuple[str, ...]]
"""What was typed or asked, each name with all of its values."""


@dataclass(frozen=True)
class Fields:
    """The fields of a form, or the arguments behind the ``?`` of an address."""

    values: Several = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str, otherwise: str = "") -> str:
        """The value of a field without blanks around it."""
        found = self.values.get(name)
        return found[-1].strip() if found else otherwise

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return self.values.get(name, ())

    def whole(self, name: str) -> int | None:
        """A whole number; ``None`` where there is none, or something else."""
        text = self.text(name).replace(",", "").replace("\u202f", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def has(self, name: str) -> bool:
        """Whether a field was sent at all, such as a button or a ticked box."""
        return name in self.values

    def __iter__(self) -> Any:
        return iter(self.values)


@dataclass(frozen=True)
class Visit:
    """One request."""

    site: Site
    actor: Actor
    method: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What the address holds in the places of its route."""
    asked: Fields = field(default_factory=Fields)
    """The arguments of the address."""
    form: Fields = field(default_factory=Fields)
    """What was sent with it."""
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    """Where the request comes from."""
    fragment: bool = False
    """Whether only what may have changed is wanted (``X-Live``)."""
    token: str | None = None
    """The secret of the session."""

    @derived
    def room(self) -> Room:
        """The conference as the actor sees it, in the version that the address asks for, or now.

        With ``ours=1`` in the address its figures count the drafts of the actor's nation.
        """
        wanted = self.asked.text("version")
        if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 12):
            raise NotThere(f"there is no version {wanted[:40]!r}")
        room = self.site.conference.room(self.actor, int(wanted) if wanted else None)
        return room.with_ours() if self.asked.text("ours") == "1" else room

    def to(self, path: str, **more: object) -> str:
        """The address of another page, which shows the same earlier version, or the same drafts."""
        room = self.room
        kept = {"version": str(room.version)} if room.past else {"ours": "1"} if room.ours else {}
        asked = {name: str(value) for name, value in more.items()} | kept
        return f"{path}?{urlencode(asked)}" if asked else path

    def here(self, **changes: str | None) -> str:
        """The address of this page with some arguments changed, or left out where they are ``None``."""
        kept: dict[str, tuple[str, ...]] = dict(self.asked.values)
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = (value,)
        return f"{self.path}?{urlencode(kept, doseq=True)}" if kept else self.path


@dataclass(frozen=True)
class Page:
    """A page to be shown."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    live: bool = True
    """Whether it keeps up with the conference."""
    cookies: tuple[Cookie, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Go:
    """Somewhere else to go after something was done (303), with what came of it said there."""

    to: str
    said: str = ""
    kind: Literal["done", "warning"] = "done"
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True)
class Reply:
    """Anything else: a file, a feed, a picture."""

    body: bytes
    media: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cookie:
    """A cookie to be set; an empty value takes it away. Never readable by scripts, never sent across sites."""

    name: str
    value: str
    age: int | None = None
    """Seconds it is kept; ``None`` until the browser is closed."""


Answered = Page | Go | Reply
Handler = Callable[[Visit], Answered]

OPEN = "open"
"""The permission of what can be reached by anybody: signing in, help, health."""


@dataclass(frozen=True)
class Route:
    """One address, what it takes to reach it, and what answers."""

    method: Literal["GET", "POST"]
    path: str
    permission: str
    """The name of the permission without which nobody reaches it, for any nation; or :data:`OPEN`. What it does for one
    nation is refused by the act itself."""
    handler: Handler
    place: str = ""
    """The key of the entry of the navigation that it belongs to."""
    shared: bool = False
    """Whether what it shows is the same for all of the same part and nation, whatever their account."""
