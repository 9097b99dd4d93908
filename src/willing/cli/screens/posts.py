"""The screen of `posts`: the answer in a sentence, a row per post, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.ask import listed
from willing.questions.posts import Filled, Posts

LEAD = 11
NUMBER = 8
"""Columns of a number."""


def screen(answer: Posts, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide."""
    yield from wrapped(Text(answer.headline, style="title"), width)
    yield Text()
    called = min(max(len(post.id) for post in answer.posts), width - 4 * NUMBER - 4)
    head = f"{'priority':>{NUMBER + 2}}{'wanted':>{NUMBER}}{'firm':>{NUMBER}}{'together':>{NUMBER + 1}}"
    yield Text(f"  {'post':{called}}{head}", style="quiet")
    for post in answer.posts:
        yield _row(post, called)
    yield Text()
    if answer.unknown:
        unknown = f"{answer.unknown} standing pledge{'s' * (answer.unknown > 1)} of unknown strength, counted as none"
        yield from hanging(Text("note", "quiet"), Text(unknown, "quiet"), width, LEAD)
    said = f"left out: {listed(answer.left_out)}; `willing plan` looks at them and, by weight, can fill no more"
    yield from hanging(Text("note", "quiet"), Text(said, "quiet"), width, LEAD)


def _row(post: Filled, called: int) -> Text:
    name = Text(post.id)
    name.truncate(called, overflow="ellipsis", pad=True)
    style = "firm" if post.firm >= post.wanted else "together" if post.together >= post.wanted else "out"
    sign = {"firm": "●", "together": "◆", "out": "■"}[style]
    numbers = f"{post.priority:>{NUMBER + 2}}{shown(post.wanted):>{NUMBER}}"
    numbers += f"{shown(post.firm):>{NUMBER}}{shown(post.together):>{NUMBER + 1}}"
    return Text.assemble((sign, style), " ", name, numbers)
