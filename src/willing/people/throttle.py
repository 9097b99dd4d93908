"""How guessing is slowed down: who fails often waits, longer each time, whether or not the account exists.

Attempts stand in the database, so that every process and every restart knows them. Three limits hold at once:

* **A name from one address**: five failures in a quarter of an hour are a person who has forgotten; then one waits 30
  seconds, then twice as long each time, up to a quarter of an hour. That leaves some ten guesses in each.
* **An address**: fifty failures in a quarter of an hour, whatever the names, against one machine that tries many names.
  It is ten times as many because a whole delegation may sit behind one address. An IPv6 network of 64 bits is one
  address, as every home has one.
* **A name, from anywhere**: a hundred failures in a day, against many machines that try one name. Then one attempt in a
  quarter of an hour is left, so that at most some 200 guesses a day fall on one account: 70,000 in a year, where twelve
  lower-case letters at random take 10^16. An address from which the name logged in during the last 30 days is spared
  this limit, so that strangers can slow a delegate down only where it never was.

An attempt is written as failed before the password is looked at and struck out when it was right, so that many at the
same time count as well. Whoever waits is not written down: else one could be kept out for ever. A login clears the name
at its address, but not the address: else who has one account could try all others. The name stands as a digest, as
people type passwords where names belong.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from willing.people.digests import digest
from willing.people.names import same
from willing.people.tables import attempt

LONGEST = timedelta(minutes=15)
"""Nobody waits longer than this since the last failure."""
KNOWN = timedelta(days=30)
"""How long it is remembered from which addresses a name has logged in."""


@dataclass(frozen=True)
class Limit:
    """So many failures within a time, then a wait that doubles with each more."""

    failures: int
    within: timedelta
    first: timedelta

    def wait(self, failed: int, latest: datetime | None, now: datetime) -> timedelta:
        """What is left to wait after so many failures, the latest of which was when."""
        if failed < self.failures or latest is None:
            return timedelta(0)
        doublings = min(failed - self.failures, 16)
        return max(timedelta(0), latest + min(LONGEST, self.first * (1 << doublings)) - now)


PAIR = Limit(5, timedelta(minutes=15), timedelta(seconds=30))
ADDRESS = Limit(50, timedelta(minutes=15), timedelta(seconds=30))
NAME = Limit(100, timedelta(days=1), LONGEST)


@dataclass(frozen=True)
class Trying:
    """Who tries, from where; as it is kept."""

    name: str
    address: str


def trying(name: str, address: str) -> Trying:
    """A name, whatever it is, as its digest, and an address as one network."""
    return Trying(digest(same(name[:1000])), _network(address))


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64] if address.isascii() and address.isprintable() else "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def wait(connection: Connection, who: Trying, now: datetime) -> timedelta:
    """How long is to be waited before the next attempt; zero: it may be made."""
    name, address = attempt.c.name == who.name, attempt.c.address == who.address
    waits = [_left(connection, PAIR, and_(name, address), now), _left(connection, ADDRESS, address, now)]
    if not _known(connection, and_(name, address), now):
        waits.append(_left(connection, NAME, name, now))
    return max(waits)


def _left(connection: Connection, limit: Limit, whose: ColumnElement[bool], now: datetime) -> timedelta:
    asked = select(func.count(), func.max(attempt.c.at)).where(
        whose, attempt.c.failed.is_(True), attempt.c.at > now - limit.within
    )
    failed, latest = connection.execute(asked).one()
    return limit.wait(failed, latest, now)


def _known(connection: Connection, pair: ColumnElement[bool], now: datetime) -> bool:
    asked = select(attempt.c.id).where(pair, attempt.c.failed.is_(False), attempt.c.at > now - KNOWN).limit(1)
    return connection.execute(asked).first() is not None


def note(connection: Connection, who: Trying, now: datetime) -> None:
    """Write an attempt, as failed until it has not, and forget what no limit looks at any more."""
    old = or_(
        and_(attempt.c.failed.is_(True), attempt.c.at <= now - NAME.within),
        and_(attempt.c.failed.is_(False), attempt.c.at <= now - KNOWN),
    )
    connection.execute(delete(attempt).where(attempt.c.at <= now - NAME.within, old))
    connection.execute(insert(attempt).values(name=who.name, address=who.address, at=now, failed=True))


def clear(connection: Connection, who: Trying, now: datetime) -> None:
    """Strike out the failures of a name at an address, which has logged in, and remember that it has."""
    connection.execute(delete(attempt).where(attempt.c.name == who.name, attempt.c.address == who.address))
    connection.execute(insert(attempt).values(name=who.name, address=who.address, at=now, failed=False))
