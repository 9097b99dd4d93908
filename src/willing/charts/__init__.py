"""Answers as pictures: one module per picture, a function from an answer to an Altair chart.

Importing this package is cheap; Altair, which takes a third of a second to load, comes with the first picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

PICTURES: Mapping[str, str] = {
    "strength": "the force against the target, by verdict and nation, with ranges and courses of action",
    "nations_map": "nations by verdict, on a map around the area of deployment",
    "odds_curve": "the probability that at least so many stand, for every strength",
    "drivers": "what each open factor does to the odds of the target",
    "pivots": "how often each nation tips the balance",
    "sustain": "what nations pledge on land, against what they can keep up by their norms and stretched",
    "courses": "courses of action side by side: what each asks for, and how much of it a plan covers",
    "coverage": "where and when a plan leaves posts empty, post by month",
    "gantt_nations": "every tour of a plan, by nation",
    "gantt_posts": "every tour of a plan, by post, and what the post misses",
    "stress": "how much of a plan stays covered when things go wrong, month by month, and what hurts most",
    "waits": "who waits for whom, and who could sign together",
    "timeline": "the standing force from day to day, and what moved it",
}
"""Every picture by its name, and what it shows."""

FORMATS = (".svg", ".png", ".html", ".json")
"""The endings of the files that a picture can be written to."""

WIDE, NARROW = 1080, 400
"""Widths in pixels at which pictures are drawn unless asked otherwise."""

Scheme = Literal["light", "dark"]
"""Dark on light, or light on dark."""
