"""Sentences that only a page says: what the odds rest on, and what is asked about where the target decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from willing.charts import words
from willing.questions.odds import Odds
from willing.report.answers import Answers


def met(answers: Answers) -> str:
    """Whether the target is met; empty without one."""
    answer = answers.assessment
    if answer.met is None:
        return ""
    if answer.met.firm:
        return "The firm force meets it."
    if answer.met.together:
        return (
            "It is met only if some sign together." if answer.monotone else "It is perhaps met if some sign together."
        )
    if answer.met.possible:
        return "It is not met, but it could be."
    if chancy(answers):
        return "It is not met, and could be only at the high end of the ranges stated."
    return "It is not met, and it cannot be by the conditions as stated."


def chancy(answers: Answers) -> bool:
    """Whether the target has odds only because ranges are spread over in them."""
    spread, fixed = answers.odds.target, answers.fixed.target
    return spread is not None and fixed is not None and spread.together_at_most > 0 >= fixed.together_at_most


def about(answers: Answers) -> str:
    """What the questions of what and who decides are about, as a noun."""
    decided = answers.decided
    if decided is None:
        return ""
    if decided.why == "target" and answers.goal is not None:
        if answers.goal.rule is not None:
            return "what the target asks for"
        return f"the {words.number(answers.goal.persons or 0)} persons wanted"
    return f"at least {int(decided.target or 0):,} persons"


def instead(answers: Answers) -> str:
    """Why something else than the target is asked about, and what; empty where it is the target."""
    decided = answers.decided
    if decided is not None and decided.why == "target":
        return ""
    said = _closed(answers)
    if decided is None:
        return said
    strength = words.number(int(decided.target or 0))
    which = "that every future reaches" if decided.sure else "about which something is open"
    if decided.why == "course":
        return f"{said} Of the courses of action {which}, the largest, “{decided.title}”, asks for {strength}."
    return f"{said} The largest strength {which} is {strength}."


def _closed(answers: Answers) -> str:
    """What is sure of the target."""
    goal, mark = answers.goal, answers.odds.target
    if goal is None or mark is None:
        return "The case states no target."
    wanted = (
        f"reaches the {words.number(goal.persons)} persons wanted"
        if goal.persons and not goal.rule
        else "meets the target"
    )
    if mark.firm >= 1:
        return f"Every future {wanted}."
    if mark.together_at_most <= 0:
        return f"No future {wanted}, signed together or not."
    sure = answers.fixed.target is not None and answers.fixed.target.firm >= 1
    return f"With every stated range at its likely number, {'every' if sure else 'no'} future {wanted}."


def rests(answers: Answers) -> str:
    """What probabilities the odds rest on, whose they are, and how they were worked out."""
    return " ".join((*_probabilities(answers), *_work(answers.odds)))


def _probabilities(answers: Answers) -> Iterator[str]:
    odds = answers.moving or answers.odds
    count, own, unknown = len(odds.drivers), len(odds.assumed), len(odds.unknown)
    if own and own == count:
        yield _only(count)
    elif count:
        yield (
            f"The odds rest on the probabilities of {count} open factor{'s' if count > 1 else ''}, of which "
            f"{own or 'none'} {'are assumptions' if own != 1 else 'is an assumption'} of the case."
        )
    if unknown:
        factors = f"{unknown} open factors" if unknown > 1 else "one open factor"
        yield f"Of {factors} nobody says how likely they are, so the odds are a range from the least to the most."


def _work(odds: Odds) -> Iterator[str]:
    if odds.error is not None:
        error = words.percent(odds.error)
        yield f"Stated ranges are spread over and sampled (seed {odds.seed}), with a standard error of {error} at most."
    elif odds.exact:
        yield "Every future is counted; nothing is sampled."
    if odds.uncounted:
        pledges = f"{odds.uncounted} pledges" if odds.uncounted > 1 else "One pledge"
        count = "count" if odds.uncounted > 1 else "counts"
        yield f"{pledges} of unknown strength {count} as none, so every strength is a lower bound."


def _only(count: int) -> str:
    if count == 1:
        return "The odds rest on the probability of one open factor, an assumption of the case, not of a source."
    rest = f"The odds rest on the probabilities of {count} open factors"
    return f"{rest}, all of them assumptions of the case, none of a source."


def decides(answers: Answers) -> str:
    """Who decides, as a sentence; empty where that was not answered."""
    power = answers.pivots
    if power is None:
        return ""
    if not power.exact and not any(nation.shapley for nation in power.nations):
        return "Who decides cannot be told: too little is known of how likely the open factors are."
    return words.opened(power.sentence)
