"""A case's answers as one page: an HTML file that loads nothing, needs no JavaScript and prints well."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from willing.case.derive import peak, posts_of
from willing.case.model import Case
from willing.charts import words
from willing.charts.borders import NOTE
from willing.charts.plain import plain
from willing.charts.plans import proof, share
from willing.conditions.english import english
from willing.conditions.text import text
from willing.questions.ask import listed
from willing.questions.courses import planned_of
from willing.questions.prospects import moving
from willing.questions.requirements import measured, rate, reasoning
from willing.questions.steps import settled
from willing.questions.why import sentence
from willing.report import entries, force, sentences
from willing.report.answers import Answers, Question, Told, asked
from willing.report.assumptions import assumptions_of, needed
from willing.report.links import Links, links_of, tied
from willing.report.pictures import pictures_of
from willing.report.style import sign, style
from willing.standing.verdict import STATUSES

MOST_CHANGES, MOST_SETS, MOST_GROUPS, MOST_DRIVERS = 5, 5, 5, 8
"""Changes, minimal sets, signing groups and factors that the page names; the rest are counted."""


def page(case: Case, question: Question | None = None, told: Told | None = None) -> str:
    """The page of a case, as HTML.

    The same case, question and version give the same page, byte for byte. ``told`` hears the share of the questions
    that is answered. Raises :class:`~willing.errors.AskError` for whatever cannot be asked.
    """
    return written(asked(case, question or Question(), told))


def written(answers: Answers) -> str:
    """The page of answers that were asked already."""
    nations = entries.nations_of(answers)
    links = links_of(answers.case, (entry.code for entry in nations))
    template = _environment().get_template("page.html")
    return template.render(
        a=answers,
        case=answers.case,
        here=answers.here,
        courses={key: posts_of(answers.case, key) for key in answers.case.requirements},
        peak=peak,
        nations=nations,
        standing=tuple(entries.standing_of(answers)),
        statements=entries.statements_of(answers.case),
        assumptions=assumptions_of(answers.here),
        pictures=pictures_of(answers),
        links=links,
        tied=lambda said: tied(said, _places(answers, links)),
        power={power.nation: power for power in answers.pivots.nations} if answers.pivots else {},
        open=tuple(name for name, value in answers.here.setting.factors.items() if value is None),
        assumed=settled(answers.here, answers.here.assume),
        learned=settled(answers.here, answers.odds.given),
        met=sentences.met(answers),
        about=sentences.about(answers),
        instead=sentences.instead(answers),
        rests=sentences.rests(answers),
        decides=sentences.decides(answers),
        chancy=sentences.chancy(answers),
        moving=moving(answers.moving.drivers) if answers.moving is not None else (),
        kept=tuple(row for row in answers.sustain.sustain if row.pledges),
        unplanned=len(planned_of(answers.case)) - len(answers.plans),
        refused=_stayed_away(answers, refused=True),
        early=_stayed_away(answers, refused=False),
        command=command(answers),
        style=Markup(style()),
    )


def _stayed_away(answers: Answers, refused: bool) -> tuple[str, ...]:
    """Nations that refused something, or those none of whose pledges has come far enough, none of them refused."""
    playing = {verdict.nation for verdict in answers.assessment.pledges}
    said_no = {pledge.nation for pledge in answers.assessment.apart if pledge.stage == "refused"}
    if refused:
        return tuple(sorted(said_no))
    return tuple(sorted({pledge.nation for pledge in answers.assessment.apart} - playing - said_no))


def command(answers: Answers) -> str:
    """The command that writes this page, with the id of the case for where it lies."""
    question, here = answers.question, answers.here
    options: dict[str, str | None] = {
        "--as-of": here.day.isoformat() if here.day else None,
        "--assume": _written(here.assume),
        "--given": _written(answers.odds.given),
        "--stage": question.stage if question.stage != "declared" else None,
        "--reading": question.reading,
        "--target": str(question.target) if question.target is not None else None,
        "--seed": str(question.seed) if question.seed else None,
        "--coa": question.coa,
    }
    said = [word for name, value in options.items() if value for word in (name, value)]
    said += [] if question.plan else ["--no-plan"]
    return shlex.join(["willing", "report", here.case.head.id, "-o", "page.html", *said])


def _written(factors: Mapping[str, bool]) -> str:
    return ",".join(name if value else f"{name}=false" for name, value in factors.items())


def _places(answers: Answers, links: Links) -> dict[int, str]:
    """Where on the page the numbers of a sentence come from."""
    strength = answers.assessment.strength
    found = {strength.offered: "#force"} | {getattr(strength, status): f"#force-{status}" for status in STATUSES}
    for key in answers.case.requirements:
        found[peak(posts_of(answers.case, key))] = links.to("course", key) or "#courses"
    if any(row.pledges for row in answers.sustain.sustain):
        whole = answers.sustain.pledging
        for number in (whole.norm, whole.stretched, whole.pledged):
            found.setdefault(number, "#levels")
    if answers.goal is not None and answers.goal.persons is not None:
        found[answers.goal.persons] = "#target"
    return found


def _number(value: int | None) -> str:
    return "unknown" if value is None else words.number(value)


def _day(value: date | None) -> str:
    return words.day(value) if value else "no day"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("willing.report"),
        autoescape=True,
        finalize=plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(number=_number, percent=words.percent, day=_day, opened=words.opened, label=words.label)
    found.globals.update(_globals())
    return found


def _globals() -> dict[str, Any]:
    return {
        "chances": words.chances,
        "english": english,
        "entries": entries,
        "force": force,
        "listed": listed,
        "measured": measured,
        "needed": needed,
        "proof": proof,
        "rate": rate,
        "reasoning": reasoning,
        "statuses": STATUSES,
        "meanings": MEANINGS,
        "sentence": sentence,
        "share": share,
        "sign": sign,
        "text": text,
        "some": words.some,
        "NOTE": NOTE,
        "MOST_CHANGES": MOST_CHANGES,
        "MOST_SETS": MOST_SETS,
        "MOST_GROUPS": MOST_GROUPS,
        "MOST_DRIVERS": MOST_DRIVERS,
        "RELIABILITY": RELIABILITY,
        "CREDIBILITY": CREDIBILITY,
    }


MEANINGS: Mapping[str, str] = {
    "firm": "stands with nobody having to coordinate",
    "together": "stands only if some nations sign at the same time",
    "contested": "possible but not certain, because conditions forbid each other",
    "out": "does not stand",
}
"""The verdicts in a few words."""

RELIABILITY: Mapping[str, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
"""How reliable a source is, by the Admiralty code."""

CREDIBILITY: Mapping[int, str] = {
    1: "confirmed",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
"""How credible a statement is, by the Admiralty code."""
