"""What concerns the reader: as a page, and as a feed for a program that reads feeds."""

from __future__ import annotations

from willing.conference.permissions import may
from willing.web import feed, frames
from willing.web.site import actor_of
from willing.web.visit import OPEN, Answered, Page, Reply, Route, Visit

MEDIA = "application/atom+xml; charset=utf-8"
KEPT = {"cache-control": "private, no-cache", "referrer-policy": "no-referrer"}
TITLE = "Feed of notices"


def notices(visit: Visit) -> Answered:
    """The page; whoever sees it has read them."""
    return _page(visit)


def _page(visit: Visit, secret: str = "", status: int = 200) -> Page:
    found = feed.notices(visit.site.conference, visit.actor)
    fresh = tuple(feed.fresh(found, frames.read_until(visit)))
    address = f"{visit.site.settings.url.rstrip('/')}/feed/{secret}.xml" if secret else ""
    context = {"found": tuple(zip(found, fresh, strict=True)), "address": address, "most": feed.MOST}
    # what comes in while one looks stays new until the page is opened again
    cookies = () if visit.fragment else (frames.all_read(visit),)
    return Page("notices.html", context, status, live=not secret, cookies=cookies)


def address(visit: Visit) -> Answered:
    """Make an address for the feed; it is shown once, here, and never in an address or a cookie."""
    return _page(visit, visit.site.people.issue(visit.actor.name, TITLE, feed=True))


def own_feed(visit: Visit) -> Answered:
    """The feed, for who is signed in."""
    body = feed.atom(visit.site.conference, visit.actor, visit.site.settings.url.rstrip("/"))
    return Reply(body, MEDIA, headers=KEPT)


def feed_of(visit: Visit) -> Answered:
    """The feed, for a program that was given its address: what the owner of the token may see now."""
    account = visit.site.people.bearer(visit.parameters["token"], feed=True)
    if account is None or not may(actor_of(account), "notices.see"):
        return Reply(b"There is no such feed: its address was revoked, or its account closed.\n", "text/plain", 404)
    body = feed.atom(visit.site.conference, actor_of(account), visit.site.settings.url.rstrip("/"))
    return Reply(body, MEDIA, headers=KEPT)


ROUTES = (
    Route("GET", "/notices", "notices.see", notices, "notices"),
    Route("POST", "/notices/feed", "account.own", address, "notices"),
    Route("GET", "/feed.xml", "notices.see", own_feed),
    Route("GET", "/feed/{token}.xml", OPEN, feed_of),
)
