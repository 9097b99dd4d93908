"""`willing user`, as whoever runs a conference meets it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.conftest import Called
from tests.people.conftest import GOOD, HERE, OTHER, Entries

from willing.ledger import Ledger
from willing.people import LoginError, People


@pytest.fixture
def people(ledger: Ledger) -> People:
    """The people of the same ledger, by today's clock and with the hasher that the program has."""
    return People(ledger, lambda: datetime.now(UTC))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good password on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD + "\nmore that is not read\n"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ADD = ("user", "add", "claire@example.org", "--role", "delegate", "--nation", "FR", "--password-stdin", "--db")


@pytest.mark.usefixtures("typed")
def test_add_from_input(called: Called, ledger_url: str, people: People, said: Entries) -> None:
    done = called(*ADD, ledger_url)
    assert (done.status, done.err) == (0, "")
    assert done.words == "claire@example.org is added: delegate of FR."
    assert people.login("claire@example.org", GOOD, HERE)
    assert [(who, kind) for who, kind, _ in said()] == [("command line", "account.added")]


def test_add_on_a_terminal(
    called: Called, ledger_url: str, people: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([GOOD, "a slip of the finger", GOOD, GOOD])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _text: next(answers))
    done = called("user", "add", "anna", "--role", "admin", "--db", ledger_url)
    assert (done.status, done.out) == (0, "anna is added: admin.\n")
    assert "do not match" in done.err
    assert people.login("anna", GOOD, HERE)
    assert next(answers, None) is None


def test_without_a_terminal_nothing_is_asked(called: Called, ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    done = called("user", "add", "anna", "--role", "admin", "--db", ledger_url)
    assert done.status == 2
    assert done.err == (
        "willing: there is no terminal to ask for the password: give it as input with --password-stdin\n"
    )


def test_list(called: Called, ledger_url: str, people: People) -> None:
    empty = called("user", "list", "--db", ledger_url)
    assert empty.words == "There is no account yet: `willing user add NAME --role admin` adds the first."
    people.add("claire", GOOD, "delegate", "FR", "anna")
    people.add("名前", GOOD, "observer", None, "anna")
    people.change("claire", "anna", disabled=True)
    people.invite("delegate", "DE", "anna", "for Boris")
    lines = called("user", "list", "--db", ledger_url).out.splitlines()
    today = datetime.now(UTC).date()
    assert lines[0] == f"claire  delegate of FR  since {today}  disabled"
    assert lines[1] == f"名前    observer        since {today}"
    assert lines[2].startswith("invited: delegate of DE, for Boris  by anna, valid until ")


def test_without_more_it_shows_what_there_is(called: Called) -> None:
    done = called("user")
    assert (done.status, done.err) == (0, "")
    assert "invite    Print a link" in done.out


def test_a_taken_name_is_said_before_the_password_is_asked(called: Called, ledger_url: str, people: People) -> None:
    people.add("anna", GOOD, "admin", None, "command line")
    done = called("user", "add", "ANNA", "--role", "admin", "--db", ledger_url)
    assert (done.status, done.err) == (2, "willing: the name 'ANNA' is taken: choose another\n")


def test_change_disable_and_enable(called: Called, ledger_url: str, people: People) -> None:
    people.add("anna", GOOD, "admin", None, "command line")
    people.add("claire", GOOD, "delegate", "FR", "command line")
    secret = people.login("claire", GOOD, HERE)
    done = called("user", "change", "CLAIRE", "--nation", "DE", "--db", ledger_url)
    assert done.words == "claire is now delegate of DE."
    assert people.session(secret) is None
    assert called("user", "disable", "claire", "--db", ledger_url).words == (
        "claire is disabled and logged out everywhere."
    )
    with pytest.raises(LoginError):
        people.login("claire", GOOD, HERE)
    done = called("user", "change", "claire", "--role", "observer", "--enable", "--db", ledger_url)
    assert done.words == "claire is now observer."
    assert people.login("claire", GOOD, HERE)


def test_password(called: Called, ledger_url: str, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.add("claire", GOOD, "delegate", "FR", "command line")
    monkeypatch.setattr("sys.stdin", io.StringIO(OTHER))
    done = called("user", "password", "claire", "--password-stdin", "--db", ledger_url)
    assert (done.status, done.words) == (0, "The password is set.")
    assert people.login("claire", OTHER, HERE)


def test_invite(called: Called, ledger_url: str, people: People) -> None:
    done = called(
        "user", "invite", "--role", "delegate", "--nation", "FR", "--url", "https://example.org/c/", "--db", ledger_url
    )
    assert done.status == 0
    root, _, token = done.out.strip().rpartition("/")
    assert root == "https://example.org/c/join"
    offered = people.invitation(token)
    assert offered is not None and (offered.role, offered.nation, offered.by) == ("delegate", "FR", "command line")


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("add", "x", "--role", "king", "--password-stdin"), "'king' is no role"),
        (("add", "x", "--role", "delegate", "--password-stdin"), "a delegate speaks for a nation"),
        (("add", "x"), "Missing option '--role'"),
        (("change", "nobody", "--role", "admin"), "there is no account 'nobody'"),
        (("change", "nobody"), "nothing to change: give --role, --nation or --enable"),
        (("disable", "nobody"), "there is no account 'nobody'"),
        (("password", "nobody"), "there is no account 'nobody'"),
        (("invite", "--role", "admin", "--url", "example.org"), "--url 'example.org' is no address"),
        (("invite", "--role", "admin", "--url", "https://[x"), "is no address"),
        (("invite", "--role", "admin", "--url", "https://x/?a=b"), "is no address"),
        (("frobnicate",), "No such command 'frobnicate'"),
    ],
)
def test_wrong_use_is_one_line(
    called: Called, ledger_url: str, people: People, arguments: tuple[str, ...], why: str
) -> None:
    done = called("user", *arguments, "--db", ledger_url)
    assert done.status == 2
    assert done.out == ""
    assert why in done.err and done.err.count("\n") == 1
    assert people.accounts() == ()


@pytest.mark.usefixtures("typed")
def test_a_bad_password_is_one_line(called: Called, ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    done = called(*ADD, ledger_url)
    assert done.status == 2
    assert "too short: at least 12 characters" in done.err


@pytest.mark.usefixtures("typed")
def test_a_database_that_cannot_be_opened_is_one_line(called: Called, tmp_path: Path) -> None:
    done = called(*ADD, str(tmp_path / "no" / "such.db"))
    assert done.status == 2
    assert done.err.count("\n") == 1
