"""One call of an answer-set solver for each scenario; grounded once."""

from __future__ import annotations

from collections.abc import Mapping

import clingo

from willing.conditions.asp import quoted
from willing.standing.program import Encoding
from willing.standing.setting import Setting


class Solver:
    """The firm pledges as the stable model of a program whose factors are set from outside."""

    def __init__(self, setting: Setting) -> None:
        encoding = Encoding(setting, factors="chosen")
        rules = [*encoding.conditions(setting.lines), *encoding.nations()]
        rules += [f"in({quoted(line.pledge)}) :- holds({quoted(line.pledge)})." for line in setting.lines]
        rules += [f"#external {value}({name})." for name in setting.factors for value in ("true", "false")]
        rules.append("#show in/1.")
        self.control = clingo.Control(["--warn=none", "--eq=0"])
        self.control.add("base", [], "\n".join(rules))
        self.control.ground([("base", [])])
        self.most = {line.pledge: line.most for line in setting.lines}

    def force(self, scenario: Mapping[str, bool]) -> int:
        """Persons of the firm force."""
        for name, value in scenario.items():
            for literal in (True, False):
                symbol = clingo.Function(str(literal).lower(), [clingo.Function(name)])
                self.control.assign_external(symbol, value is literal)
        with self.control.solve(yield_=True) as handle:
            model = next(iter(handle))
            return sum(self.most[symbol.arguments[0].string] for symbol in model.symbols(shown=True))
