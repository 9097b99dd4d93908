"""What a server says of itself: a line of log for each request, and figures for Prometheus.

Neither holds a secret: requests are named by their route, not by their address, as links of invitations and feeds are
secrets, and no argument, form, cookie or header is written.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("willing.web")
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which several processes add up their figures."""
UNKNOWN = "none"
"""The route of a request that no route answers."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""The methods that are counted by name: anybody can make up others, and each would be kept for ever."""
WAITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Figures:
    """What is counted in one process; of several processes the sums."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("willing_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "willing_request_seconds",
            "Seconds until an answer began.",
            ("route",),
            registry=self.registry,
            buckets=WAITS,
        )
        self.tabs = Gauge("willing_streams", "Open live streams.", registry=self.registry, multiprocess_mode="livesum")
        self.drawn = Gauge(
            "willing_pictures_drawn", "Pictures drawn since the start.", registry=self.registry, multiprocess_mode="sum"
        )

    def written(self) -> bytes:
        """All figures in the text format of Prometheus."""
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class Telling:
    """Around the application: counts and logs every request."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the protocol of ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, waited = time.perf_counter(), 500, 0.0

        async def sent(message: Message) -> None:
            nonlocal status, waited
            if message["type"] == "http.response.start":
                status, waited = message["status"], time.perf_counter() - began
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception:
            LOG.exception("failed", extra={"route": route_of(scope), "method": scope["method"]})
            raise
        finally:
            self._tell(scope, status, waited or time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, waited: float) -> None:
        method, route = scope["method"] if scope["method"] in METHODS else UNKNOWN, route_of(scope)
        self.figures.requests.labels(method, route, str(status)).inc()
        self.figures.seconds.labels(route).observe(waited)
        if not route.startswith("/static"):
            LOG.info(
                "request", extra={"method": method, "route": route, "status": status, "ms": round(waited * 1e3, 1)}
            )


def route_of(scope: Scope) -> str:
    """The route of a request as it is written in the program, without what the address holds in its places."""
    found = getattr(scope.get("route"), "path", None)
    if isinstance(found, str):
        return found
    return "/static" if str(scope.get("path", "")).startswith("/static/") else UNKNOWN


class AsJson(logging.Formatter):
    """A line of log as JSON."""

    FIELDS = ("method", "route", "status", "ms")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "says": record.getMessage()}
        line |= {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)  # in ASCII: nothing in it turns a terminal around, or cannot be written


def log_to(stream: Any = None, level: str = "info") -> None:
    """Write the log of the server, and that of what serves it, as lines of JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(AsJson())
    for name in ("willing.web", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level.upper())
