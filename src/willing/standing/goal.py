"""What the force is held against: so many persons, a rule over the whole force, or both."""

from __future__ import annotations

from dataclasses import dataclass

from willing.conditions.normal import granted, is_monotone
from willing.conditions.tree import Condition
from willing.conditions.truth import Sight, holds
from willing.standing.resolve import Amounts, tally
from willing.standing.setting import Setting


@dataclass(frozen=True)
class Goal:
    """What the force is held against: so many persons, a rule over the whole force, or both.

    The rule is judged from nobody's point of view: no pledge joins, and ``others`` has no meaning in it.
    """

    persons: int | None = None
    rule: Condition | None = None
    """In normal form."""

    @property
    def monotone(self) -> bool:
        """Whether a larger force can never miss what a smaller one meets."""
        return self.rule is None or is_monotone(self.rule)

    def met(self, setting: Setting, certain: Amounts, conceivable: Amounts) -> bool:
        """Whether the ``certain`` persons suffice and the rule holds.

        Positive mentions of the rule are read from ``certain``, negated ones from ``conceivable``. A literal of an
        open factor counts as false; in a setting at its best (:meth:`Setting.at_best`), as true. Raises
        :class:`ValueError` for a rule that speaks of others.
        """
        if self.persons is not None and sum(certain.values()) < self.persons:
            return False
        if self.rule is None:
            return True
        rule = self.rule if setting.guaranteed is None else granted(self.rule, setting.unsettled)
        surely = tally(setting, certain).whole
        feared = surely if conceivable is certain else tally(setting, conceivable).whole
        return holds(rule, Sight(setting.factors, surely, feared))
