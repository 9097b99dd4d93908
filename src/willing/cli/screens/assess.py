"""The screen of `assess`: the answer in a sentence, a bar, nations by verdict with the one main reason, the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from willing.cli.output import hanging, shown, wrapped
from willing.questions.assess import Assessment
from willing.questions.chance import said_chance
from willing.questions.verdicts import NationVerdict
from willing.standing.groups import Group
from willing.standing.verdict import STATUSES, Status

SIGNS: dict[Status, str] = {"firm": "█", "together": "▓", "contested": "▒", "out": "░"}
"""A verdict's fill, so that no colour is needed to tell them apart."""
LEAD = 11
"""Columns of the label at the left."""
MOST_REASONS = 7
"""Reasons listed for the nations of one verdict; the rest are put into one line."""
MOST_GROUPS = 3
"""Signing groups shown; `--json` has them all."""


def screen(answer: Assessment, case: str, options: str, width: int) -> Iterator[Text]:
    """The lines of the screen, at most ``width`` columns wide; ``options`` set the scene for further questions."""
    yield Text(answer.title, style="title")
    yield from wrapped(Text(answer.headline), width)
    yield Text()
    if answer.strength.offered or not answer.pledges:
        yield from _bar(answer, width)
    else:
        said = f"nobody has put a number on any of the {len(answer.pledges)} pledges that count: there is no sum"
        yield from hanging(Text("persons"), Text(said), width, LEAD)
    yield from _rule(answer, width)
    yield from _odds(answer, width)
    yield Text()
    for status in STATUSES:
        yield from _nations(status, [row for row in answer.nations if row.status == status], width)
    yield from _signed(answer, width)
    yield from _apart(answer, width)
    yield Text()
    if any(row.status != "firm" for row in answer.nations):
        yield from _groups(answer, width)
        yield from _single(answer, width)
    yield from _notes(answer, width)
    yield from hanging(
        Text("more", "quiet"), Text(f"willing why {case} {_example(answer)}{options}", "quiet"), width, LEAD
    )


def _bar(answer: Assessment, width: int) -> Iterator[Text]:
    """The force by verdict as one bar, with the target marked, and its legend."""
    room = max(10, width - LEAD - 1)
    whole = max(answer.strength.offered, answer.target or 0, 1)
    bar = Text(" " * LEAD)
    filled, total = 0, 0
    for status in STATUSES:
        total += getattr(answer.strength, status)
        end = round(total * room / whole)
        bar.append(SIGNS[status] * (end - filled), style=status)
        filled = end
    bar.append(" " * (room - filled))
    if answer.target is not None:
        at = LEAD + min(room, round(answer.target * room / whole))
        bar = Text.assemble(bar[:at], ("│", "number"), bar[at + 1 :])
    yield bar
    yield from hanging(Text("persons"), _legend(answer), width, LEAD)


def _legend(answer: Assessment) -> Text:
    legend = Text()
    for status in STATUSES:
        persons = getattr(answer.strength, status)
        if persons or status in ("firm", "together"):
            legend.append(f"{SIGNS[status]} {status} ", style=status).append(shown(persons), style="number")
            legend.append(_range(answer, status)).append("   ")
    if answer.target is not None:
        legend.append("│ target ").append(shown(answer.target), style="number")
    return legend


def _rule(answer: Assessment, width: int) -> Iterator[Text]:
    """A target that is or includes a rule, and whether it is met."""
    if answer.rule is None or answer.met is None:
        return
    if answer.met.firm:
        verdict = Text("met by the firm force", style="firm")
    elif answer.met.together:
        verdict = Text(f"{'met only' if answer.monotone else 'perhaps met'} if signed together", style="together")
    elif answer.met.possible:
        verdict = Text("not met, but it could be", style="out")
    else:
        verdict = Text("not met, and it cannot be by the conditions as stated", style="out")
    wanted = [f"{shown(answer.target)} persons"] if answer.target is not None else []
    asked = " and ".join([*wanted, answer.rule if not wanted else f"({answer.rule})"])
    yield from hanging(Text("target"), Text.assemble(f"{asked}: ", verdict), width, LEAD)


def _odds(answer: Assessment, width: int) -> Iterator[Text]:
    """How likely the target is met, where anything is open."""
    if answer.odds is None:
        return
    mark = answer.odds.target
    firm, together = said_chance(mark.firm, mark.firm_at_most), said_chance(mark.together, mark.together_at_most)
    jointly = f", {together} if signed together" if together != firm else ""
    yield from hanging(Text("odds"), Text(f"of the target: {firm}{jointly}  (willing odds has more)"), width, LEAD)


def _range(answer: Assessment, status: str) -> str:
    low, high = answer.strength_range.firm
    return f" ({shown(low)} to {shown(high)})" if status == "firm" and low != high else ""


def _nations(status: Status, rows: Sequence[NationVerdict], width: int) -> Iterator[Text]:
    """The nations of one verdict, those with the same main reason on one line, the strongest lines first."""
    lead = Text(status, style=status)
    if not rows:
        if status in ("firm", "together"):
            yield from hanging(lead, Text("nobody", style="quiet"), width, LEAD)
        return
    if status == "firm":
        yield from hanging(lead, _row(rows, ""), width, LEAD)
        return
    by_reason = groupby(sorted(rows, key=lambda row: row.reason), key=lambda row: row.reason)
    shared = sorted(((reason, list(found)) for reason, found in by_reason), key=lambda item: -_weight(item[1]))
    for reason, found in shared[:MOST_REASONS]:
        yield from hanging(lead, _row(found, reason), width, LEAD)
        lead = Text()
    rest = [row for _, found in shared[MOST_REASONS:] for row in found]
    if rest:
        yield from hanging(lead, _row(rest, "for other reasons"), width, LEAD)


