"""Fifty delegates who write as fast as they are answered, and remember what they were told.

Every write carries a text that no other write carries, by which it is found in the record: see :mod:`.book`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any, Literal

from argon2 import PasswordHasher
from tests.durability.asking import Answer, Client, LostError

from willing.case.build import build
from willing.conference.actor import Actor
from willing.conference.conference import Conference, utc_now
from willing.conference.convening import OpenConference
from willing.conference.record import plain_case
from willing.ledger.store import Ledger
from willing.people.people import People

WRITERS = 50
SIGNERS = 3
"""Pairs of nations that sign together, again and again, beside the writers."""
PASSWORD = "seven ships sail at dawn"
Kind = Literal["enter", "revise", "draft", "release", "comment", "open", "sign"]


def cheap() -> PasswordHasher:
    """A hasher that costs nothing."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def nation(number: int) -> str:
    """The nation of a writer."""
    return f"N{number:02}"


@lru_cache(maxsize=1)
def opening() -> Mapping[str, Any]:
    """A case with a nation for each writer and two for each signer, and nothing pledged but by those."""
    signing = [(f"S{n}{side}", n) for n in range(SIGNERS) for side in "AB"]
    pledges = [
        {"id": f"{code.lower()}-infantry", "nation": code, "capability": "infantry", "strength": 100}
        for code, _ in signing
    ]
    codes = [*(nation(n) for n in range(WRITERS)), *(code for code, _ in signing)]
    return {
        "case": {"format": 1, "id": "durable", "title": "A conference under load", "target": {"strength": 4000}},
        "nations": {code: {"name": f"Nation {code}"} for code in codes},
        "capabilities": {"infantry": {"name": "Infantry"}},
        "pledges": pledges,
    }


def prepared(db: str) -> Mapping[str, str]:
    """Open a conference on an empty database with an account for everybody; the token of each, by name."""
    with Ledger(db) as ledger:
        people = People(ledger, utc_now, cheap())
        who: dict[str, tuple[str, str | None]] = {"hq": ("headquarters", None), "admin": ("admin", None)}
        who |= {code: ("delegate", code) for code in opening()["nations"]}
        for name, (role, of) in who.items():
            people.add(name, PASSWORD, role, of, "test")
        Conference(ledger).do(Actor("hq", "headquarters"), OpenConference(plain_case(build(opening()))))
        return {name: people.issue(name, "test") for name in who}


@dataclass
class Attempt:
    """One write that was sent, and what came back."""

    kind: Kind
    marker: str
    who: str
    match: int | None = None
    answer: Answer | None = None
    lost: bool = False
    """The connection ended before an answer came."""

    @property
    def done(self) -> bool:
        """Whether it was acknowledged."""
        return self.answer is not None and self.answer.status == 200

    def refusal(self) -> str:
        """Why the record could not be written, in one line that does not name what is secret."""
        assert self.answer is not None
        said = str(self.answer.data["detail"])
        assert said and "\n" not in said and ("postgresql:" not in said or ":***@" in said), said
        return said

    @property
    def unsure(self) -> bool:
        """Whether who sent it cannot know what became of it."""
        said = self.answer.text if self.answer is not None and self.answer.status == 503 else ""
        return self.lost or "while a write was being committed" in said


@dataclass
class Load:
    """What all who write have in common."""

    port: int
    tokens: Mapping[str, str]
    attempts: list[Attempt] = field(default_factory=list)
    """Since the last look."""
    in_flight: int = 0
    """Writes that were sent and are not answered yet."""
    acknowledged: int = 0
    numbers: count[int] = field(default_factory=count)

    def marker(self) -> str:
        """A text that is nowhere yet."""
        return f"mark {next(self.numbers)}"

    async def write(self, client: Client, attempt: Attempt, method: str, path: str, body: Any = None) -> Answer | None:
        """Send a write and note what comes back; ``None`` where nobody knows."""
        self.attempts.append(attempt)
        self.in_flight += 1
        try:
            attempt.answer = await client.ask(method, f"/api/v1{path}", body, attempt.match)
        except LostError:
            attempt.lost = True
            raise
        finally:
            self.in_flight -= 1
        self.acknowledged += attempt.done
        if attempt.answer.status == 503:
            attempt.refusal()
        if attempt.answer.status not in (200, 409, 503):
            raise AssertionError(f"{attempt.kind} was answered {attempt.answer.status}: {attempt.answer.text}")
        return attempt.answer if attempt.done else None


