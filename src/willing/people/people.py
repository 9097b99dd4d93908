"""Who is here: accounts and all by which they are let in, in one place.

Whatever changes an account, an invitation or a token writes an entry, without secrets, to the chain "people" of the
ledger in the same transaction. Logins and requests write none. Passwords are hashed outside of transactions, as that
takes long and a ledger has one writer at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection

from willing.ledger.entry import New, moment
from willing.ledger.errors import LedgerDown
from willing.ledger.store import Ledger
from willing.people import accounts, invitations, names, sessions, throttle, tokens
from willing.people.accounts import Kept
from willing.people.errors import InvitationError, LoginError, PeopleError, Throttled
from willing.people.invitations import Offer
from willing.people.model import Account, Invitation, Token
from willing.people.passwords import Passwords, checked, normal
from willing.people.sessions import Found, Lifetime

CHAIN = "people"
"""The chain of the ledger that says who changed which account; admins read it."""
COMMAND_LINE = "command line"
"""Who changes accounts by `willing user`: whoever may open the database."""
SET_UP = "set-up"
"""Who makes the link for the first account."""


@dataclass(frozen=True)
class _Act:
    """One change: its transaction, its moment, and who makes it."""

    connection: Connection
    now: datetime
    author: str
    say: Callable[..., None]


class People:
    """The accounts of one ledger.

    ``clock`` tells the time, in UTC and saying so; nothing here reads another. ``hasher`` hashes passwords, by default
    with the parameters of RFC 9106. ``lifetime`` is that of sessions. ``by`` is always the name of who makes the
    change; whether that person may make it is asked elsewhere. Safe to use from several threads and processes.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Callable[[], datetime],
        hasher: PasswordHasher | None = None,
        lifetime: Lifetime = Lifetime(),  # noqa: B008  frozen
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._passwords = Passwords(hasher)
        self._lifetime = lifetime

    # Accounts

    def accounts(self) -> tuple[Account, ...]:
        """Every account, disabled ones too, by name."""
        with self._ledger.reading() as connection:
            return accounts.all_of(connection)

    def account(self, name: str) -> Account | None:
        """The account of a name, whatever its case, or ``None``."""
        with self._ledger.reading() as connection:
            found = accounts.find(connection, name)
        return None if found is None else found.account

    def add(self, name: str, password: str, role: str, nation: str | None, by: str) -> Account:
        """Add an account. The link for the first account (:meth:`setup`) is void from then on.

        Raises PeopleError: a name that is taken or cannot be one, a password that is too
        short, too long or too obvious, a role and nation that do not go together.
        """
        name, offered = names.account_name(name), names.part(role, nation)
        word = checked(password, name)
        with self._ledger.reading() as connection:
            accounts.free(connection, name)
        hashed = self._passwords.hashed(word)
        with self._act(by) as act:
            account = Account(name, *offered, added=act.now, disabled=False)
            _put(act, account, hashed)
        return account

    def change(
        self,
        name: str,
        by: str,
        role: str | None = None,
        nation: str | None = None,
        disabled: bool | None = None,
        keep_sessions: bool = False,
    ) -> Account:
        """Change what is not ``None``; who is no delegate any more loses the nation.

        All its sessions end, unless they are to be kept or it was only enabled again; to disable it always ends them
        and revokes its tokens. Raises PeopleError: an unknown name, a role and nation that do
        not go together, or nobody left who is an admin.
        """
        with self._act(by) as act:
            kept = accounts.get(act.connection, name)
            before = kept.account
            after = _changed(before, role, nation, disabled)
            if after != before:
                self._alter(act, kept, after, keep_sessions)
        return after

    @staticmethod
    def _alter(act: _Act, kept: Kept, after: Account, keep_sessions: bool) -> None:
        fields = ("role", "nation", "disabled")
        was, now = ({field: getattr(account, field) for field in fields} for account in (kept.account, after))
        differ = [field for field in fields if was[field] != now[field]]
        if _is_admin(kept.account) and not _is_admin(after):
            accounts.keeps_an_admin(act.connection, kept.key)
        accounts.alter(act.connection, kept.key, now)
        act.say(
            "account.changed",
            name=after.name,
            was={field: was[field] for field in differ},
            now={field: now[field] for field in differ},
        )
        if after.disabled or not (keep_sessions or differ == ["disabled"]):
            sessions.end_all(act.connection, kept.key)
        if after.disabled:
            for token in tokens.of(act.connection, kept.key):
                _revoke(act, token)

    def set_password(self, name: str, password: str, by: str, keep: str | None = None) -> None:
        """Set a password and end all sessions of the account, but for that of the secret ``keep``.

        Raises PeopleError for an unknown name or a password that is none to take.
        """
        with self._ledger.reading() as connection:
            account = accounts.get(connection, name).account
        hashed = self._passwords.hashed(checked(password, account.name))
        with self._act(by) as act:
            kept = accounts.get(act.connection, name)
            accounts.alter(act.connection, kept.key, {"password": hashed})
            sessions.end_all(act.connection, kept.key, but=keep)
            act.say("account.password", name=kept.account.name)

    # Sessions

    def login(self, name: str, password: str, address: str) -> str:
        """A new session of who shows the right password; its secret, for a cookie.

        ``address`` is where the request comes from. Raises LoginError, with the same words
        after the same work whether the name is unknown, the password wrong or the account disabled, and
        Throttled. A password that was hashed with other parameters is hashed anew.
        """
        who = throttle.trying(name, address)
        shown = self._right(name, password, who).password
        anew = self._passwords.hashed(normal(password)) if self._passwords.outdated(shown) else None
        with self._ledger.writing() as writing:
            connection, now = writing.connection, self._clock()
            kept = accounts.find(connection, name)
            if kept is None or not self._still(kept, shown, password):
                raise LoginError
            throttle.clear(connection, who, now)
            sessions.purge(connection, now, self._lifetime)
            if anew is not None:
                accounts.alter(connection, kept.key, {"password": anew})
            return sessions.begin(connection, kept.key, now)

    def confirm(self, name: str, password: str, address: str) -> None:
        """Make sure that somebody knows an account's password, as before changing it; raises as :meth:`login` does."""
        who = throttle.trying(name, address)
        self._right(name, password, who)
        with self._ledger.writing() as writing:
            throttle.clear(writing.connection, who, self._clock())

    def _right(self, name: str, password: str, who: throttle.Trying) -> Kept:
        """The account that a name and a password are right for; the attempt counts as failed until it is cleared."""
        with self._ledger.reading() as connection:
            _not_yet(connection, who, self._clock())  # who waits costs no writer
        with self._ledger.writing() as writing:
            now = self._clock()
            _not_yet(writing.connection, who, now)
            throttle.note(writing.connection, who, now)
            kept = accounts.find(writing.connection, name)
        right = self._passwords.right(None if kept is None else kept.password, password)
        if kept is None or not right or kept.account.disabled:
            raise LoginError
        return kept

    def _still(self, kept: Kept, shown: str, password: str) -> bool:
        """Whether nothing has happened to the account while its password was looked at."""
        same = kept.password == shown or self._passwords.right(kept.password, password)
        return same and not kept.account.disabled

    def session(self, token: str, used: bool = True) -> Account | None:
        """Whose session it is; ``None``: forged, ended, expired, or of a disabled account.

        Where it is only looked at and not ``used``, as by a tab that keeps up by itself, it lasts no longer for it.
        """
        now = self._clock()
        with self._ledger.reading() as connection:
            found = sessions.find(connection, token, now, self._lifetime)
        if not used:
            return found.account if found else None
        return self._seen(found, sessions.see, token, now)

    def logout(self, token: str) -> None:
        """End a session, if it is one."""
        with self._ledger.writing() as writing:
            sessions.end(writing.connection, token)

    def logout_everywhere(self, name: str) -> None:
        """End all sessions of an account. Raises PeopleError where there is none."""
        with self._ledger.writing() as writing:
            sessions.end_all(writing.connection, accounts.get(writing.connection, name).key)

    # Invitations

    def invite(self, role: str, nation: str | None, by: str, title: str = "") -> str:
        """A link's secret, with which one person makes an account of a role within seven days.

        Raises PeopleError where role and nation do not go together or the title is long.
        """
        found, nation = names.part(role, nation)
        title = names.title(title, "an invitation")
        with self._act(by) as act:
            return _invite(act, Offer(found, nation, title, act.author))

    def invitations(self) -> tuple[Invitation, ...]:
        """Every invitation that can still be used, the oldest first."""
        with self._ledger.reading() as connection:
            return invitations.all_of(connection, self._clock())

    def invitation(self, token: str) -> Invitation | None:
        """The invitation of a link; ``None``: forged, used, withdrawn or expired."""
        with self._ledger.reading() as connection:
            return invitations.find(connection, token, self._clock())

    def withdraw_invitation(self, id: int, by: str) -> None:
        """Make an invitation void. Raises PeopleError where there is none."""
        with self._act(by) as act:
            act.say("invitation.withdrawn", id=invitations.withdraw(act.connection, id).id)

    def join(self, token: str, name: str, password: str) -> Account:
        """Make the account that an invitation is for, and use the invitation up, both or neither.

        Raises InvitationError, and PeopleError for a name
        or a password that is none to take, after which the invitation can still be used.
        """
        with self._ledger.reading() as connection:
            if invitations.find(connection, token, self._clock()) is None:
                raise InvitationError  # nothing is hashed for strangers
            name = names.account_name(name)
            accounts.free(connection, name)
        hashed = self._passwords.hashed(checked(password, name))
        with self._act(name) as act:
            used = invitations.use(act.connection, token, act.now)
            account = Account(name, used.role, used.nation, act.now, disabled=False)
            _put(act, account, hashed, invitation=used.id)
        return account

    def setup(self) -> str | None:
        """The secret of a link for the first account, an admin's; ``None`` once there is an account.

        It replaces the one made before: where several processes serve, one of them asks.
        """
        with self._ledger.reading() as connection:
            if accounts.any_there(connection):
                return None
        with self._act(SET_UP) as act:
            if accounts.any_there(act.connection):
                return None
            _withdraw_first(act)
            return _invite(act, Offer("admin", None, "the first account", SET_UP, first=True))

    # Tokens

    def issue(self, name: str, title: str, feed: bool = False) -> str:
        """A new token of an account, which is not shown again; its title says what it is for.

        One for a ``feed`` opens that alone: :meth:`bearer` knows it only where a feed is asked for.

        Raises PeopleError for an unknown or disabled account and an empty or long title.
        """
        title = names.title(title, "a token", least=1)
        with self._act(name) as act:
            kept = accounts.get(act.connection, name)
            if kept.account.disabled:
                raise PeopleError(f"the account {kept.account.name!r} is disabled: it can have no tokens")
            token, secret = tokens.make(act.connection, kept.key, title, act.now, tokens.FEED if feed else tokens.LEAD)
            act.say("token.issued", id=token.id, name=token.account, title=token.title)
        return secret

    def tokens(self, name: str) -> tuple[Token, ...]:
        """An account's tokens, the oldest first. Raises PeopleError where there is none."""
        with self._ledger.reading() as connection:
            return tokens.of(connection, accounts.get(connection, name).key)

    def revoke(self, id: int, by: str) -> None:
        """Make a token void. Raises PeopleError where there is none."""
        with self._act(by) as act:
            _revoke(act, tokens.get(act.connection, id))

    def bearer(self, token: str, feed: bool = False) -> Account | None:
        """Whose token it is; ``None``: forged, revoked, of a disabled account, or for something else."""
        if token.startswith(tokens.FEED) is not feed:
            return None
        now = self._clock()
        with self._ledger.reading() as connection:
            found = tokens.find(connection, token, now)
        return self._seen(found, tokens.use, token, now)

    # Transactions

    @contextmanager
    def _act(self, by: str) -> Iterator[_Act]:
        with self._ledger.writing() as writing:
            now, known = self._clock(), accounts.find(writing.connection, by)
            author = by if known is None else known.account.name

            def say(kind: str, **body: Any) -> None:
                writing.append(author, now, (New(CHAIN, kind, body),))

            yield _Act(writing.connection, now, author, say)

    def _seen(
        self, found: Found | None, write: Callable[[Connection, str, datetime], None], secret: str, now: datetime
    ) -> Account | None:
        if found is None:
            return None
        if found.stale:
            with suppress(LedgerDown), self._ledger.writing() as writing:  # a full disk keeps nobody from reading
                write(writing.connection, secret, now)
        return found.account


