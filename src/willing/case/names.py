"""What to call the entries of a case in a sentence."""

from __future__ import annotations

from willing.case.lasting import lasting
from willing.case.model import Case
from willing.conditions.english import Names

WITH_ARTICLE = frozenset(
    {"United Kingdom", "United States", "Netherlands", "European Union", "Philippines", "Czech Republic", "Gambia"}
)
"""Names that English puts an article before."""


@lasting
def names_of(case: Case) -> Names:
    """Names for the codes of a case; a pledge is called by its id, with its nation behind."""
    nations = {code: in_sentence(nation.name) for code, nation in case.nations.items() if nation.name}
    capabilities = {key: capability.name for key, capability in case.capabilities.items() if capability.name}
    pledges = {pledge.id: f"{pledge.id} ({nations.get(pledge.nation, pledge.nation)})" for pledge in case.pledges}
    factors = {key: factor.title for key, factor in case.factors.items() if factor.title}
    return Names(nations, pledges, capabilities, factors, frozenset(case.weights))


def in_sentence(name: str) -> str:
    """A nation's name within a sentence."""
    return f"the {name}" if name in WITH_ARTICLE else name