def tag_of(answer: Answer) -> int:
    """The version that an answer gives what was written."""
    return int(answer.headers["etag"].strip('"'))


class Writer:
    """One delegate, alone for its nation, so that what it is told last is what stands."""

    def __init__(self, load: Load, number: int, seed: int) -> None:
        self.load, self.of, self.random = load, nation(number), random.Random(f"{seed} {number}")
        self.client = Client(load.port, load.tokens[self.of])
        self.known = False
        self.pledges: dict[str, int] = {}
        self.drafts: dict[str, int] = {}

    async def step(self) -> None:
        """Write once, after a look at how things stand if that is not known. Raises LostError."""
        try:
            if not self.known:
                await self._look()
            if not await self._write():
                self.known = False
                await asyncio.sleep(0.02)
        except LostError:
            self.known = False
            raise

    async def _look(self) -> None:
        for kind, known in (("pledges", self.pledges), ("drafts", self.drafts)):
            known.clear()
            for name in self._names():
                found = await self.client.ask("GET", f"/api/v1/{kind}/{name}")
                if found.status == 503:
                    return
                assert found.status in (200, 404), found.text
                if found.status == 200:
                    known[name] = tag_of(found)
        self.known = True

    def _names(self) -> tuple[str, ...]:
        return f"{self.of.lower()}-infantry", f"{self.of.lower()}-reserve"

    async def _write(self) -> bool:
        if not self.known:
            return False
        name = self._names()[0] if self.random.random() < 0.8 else self._names()[1]
        does = self.random.choice(("pledge", "pledge", "draft", "comment"))
        if does == "comment" and name in self.pledges:
            return await self._comment(name)
        if does == "draft":
            return await self._draft(name)
        # Revised beside its draft, it could not be released any more.
        return await (self._release(name) if name in self.drafts else self._pledge(name))

    def _pledged(self, name: str, marker: str) -> dict[str, Any]:
        return {"capability": "infantry", "strength": 100 + len(name), "note": marker}

    async def _pledge(self, name: str) -> bool:
        match = self.pledges.get(name)
        attempt = Attempt("enter" if match is None else "revise", self.load.marker(), self.of, match)
        body = self._pledged(name, attempt.marker)
        answer = await self.load.write(self.client, attempt, "PUT", f"/pledges/{name}", body)
        if answer is not None:
            self.pledges[name] = tag_of(answer)
        return answer is not None

    async def _draft(self, name: str) -> bool:
        attempt = Attempt("draft", self.load.marker(), self.of, self.drafts.get(name))
        body = self._pledged(name, attempt.marker)
        answer = await self.load.write(self.client, attempt, "PUT", f"/drafts/{name}", body)
        if answer is not None:
            self.drafts[name] = tag_of(answer)
        return answer is not None

    async def _release(self, name: str) -> bool:
        attempt = Attempt("release", f"{self.of} {name} {self.drafts[name]}", self.of, self.drafts[name])
        answer = await self.load.write(self.client, attempt, "POST", f"/drafts/{name}/release")
        if answer is not None:
            del self.drafts[name]
            self.pledges[name] = tag_of(answer)
        return answer is not None

    async def _comment(self, name: str) -> bool:
        attempt = Attempt("comment", self.load.marker(), self.of)
        path, body = f"/pledges/{name}/talk", {"text": attempt.marker}
        return await self.load.write(self.client, attempt, "POST", path, body) is not None


