"""Where a case comes from: a directory, a file, a bundled one by its id, or a conference by its address."""

from __future__ import annotations

import json
import os
from datetime import date
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import willing
from willing.errors import AskError

TOKEN = "WILLING_TOKEN"
"""The variable that holds the token of an account of the conference."""
LARGEST = 64_000_000
"""Bytes of a case beyond which it is not read."""
PATIENCE = 60
"""Seconds until a server that does not answer is given up."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def case_at(case: str) -> willing.Case:
    """The case that is meant, for every command that asks something of one.

    ``https://...`` is a conference: the case as the account of the token in ``WILLING_TOKEN`` sees it today, or with
    ``?version=N`` as it was. Raises :class:`~willing.errors.AskError` where it cannot be had, and
    :class:`~willing.errors.CaseError` as :func:`willing.load` does.
    """
    if not case.startswith(("https://", "http://")):
        return willing.load(case)
    found = willing.build(_json(case, "/api/v1/case"))
    return found.replaced(head=found.head.model_copy(update={"as_of": _day(case)}))


def _day(address: str) -> date:
    """The day that figures of the conference are about."""
    return date.fromisoformat(_json(address, "/api/v1/day")["day"])


def _json(address: str, path: str) -> dict[str, str]:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "http" and host not in LOOPBACK:
        raise AskError(f"{parts.scheme}://{parts.netloc}: a token is not sent in the clear: use https://")
    version = parse_qs(parts.query).get("version", [""])[-1]
    if version and not (version.isascii() and version.isdigit()):
        raise AskError(f"version {version!r} is not a number: write ?version=17")
    where = f"{parts.scheme}://{parts.netloc}{path}" + (f"?version={version}" if version else "")
    token = os.environ.get(TOKEN)
    request = Request(where, headers={"Authorization": f"Bearer {token}"} if token else {})
    return _answer(request, parts.netloc)


class _Stay(HTTPRedirectHandler):
    """Goes nowhere else: a token is for the host that was named."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """See the base; ``None`` makes an error of the redirection."""


def _answer(request: Request, host: str) -> dict[str, str]:
    try:
        with build_opener(_Stay).open(request, timeout=PATIENCE) as response:
            body = response.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise AskError(f"{host}: more than {LARGEST:,} bytes, the most a case has")
        found = json.loads(body)
    except HTTPError as error:
        raise AskError(f"{host}: {_said(error)}") from None
    except (URLError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise AskError(f"{host} does not answer: {str(reason) or type(reason).__name__}") from None
    except ValueError:
        raise AskError(f"{host} is not a conference of willing: its answer cannot be read") from None
    if not isinstance(found, dict):
        raise AskError(f"{host} is not a conference of willing: its answer is no case")
    return found


def _said(error: HTTPError) -> str:
    """Why a server refused, in its own words where it has any."""
    if error.code == 401:
        return f"it wants a token of your account: make one on the page of your account, and set {TOKEN}"
    try:
        detail = json.loads(error.read(100_000))["detail"]
    except (ValueError, KeyError, TypeError, OSError):
        detail = None
    return detail if isinstance(detail, str) else f"it refused with status {error.code}: is it a conference of willing?"