def _weight(rows: Sequence[NationVerdict]) -> float:
    return sum(row.strength for row in rows) + 0.5 * len(rows)


def _row(rows: Sequence[NationVerdict], reason: str) -> Text:
    line = Text()
    for row in sorted(rows, key=lambda row: (-row.strength, row.nation)):
        line.append(f"{row.nation}\N{NO-BREAK SPACE}", style="number")
        line.append(
            f"{shown(row.strength)}{'+?' if row.unknown else ''} " if row.strength else "? " if row.unknown else "0 "
        )
    return line.append(f"\N{EM DASH} {reason}", style="quiet") if reason else line


def _signed(answer: Assessment, width: int) -> Iterator[Text]:
    """The nations that signed, those apart whose signature is not honoured as things are."""
    signed = [verdict for verdict in answer.pledges if verdict.signed]
    if not signed:
        return
    honoured, not_now = (
        " ".join(dict.fromkeys(verdict.nation for verdict in signed if (verdict.status == "firm") is firm))
        for firm in (True, False)
    )
    body = Text(honoured, style="number")
    if not_now:
        said = "not honoured while their conditions do not hold"
        body.append("; " if honoured else "").append(not_now, style="out").append(f" \N{EM DASH} {said}", style="quiet")
    yield from hanging(Text("signed", style="firm"), body, width, LEAD)


def _apart(answer: Assessment, width: int) -> Iterator[Text]:
    """Pledges that do not take part: the refused ones, and those not yet far enough in stage."""
    refused = sorted({item.nation for item in answer.apart if item.stage == "refused"})
    early = [item.nation for item in answer.apart if item.stage not in ("refused", "withdrawn")]
    if refused:
        body = Text.assemble(" ".join(refused), (" \N{EM DASH} said no to at least one thing asked of them", "quiet"))
        yield from hanging(Text("refused", style="apart"), body, width, LEAD)
    if early:
        said = (
            f"{len(early)} pledges of {len(set(early))} nations have not come as far as '{answer.stage}' (see --stage)"
        )
        yield from hanging(Text("not yet", style="apart"), Text(said, style="quiet"), width, LEAD)


def _groups(answer: Assessment, width: int) -> Iterator[Text]:
    lead = Text("sign")
    nation = {verdict.id: verdict.nation for verdict in answer.pledges}
    for group in answer.groups[:MOST_GROUPS]:
        yield from hanging(lead, _group(group, nation), width, LEAD)
        lead = Text()
    more = len(answer.groups) - MOST_GROUPS
    if more > 0:
        cut = "" if answer.groups_complete else " at least"
        yield from hanging(lead, Text(f"and{cut} {more} more groups (--json lists them)", style="quiet"), width, LEAD)
    elif not answer.groups:
        said = "no group of nations could stand by signing together" if answer.groups_complete else "not searched"
        yield from hanging(lead, Text(said, style="quiet"), width, LEAD)


def _group(group: Group, nation: dict[str, str]) -> Text:
    members = dict.fromkeys(nation[pledge] for pledge in group.pledges)
    line = Text.assemble((" + ".join(members), "together"), f" add {shown(group.adds)}")
    after = dict.fromkeys(nation[pledge] for pledge in group.cascade if nation[pledge] not in members)
    if after:
        line.append(f", then {' '.join(after)} can follow")
    if group.loses:
        line.append(f", but {' '.join(dict.fromkeys(nation[pledge] for pledge in group.loses))} would leave")
    return line.append(": ").append(shown(group.total), style="number").append(" firm")


def _single(answer: Assessment, width: int) -> Iterator[Text]:
    """The single change that adds most; where none adds firm persons, the nearest step."""
    if answer.changes:
        best = answer.changes[0]
        setting = best.factor if best.value else f"{best.factor}=false"
        said = [f"{shown(best.firm)} firm"] if best.adds else []
        said += [f"{shown(best.together)} if signed together"] if best.together > best.firm else []
        line = Text.assemble((setting, "together"), f": {' and '.join(said)}")
        yield from hanging(Text("one change"), line.append(f"  (--assume {setting})", style="quiet"), width, LEAD)
    if answer.nearest is not None:
        step = answer.nearest
        wanted = [name if value else f"{name}=false" for name, value in step.factors.items()]
        wanted += [f"{pledge} signed" for pledge in step.signatures]
        wanted += [f"'{clause}' waived by {pledge}" for pledge, clause in step.waived]
        line = Text.assemble(f"{step.pledge} needs ", (" + ".join(wanted), "together"), ": ")
        line.append(shown(step.strength), style="number").append(" firm")
        yield from hanging(Text("nearest"), line, width, LEAD)
    elif not answer.changes:
        none = Text("no single factor, settled, would add to the force", style="quiet")
        yield from hanging(Text("one change"), none, width, LEAD)


def _notes(answer: Assessment, width: int) -> Iterator[Text]:
    """What a reader must know to read the figures rightly."""
    notes = []
    if answer.unknown_strength.together:
        notes.append("? strength unknown: counted as none, so every sum is a lower bound")
    for name in answer.overridden:
        notes.append(f"the assumption about {name} beats what the case has settled")
    if not answer.monotone:
        notes.append(
            f"others that come can make these fall, so sets may exclude each other: {', '.join(answer.non_monotone)}"
        )
    for note in notes:
        yield from hanging(Text("note", style="quiet"), Text(note, style="quiet"), width, LEAD)


def _example(answer: Assessment) -> str:
    waiting = [row.nation for row in answer.nations if row.status != "firm"] or [row.nation for row in answer.nations]
    return waiting[0] if waiting else "NATION"