class Signer:
    """Headquarters and two nations, who open a signing and sign it, or end it by a revision, again and again."""

    def __init__(self, load: Load, number: int, seed: int) -> None:
        self.load, self.random = load, random.Random(f"{seed} signer {number}")
        self.pair = f"S{number}A", f"S{number}B"
        self.headquarters = Client(load.port, load.tokens["hq"])
        self.clients = {code: Client(load.port, load.tokens[code]) for code in self.pair}

    def pledge(self, of: str) -> str:
        """What a nation signs for."""
        return f"{of.lower()}-infantry"

    async def step(self) -> None:
        """One signing, from wherever it stands. Raises LostError."""
        found = await self.headquarters.ask("GET", "/api/v1/signings")
        if found.status == 503:
            await asyncio.sleep(0.02)
            return
        mine = [one for one in found.data if self.pledge(self.pair[0]) in one["pledges"]]
        if not mine or mine[-1]["state"] != "open":
            attempt = Attempt("open", self.load.marker(), "hq")
            body = {"title": attempt.marker, "pledges": [self.pledge(of) for of in self.pair]}
            await self.load.write(self.headquarters, attempt, "POST", "/signings", body)
        elif self.random.random() < 0.2:
            await self._revise(self.random.choice(self.pair))
        else:
            of = self.random.choice(mine[-1]["missing"])
            attempt = Attempt("sign", f"{mine[-1]['id']} {of}", of)
            await self.load.write(self.clients[of], attempt, "POST", f"/signings/{mine[-1]['id']}/sign")

    async def _revise(self, of: str) -> None:
        path = f"/pledges/{self.pledge(of)}"
        found = await self.clients[of].ask("GET", f"/api/v1{path}")
        if found.status == 503:
            return
        accepted = ""
        for _ in range(3):  # what it does to the standing force may change before it is confirmed
            attempt = Attempt("revise", self.load.marker(), of, tag_of(found))
            body = {"capability": "infantry", "strength": 100, "note": attempt.marker}
            answer = await self.load.write(self.clients[of], attempt, "PUT", f"{path}{accepted}", body)
            if answer is not None or attempt.answer is None or attempt.answer.status != 409:
                return
            accepted = f"?accepted={attempt.answer.data['accepted']}"


class Crowd:
    """All who write."""

    def __init__(self, port: int, tokens: Mapping[str, str], seed: int) -> None:
        self.load = Load(port, tokens)
        self.writers: Sequence[Writer | Signer] = (
            *(Writer(self.load, number, seed) for number in range(WRITERS)),
            *(Signer(self.load, number, seed) for number in range(SIGNERS)),
        )

    async def write(self, answers: int, strike: Callable[[], Awaitable[None]]) -> int:
        """Have everybody write, and strike after so many answers: how much was in flight then."""
        try:
            async with asyncio.timeout(60), asyncio.TaskGroup() as group:
                for writer in self.writers:
                    group.create_task(self._until_lost(writer))
                await self._answered(answers)
                in_flight = self.load.in_flight
                await strike()
        finally:
            await self.drop()
        return in_flight

    async def write_on(self, answers: int, trouble: Callable[[], Awaitable[None]]) -> None:
        """Have everybody write, with some trouble after so many answers, and end after as many more."""
        ending = asyncio.Event()
        try:
            async with asyncio.timeout(120), asyncio.TaskGroup() as group:
                for writer in self.writers:
                    group.create_task(self._until(writer, ending))
                await self._answered(answers)
                await trouble()
                await self._answered(answers)
                ending.set()
        finally:
            await self.drop()

    async def _answered(self, more: int) -> None:
        """Wait until so many more writes have been acknowledged."""
        until = self.load.acknowledged + more
        while self.load.acknowledged < until:
            await asyncio.sleep(0.002)

    @staticmethod
    async def _until_lost(writer: Writer | Signer) -> None:
        try:
            while True:
                await writer.step()
        except LostError:
            return

    @staticmethod
    async def _until(writer: Writer | Signer, ending: asyncio.Event) -> None:
        while not ending.is_set():
            await writer.step()

    async def drop(self) -> None:
        """Let every connection go."""
        for writer in self.writers:
            for client in clients_of(writer):
                client.drop()
        await asyncio.sleep(0)  # for the connections to close


def clients_of(writer: Writer | Signer) -> Iterable[Client]:
    """The connections of one who writes."""
    return (writer.client,) if isinstance(writer, Writer) else (writer.headquarters, *writer.clients.values())
