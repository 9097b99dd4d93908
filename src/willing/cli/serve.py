"""`willing serve`: the conference, on a screen."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

import willing
from willing.case.model import Case
from willing.errors import AskError
from willing.ledger.place import home, place_of

if TYPE_CHECKING:
    from willing.web.serve import Prepared
    from willing.web.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve", epilog="Example:  willing serve ukraine-2025 --demo")(serve)


def serve(
    case: Annotated[
        str | None, typer.Argument(metavar="[CASE]", help="Open the conference from it, if it is not open yet.")
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(
            "--db",
            metavar="URL",
            envvar="WILLING_DB",
            help="A file, or postgresql://...; absent, the user's own.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65_535, help="The port to listen at.")
    ] = 8000,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="URL",
            envvar="WILLING_URL",
            help="Where people find it, as https://conference.example.org.",
            show_default=False,
        ),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Let the common picture be read without an account.")
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Made-up accounts on a record that is thrown away.")] = False,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, max=64, help="Processes that serve.")] = 1,
    log: Annotated[str, typer.Option("--log", metavar="LEVEL", help="debug, info, warning or error.")] = "warning",
    plain_http: Annotated[
        bool,
        typer.Option(
            "--plain-http", help="Listen beyond this machine without HTTPS: passwords can be read on the way."
        ),
    ] = False,
) -> None:
    """A shared, live conference: who pledges what, on which conditions, and what stands of it."""
    from willing.web.serve import prepare  # noqa: PLC0415  it loads much that no other command needs
    from willing.web.serve import serve as run  # noqa: PLC0415
    from willing.web.settings import Settings  # noqa: PLC0415

    found = willing.load(case) if case is not None else None
    address = _address(url, host, port, plain_http)
    if log not in ("debug", "info", "warning", "error"):
        raise AskError(f"--log {log!r} is none of debug, info, warning and error")
    with ExitStack() as stack:
        chosen = _db(db, found, demo, stack)
        settings = Settings(chosen, address, public, demo)
        _greet(settings, prepare(settings, found))
        run(settings, host, port, workers, log)


def _address(url: str | None, host: str, port: int, plain_http: bool) -> str:
    """Where people find it; passwords do not cross a network in the clear unless that is asked for."""
    parts = urlsplit(url) if url is not None else None
    if parts is not None and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/")):
        raise AskError(f"--url {url!r} is not the address of a site: write https://conference.example.org")
    secure = parts is not None and parts.scheme == "https"
    if host not in LOOPBACK and not secure and not plain_http:
        raise AskError(
            f"--host {host} can be reached from other machines: put it behind HTTPS and give --url https://..., "
            "or add --plain-http where the network is trusted"
        )
    shown = f"[{host}]" if ":" in host else host
    return (url or f"http://{shown}:{port}").rstrip("/")


def _db(db: str | None, case: Case | None, demo: bool, stack: ExitStack) -> str:
    if demo and db is not None:
        raise AskError("--demo has a record of its own, thrown away at the end: leave --db (WILLING_DB) out")
    if db is not None:
        return db
    if demo:
        return str(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="willing-demo-"))) / "demo.db")
    if case is not None:
        return place_of(case.head.id)
    there = sorted(home().glob("*.db"))
    return str(there[0]) if len(there) == 1 else place_of("conference")


def _greet(settings: Settings, prepared: Prepared) -> None:
    from willing.web.serve import DEMO, DEMO_PASSWORD  # noqa: PLC0415

    lines = [f"{prepared.title or 'A conference that is not open yet'}: {settings.url}"]
    if settings.demo:
        lines += [
            f"A demonstration, thrown away at the end. Sign in as {', '.join(DEMO)}; the password of each is",
            f"  {DEMO_PASSWORD}",
        ]
    if prepared.setup is not None:
        lines += ["There is no account yet. Make the first, an admin, with this link, which works once:"]
        lines += [f"  {settings.url}/join/{prepared.setup}"]
    lines += ["Stop with Ctrl-C."]
    sys.stderr.write("\n".join(lines) + "\n")