def _changed(account: Account, role: str | None, nation: str | None, disabled: bool | None) -> Account:
    role = role or account.role
    keeps = nation is None and role == "delegate"
    found, nation = names.part(role, account.nation if keeps else nation)
    return replace(account, role=found, nation=nation, disabled=account.disabled if disabled is None else disabled)


def _is_admin(account: Account) -> bool:
    return account.role == "admin" and not account.disabled


def _not_yet(connection: Connection, who: throttle.Trying, now: datetime) -> None:
    left = throttle.wait(connection, who, now)
    if left:
        raise Throttled(left)


def _put(act: _Act, account: Account, hashed: str, **more: int) -> None:
    _withdraw_first(act)
    accounts.put(act.connection, account, hashed)
    act.say("account.added", name=account.name, role=account.role, nation=account.nation, **more)


def _withdraw_first(act: _Act) -> None:
    """Make the link for the first account void."""
    for void in invitations.withdraw_first(act.connection):
        act.say("invitation.withdrawn", id=void.id)


def _invite(act: _Act, offer: Offer) -> str:
    made, secret = invitations.make(act.connection, offer, act.now)
    act.say(
        "invitation.made",
        id=made.id,
        role=made.role,
        nation=made.nation,
        title=made.title,
        expires=moment(made.expires),
    )
    return secret


def _revoke(act: _Act, token: Token) -> None:
    tokens.remove(act.connection, token.id)
    act.say("token.revoked", id=token.id, name=token.account, title=token.title)
