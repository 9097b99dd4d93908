"""A condition as an English sentence, with the names a reader knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from willing.conditions.tally import restriction, weight_in
from willing.conditions.tree import (
    And,
    AtLeast,
    Comparison,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    is_nation,
)


@dataclass(frozen=True)
class Names:
    """What to call things: nation codes, pledge ids, capabilities, and factors by their title sentence."""

    nations: Mapping[str, str] = field(default_factory=dict)
    pledges: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, str] = field(default_factory=dict)
    weights: frozenset[str] = frozenset()
    """The names in sums that are weights of nations."""

    def nation(self, code: str) -> str:
        """The nation's name, or its code."""
        return self.nations.get(code, code)

    def pledge(self, pledge: str) -> str:
        """What to call a pledge, or its id."""
        return self.pledges.get(pledge, pledge)

    def who(self, name: str) -> str:
        """A nation or a pledge."""
        return self.nation(name) if is_nation(name) else self.pledge(name)

    def capability(self, name: str) -> str:
        """The capability's name within a sentence."""
        called = self.capabilities.get(name, name.replace("_", " "))
        first = called.split(" ")[0]
        return called if len(first) > 1 and first.isupper() else called[:1].lower() + called[1:]

    def factor(self, name: str) -> str:
        """The factor's title, fit for the middle of a sentence."""
        return _lowered(self.factors.get(name, name.replace("_", " "))).rstrip(".")


def english(condition: Condition, names: Names | None = None) -> str:
    """Say a condition: ``a ceasefire is in force and France sends at least 5,000``.

    ``names`` gives the words for codes; without it the codes themselves are used.
    """
    return _Speaker(names or Names()).say(condition)


def persons(number: int) -> str:
    """A number with thousands separated, as every sentence shows it."""
    return f"{number:,}"


def group(names: tuple[str, ...], words: Names) -> str:
    """What a restricted sum counts: ``infantry of France or Germany``; empty for no restriction."""
    nations = [words.nation(name) for name in names if is_nation(name)]
    capabilities = [words.capability(name) for name in names if not is_nation(name)]
    if nations and capabilities:
        return f"{_either(capabilities)} of {_either(nations)}"
    return _either(capabilities or nations)


def weighed(scope: str, weight: str, names: tuple[str, ...], words: Names) -> str:
    """Whose weight a sum adds up: ``the votes of the other nations taking part, counting only France or Germany,``."""
    nations = [words.nation(name) for name in names if is_nation(name)]
    capabilities = [words.capability(name) for name in names if not is_nation(name)]
    who = "the nations taking part" if scope == "total" else "the other nations taking part"
    having = f" with {_either(capabilities)}" if capabilities else ""
    only = f", counting only {_either(nations)}," if nations else ""
    return f"the {unit(weight)} of {who}{having}{only}"


def unit(weight: str) -> str:
    """A weight's name as a word."""
    return weight.replace("_", " ")


def comes(weight: str) -> str:
    """What a weight does: votes come to a number, a population comes to one."""
    return "come" if weight.endswith("s") else "comes"


def bound(comparison: Comparison, number: int) -> str:
    """``at least 5,000`` or ``fewer than 5,000``."""
    return f"{'at least' if comparison == '>=' else 'fewer than'} {persons(number)}"


@dataclass(frozen=True)
class _Speaker:
    names: Names

    def say(self, condition: Condition) -> str:
        match condition:
            case Factor(name=name):
                return self.names.factor(name)
            case Not(item=Factor(name=name)):
                return f"it is not so that {self.names.factor(name)}"
            case Stands(who=who):
                return f"{self.names.who(who)} {'takes part' if is_nation(who) else 'stands'}"
            case Not(item=Stands(who=who)):
                return f"{self.names.who(who)} does not {'take part' if is_nation(who) else 'stand'}"
            case Sends() | Sum() | Nations():
                return self._number(condition)
            case Not(item=item):
                return f"not ({self.say(item)})"
            case AtLeast(count=count, items=items):
                return f"at least {count} of these hold: {'; '.join(map(self.say, items))}"
            case And(items=items):
                return self._joined(items, "and") or "nothing is asked"
            case Or(items=items):
                return self._joined(items, "or") or "never"

    def _number(self, condition: Sends | Sum | Nations) -> str:
        match condition:
            case Sends(nation=nation, comparison=comparison, persons=number):
                return f"{self.names.nation(nation)} sends {bound(comparison, number)}"
            case Nations(comparison=comparison, count=count):
                return f"{bound(comparison, count)} nations take part"
            case Sum(scope=scope, names=names, comparison=comparison, persons=number):
                weight = weight_in(names, self.names.weights)
                if weight is not None:
                    whose = weighed(scope, weight, restriction(names, {weight}), self.names)
                    return f"{whose} {comes(weight)} to {bound(comparison, number)}"
                only = f", counting only {group(names, self.names)}," if names else ""
                whose = "the whole force{} comes to" if scope == "total" else "the other nations{} together come to"
                return f"{whose.format(only)} {bound(comparison, number)}"

    def _joined(self, items: tuple[Condition, ...], word: str) -> str:
        compound = And | Or | AtLeast
        return f" {word} ".join(f"({self.say(i)})" if isinstance(i, compound) else self.say(i) for i in items)


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}" if words else ""


def _lowered(sentence: str) -> str:
    """A title for mid-sentence: only a leading article or common word goes lower; names keep their capital."""
    first, _, rest = sentence.partition(" ")
    return f"{first.lower()} {rest}" if first in _COMMON and rest else sentence


_COMMON = frozenset({"A", "An", "The", "It", "Its", "Own", "No", "All", "There", "Any", "Interest"})
