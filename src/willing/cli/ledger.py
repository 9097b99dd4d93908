"""`willing ledger`: the record of a conference, on the machine that it lies on or by its address."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from willing.cli.output import console, hanging, show, shown
from willing.errors import AskError
from willing.ledger.backup import backup as back_up
from willing.ledger.backup import restore as restore_from
from willing.ledger.entry import Entry
from willing.ledger.place import place, place_of
from willing.ledger.store import Ledger
from willing.ledger.verify import Verified

COMMON = "everyone"
"""The chain that all may read."""
LONGEST_NAME = 24
"""Columns that a log gives to a name before it takes a line of its own."""

Database = Annotated[
    str | None,
    typer.Option(
        "--db", metavar="URL", help="A file, or postgresql://...; absent, the user's own.", show_default=False
    ),
]
Target = Annotated[
    str, typer.Option("--db", metavar="URL", help="The empty database to fill: a file, or postgresql://...")
]
Json = Annotated[bool, typer.Option("--json", help="Print the heads as JSON and nothing else.")]
Known = Annotated[
    Path | None,
    typer.Option(
        "--known", metavar="FILE", help="What `verify --json` printed earlier: tells if entries are missing at the end."
    ),
]
ChainOption = Annotated[
    str | None,
    typer.Option("--chain", metavar="CHAIN", help="Only one, as everyone, nation:FR or people.", show_default=False),
]
Out = Annotated[str, typer.Argument(metavar="PATH", help="A new directory, or a file that ends in .yaml.")]
Version = Annotated[
    int | None,
    typer.Option("--version", metavar="N", min=1, help="As it was in a past version.", show_default=False),
]
Source = Annotated[str, typer.Argument(metavar="CASE", help="A directory, a file, or the name of a bundled case.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who opens it, as the log is to name them.")]
Last = Annotated[int | None, typer.Option("--last", metavar="N", min=1, help="Only the last N.", show_default=False)]
NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup; there must be no such file yet.")]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="A backup that `willing ledger backup` made.")]


def register(app: typer.Typer) -> None:
    """Add the command, and those below it, to the program."""
    ledger = typer.Typer(
        name="ledger",
        invoke_without_command=True,
        rich_markup_mode=None,
        help="The record of a conference: verify it, read it, back it up, bring a case in and out.",
    )
    ledger.callback()(_help)
    ledger.command("verify", epilog="Example:  willing ledger verify --json > heads.json")(verify)
    ledger.command("log", epilog="Example:  willing ledger log --last 20")(log)
    ledger.command("backup", epilog="Example:  willing ledger backup 2026-03-01.db")(backup)
    ledger.command("restore", epilog="Example:  willing ledger restore 2026-03-01.db --db restored.db")(restore)
    ledger.command("export", epilog="Example:  willing ledger export coalition --version 12")(export)
    ledger.command("import", epilog="Example:  willing ledger import ukraine-2025 --db conference.db")(import_)
    app.add_typer(ledger)


def _help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def verify(as_json: Json = False, known: Known = None, db: Database = None) -> None:
    """Recompute every hash; name the first bad entry of each chain. Exit status 1 if there is one."""
    heads = _noted(known) if known else None
    with _opened(db) as ledger:
        found = ledger.verify(heads)
    if as_json:
        sys.stdout.write(_as_json(found) + "\n")
    else:
        show(_verdict(found))
    if not found.sound:
        raise typer.Exit(1)


def log(chain: ChainOption = None, last: Last = None, db: Database = None) -> None:
    """Print what happened, who did it and when (UTC), the oldest first: all of it, for who owns the database."""
    with _opened(db) as ledger:
        from willing.conference.conference import Conference  # noqa: PLC0415  it loads what no other command needs
        from willing.conference.history import told  # noqa: PLC0415

        entries = ledger.entries(None if chain is None else [chain])
        if not entries and chain not in (None, COMMON):
            raise AskError(f"there is no chain {chain!r}: there {_are(sorted(ledger.heads()))}")
        wanted = entries[-last:] if last else entries
        several = chain is None and any(entry.chain != COMMON for entry in wanted)
        with closing(Conference(ledger)) as conference:
            show(history(wanted, lambda entry: told(conference, entry, several), console().width))


def export(path: Out, version: Version = None, db: Database = None) -> None:
    """Write the case as everybody sees it, without drafts and talks."""
    from willing.case.write import save  # noqa: PLC0415
    from willing.conference.actor import PUBLIC  # noqa: PLC0415
    from willing.conference.conference import Conference  # noqa: PLC0415

    if Path(path).exists():
        raise AskError(f"{path} is there already: name a new directory, or a new file that ends in .yaml")
    with _opened(db) as ledger:
        with closing(Conference(ledger)) as conference:
            room = conference.room(PUBLIC, version)
        save(room.released, path)
    show([Text(f"{path} holds the case as of version {shown(room.version)}.", overflow="fold")])


def import_(case: Source, db: Database = None, by: By = "headquarters") -> None:
    """Open an empty conference from a case."""
    from willing.case.read import load  # noqa: PLC0415
    from willing.conference.actor import Actor  # noqa: PLC0415
    from willing.conference.conference import Conference  # noqa: PLC0415
    from willing.conference.convening import OpenConference  # noqa: PLC0415
    from willing.conference.record import plain_case  # noqa: PLC0415

    found = load(case)
    with Ledger(db if db is not None else place_of(found.head.id)) as ledger:
        with closing(Conference(ledger)) as conference:
            conference.do(Actor(by, "headquarters"), OpenConference(plain_case(found)))
        show([Text(f"{ledger.name} is a conference now: {found.head.title}.", overflow="fold")])


def backup(path: NewFile, db: Database = None) -> None:
    """Copy all that the database holds at this moment to a file, while it is in use."""
    with _opened(db) as ledger:
        found = back_up(ledger, path)
    show([Text(f"{path} holds all of {ledger.name}.", overflow="fold"), *_verdict(found)])
    if not found.sound:
        raise typer.Exit(1)


def restore(path: BackupFile, db: Target) -> None:
    """Fill an empty database with what a backup holds."""
    found = restore_from(path, db)
    show([Text(f"All of {path} is restored.", overflow="fold"), *_verdict(found)])


def history(entries: Iterable[Entry], describe: Callable[[Entry], str], width: int) -> Iterator[Text]:
    """The lines of a log: number, moment, who, and what ``describe`` says of an entry."""
    rows = [(str(entry.number), f"{entry.at:%Y-%m-%d %H:%M}", entry.who, describe(entry)) for entry in entries]
    if not rows:
        yield Text("Nothing is written yet.")
        return
    numbers = max(len(row[0]) for row in rows)
    indent = numbers + 22 + min(LONGEST_NAME, max(Text(row[2]).cell_len for row in rows))
    for number, at, who, said in rows:
        lead = Text.assemble((number.rjust(numbers), "quiet"), "  ", at, "  ", (who, "title"))
        if lead.cell_len > indent - 2:  # a long name has a line of its own
            yield lead
            lead = Text()
        yield from hanging(lead, Text(said), width, indent)


@contextmanager
def _opened(db: str | None) -> Iterator[Ledger]:
    with Ledger(place(db), create=False) as ledger:
        yield ledger


def _verdict(found: Verified) -> Iterator[Text]:
    """The answer, with the head of each chain for who wants to note it."""
    size = f"{_counted(found.entries, 'entry', 'entries')} in {_counted(len(found.chains), 'chain', 'chains')}"
    if not found.sound:
        yield Text.assemble(("Not sound", "contested"), f": {size}.")
    elif found.entries:
        yield Text.assemble(("Sound", "firm"), f": {size}, each hash and link as written.")
    else:
        yield Text("Nothing is written yet.")
    for bad in found.bad:
        yield Text.assemble(("  ✗ ", "contested"), str(bad))
    longest = max((Text(chain).cell_len for chain in found.chains), default=0)
    for chain, (number, made) in found.heads.items():
        yield Text.assemble(f"  {chain.ljust(longest)}  ", (f"{shown(number)}  {made[:16]}", "quiet"))


def _counted(number: int, one: str, many: str) -> str:
    return f"{shown(number)} {one if number == 1 else many}"


def _as_json(found: Verified) -> str:
    return json.dumps(
        {
            "sound": found.sound,
            "entries": found.entries,
            "heads": {chain: {"number": number, "hash": made} for chain, (number, made) in found.heads.items()},
            "bad": [{"chain": bad.chain, "number": bad.number, "wrong": bad.wrong} for bad in found.bad],
        },
        indent=2,
        ensure_ascii=False,
    )


def _noted(path: Path) -> Mapping[str, tuple[int, str]]:
    try:
        read: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(chain): (int(head["number"]), str(head["hash"])) for chain, head in read["heads"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AskError(f"{path} holds no heads: give what `willing ledger verify --json` printed") from error


def _are(chains: list[str]) -> str:
    return f"are {', '.join(chains)}" if chains else "is none yet"
