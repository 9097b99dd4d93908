"""`willing user`: accounts of a conference, from the machine that it runs on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.text import Text

from willing.cli.output import console, hanging, show
from willing.errors import AskError
from willing.ledger.place import place
from willing.ledger.store import Ledger
from willing.people.model import ROLES, Account, Invitation
from willing.people.names import part
from willing.people.people import COMMAND_LINE, People

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to log in with; an e-mail address will do.")]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.")]
NewRole = Annotated[
    str | None, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.", show_default=False)
]
Nation = Annotated[
    str | None,
    typer.Option("--nation", metavar="CODE", help="The nation that a delegate speaks for, as FR.", show_default=False),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--db", metavar="URL", help="A file, or postgresql://...; absent, the user's own.", show_default=False
    ),
]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the first line of input.")]


def register(app: typer.Typer) -> None:
    """Add the command, and those below it, to the program."""
    user = typer.Typer(name="user", rich_markup_mode=None, help="Accounts of a conference.")
    user.callback(invoke_without_command=True)(_user)
    user.command("add", epilog="Example:  willing user add claire@example.org --role delegate --nation FR")(add)
    user.command("list", epilog="Example:  willing user list")(listed)
    user.command("change", epilog="Example:  willing user change claire@example.org --role observer")(change)
    user.command("disable", epilog="Example:  willing user disable claire@example.org")(disable)
    user.command("password", epilog="Example:  willing user password claire@example.org")(password)
    user.command("invite", epilog="Example:  willing user invite --role observer --url https://conference.example.org")(
        invite
    )
    app.add_typer(user)


def _user(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def add(name: Name, role: RoleOption, nation: Nation = None, stdin: FromInput = False, db: Database = None) -> None:
    """Add an account; its password is asked twice."""
    part(role, nation)  # what is wrong is said before the password is asked
    with _people(db) as people:
        if people.account(name) is not None:
            raise AskError(f"the name {name!r} is taken: choose another")
        account = people.add(name, _password(stdin), role, nation, COMMAND_LINE)
    _say(f"{account.name} is added: {_part(account)}.")


def listed(db: Database = None) -> None:
    """List accounts, and invitations that nobody has used yet."""
    with _people(db) as people:
        show([*_accounts(people.accounts()), *_invitations(people.invitations())])


def change(
    name: Name,
    role: NewRole = None,
    nation: Nation = None,
    enable: Annotated[bool, typer.Option("--enable", help="Let a disabled account log in again.")] = False,
    db: Database = None,
) -> None:
    """Change the role or nation of an account, or enable it again.

    With another role or nation it has to log in anew.
    """
    if role is None and nation is None and not enable:
        raise AskError("nothing to change: give --role, --nation or --enable")
    with _people(db) as people:
        account = people.change(name, COMMAND_LINE, role, nation, disabled=False if enable else None)
    _say(f"{account.name} is now {_part(account)}{' (disabled)' if account.disabled else ''}.")


def disable(name: Name, db: Database = None) -> None:
    """Keep an account from logging in.

    Its sessions end and its tokens are revoked; its name stays taken.
    """
    with _people(db) as people:
        account = people.change(name, COMMAND_LINE, disabled=True)
    _say(f"{account.name} is disabled and logged out everywhere.")


def password(name: Name, stdin: FromInput = False, db: Database = None) -> None:
    """Set the password of an account; it is logged out everywhere."""
    with _people(db) as people:
        if people.account(name) is None:
            raise AskError(f"there is no account {name!r}: `willing user list` shows all")
        people.set_password(name, _password(stdin), COMMAND_LINE)
    _say("The password is set.")


def invite(
    role: RoleOption,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where the conference is, as https://...")],
    nation: Nation = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="For whom it is.", show_default=False)] = "",
    db: Database = None,
) -> None:
    """Print a link with which one person makes an account.

    It works once, within seven days.
    """
    root = _root(url)
    with _people(db) as people:
        typer.echo(f"{root}/join/{people.invite(role, nation, COMMAND_LINE, title)}")


@contextmanager
def _people(db: str | None) -> Iterator[People]:
    ledger = Ledger(place(db))
    try:
        yield People(ledger, lambda: datetime.now(UTC))
    finally:
        ledger.close()


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise AskError("there is no terminal to ask for the password: give it as input with --password-stdin")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Again", err=True)
    return asked


def _root(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
    except ValueError:
        sound = False
    if not sound:
        raise AskError(f"--url {url!r} is no address of a conference: write https://conference.example.org")
    return url.rstrip("/")


def _part(account: Account | Invitation) -> str:
    return f"{account.role} of {account.nation}" if account.nation else account.role


def _accounts(accounts: tuple[Account, ...]) -> Iterator[Text]:
    if not accounts:
        yield Text("There is no account yet: `willing user add NAME --role admin` adds the first.")
    names = max((Text(account.name).cell_len for account in accounts), default=0)
    roles = max((len(_part(account)) for account in accounts), default=0)
    for account in accounts:
        name, role = Text(account.name), _part(account)
        name.pad_right(names - name.cell_len)
        state = "  disabled" if account.disabled else ""
        yield Text.assemble(
            name, f"  {role:{roles}}  ", (f"since {account.added.date().isoformat()}", "quiet"), (state, "out")
        )


def _invitations(invitations: tuple[Invitation, ...]) -> Iterator[Text]:
    for invitation in invitations:
        until = f"by {invitation.by}, valid until {invitation.expires:%Y-%m-%d %H:%M} UTC"
        title = f", {invitation.title}" if invitation.title else ""
        offered = Text.assemble(f"{_part(invitation)}{title}  ", (until, "quiet"))
        yield from hanging(Text("invited:"), offered, console().width, len("invited: "))


def _say(sentence: str) -> None:
    console().print(Text(sentence))
