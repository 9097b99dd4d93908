"""From text to a condition, with errors that point at the offending token.

The grammar is that of the case format, version 1; it is LALR(1), so a text of any nesting is read without recursion.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from willing.conditions.tree import (
    And,
    AtLeast,
    Condition,
    Factor,
    Nations,
    Not,
    Or,
    Sends,
    Stands,
    Sum,
    depth,
)
from willing.errors import ConditionError

RESERVED = frozenset({"or", "and", "not", "stands", "sends", "at", "least", "of", "total", "others", "nations"})
"""Words of the language; no factor, capability or pledge may be called so."""

DEEPEST = 60
"""Nesting beyond this is refused: nobody can read it, and every reading of the tree recurses."""

LONGEST = 20_000
"""Characters of one condition beyond which it is taken for something else."""

LANGUAGE = """\
condition  := condition "or" condition | condition "and" condition | "not" condition | "(" condition ")"
            | FACTOR                                   a factor is true: ceasefire
            | NATION "stands"                          at least one pledge of that nation stands: FR stands
            | PLEDGE "stands"                          that very pledge stands: us-air stands
            | NATION "sends" (">=" | "<") NUMBER       persons of its standing pledges: GB sends >= 5000
            | "at least" N "of" "[" condition, ... "]"
            | ("total" | "others") [ "(" NAME, ... ")" ] (">=" | "<") NUMBER
                                                       persons of the whole force, or of other nations only; names of
                                                       nations are alternatives, so are capabilities, and the two
                                                       kinds combine: total(FR, DE, infantry) >= 2_000
            | "nations" (">=" | "<") N                 nations with a standing pledge

`and` binds closer than `or`, `not` closest. Factors and capabilities are lower case, nations upper case, pledge ids
may carry hyphens. A pledge is judged with itself counted in: `total` and `nations` include it, `others` leaves out
its whole nation. `<` on nations or sums, and `not` over them, make a condition non-monotone.
"""
"""The grammar as a reader sees it."""

GRAMMAR = r"""
?start: either
?either: both ("or" both)*
?both: unary ("and" unary)*
?unary: "not" unary -> negation
      | "(" either ")"
      | leaf
?leaf: NAME                                        -> factor
     | (CODE | NAME | PLEDGE) "stands"             -> stands
     | CODE "sends" COMPARISON NUMBER              -> sends
     | "at" "least" NUMBER "of" "[" either ("," either)* "]" -> at_least
     | SCOPE ["(" name ("," name)* ")"] COMPARISON NUMBER    -> sum
     | "nations" COMPARISON NUMBER                 -> nations
?name: CODE | NAME
SCOPE.2: /(total|others)(?![A-Za-z0-9_-])/
COMPARISON: ">=" | "<"
NUMBER: /[0-9]+(_[0-9]+)*/
CODE: /[A-Z][A-Z0-9_]*/
PLEDGE: /[a-z][a-z0-9_]*(-[a-z0-9_]+)+/
NAME: /[a-z][a-z0-9_]*/
%ignore /\s+/
"""

_EXPECTED = {
    "NAME": "a factor",
    "CODE": "a nation",
    "PLEDGE": "a pledge",
    "NUMBER": "a whole number",
    "COMPARISON": "'>=' or '<'",
    "SCOPE": "'total' or 'others'",
    "LPAR": "'('",
    "RPAR": "')'",
    "LSQB": "'['",
    "RSQB": "']'",
    "COMMA": "','",
    "$END": "the end",
}


class _Builder(Transformer[Token, Condition]):
    """Builds the tree as the parser reduces, bottom up, so that no recursion is needed."""

    def either(self, items: list[Condition]) -> Condition:
        return Or(tuple(items))

    def both(self, items: list[Condition]) -> Condition:
        return And(tuple(items))

    def negation(self, items: list[Condition]) -> Condition:
        return Not(items[0])

    def factor(self, items: list[Token]) -> Condition:
        return Factor(str(items[0]))

    def stands(self, items: list[Token]) -> Condition:
        return Stands(str(items[0]))

    def sends(self, items: list[Token]) -> Condition:
        return Sends(str(items[0]), _comparison(items[1]), int(items[2]))

    def at_least(self, items: list[Any]) -> Condition:
        return AtLeast(int(items[0]), tuple(items[1:]))

    def sum(self, items: list[Any]) -> Condition:
        scope, *names, comparison, number = [item for item in items if item is not None]
        return Sum(
            "total" if scope == "total" else "others",
            tuple(map(str, names)),
            _comparison(comparison),
            int(number),
        )

    def nations(self, items: list[Token]) -> Condition:
        return Nations(_comparison(items[0]), int(items[1]))


def _comparison(token: Token) -> Any:
    return ">=" if token == ">=" else "<"


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=True)


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Read one condition.

    Raises :class:`~willing.errors.ConditionError` with the offset of the offending token and what was expected
    there; also for a text over :data:`LONGEST` characters or nested deeper than :data:`DEEPEST`.
    """
    if len(text) > LONGEST:
        raise ConditionError(text, LONGEST, f"longer than {LONGEST:,} characters; split it into several pledges")
    if not text.strip():
        raise ConditionError(text, 0, "empty; leave `if` out for a pledge without condition")
    try:
        condition: Condition = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _explained(text, error) from None
    if depth(condition) > DEEPEST:
        raise ConditionError(text, 0, f"nested deeper than {DEEPEST} levels; split it into several pledges")
    return condition


def _explained(text: str, error: UnexpectedInput) -> ConditionError:
    """Lark's error in the words of a reader: what stands there, what was expected, a hint where one helps."""
    offset, found = len(text.rstrip()), "the end"
    expected: set[str] = set()
    if isinstance(error, UnexpectedCharacters):
        offset = error.pos_in_stream or 0
        found, expected = repr(text[offset]), set(error.allowed or ())
    elif isinstance(error, UnexpectedToken):
        expected = set(error.accepts or error.expected)
        if error.token.type != "$END":
            offset, found = int(error.token.start_pos or 0), repr(str(error.token))
    return ConditionError(text, offset, f"found {found}, expected {_one_of(expected)}{_hint(text, offset)}")


def _hint(text: str, offset: int) -> str:
    rest = text[offset:]
    if rest[:2] in ("<=", "==") or text[max(0, offset - 1) : offset + 1] == "<=":
        return "; compare with '>=' or '<'"
    if rest[:1] in (">", "="):
        return "; write '>='"
    if rest[:1] in ("&", "|", "!"):
        return "; write 'and', 'or', 'not'"
    if rest[:3].lower() in ("and", "or ", "not"):
        return "; the words of the language are lower case"
    if rest[:1] == "," and text[:offset].rstrip()[-1:].isdigit():
        return "; write numbers without separators, or as 25_000"
    if rest.startswith(("at ", "at_")) or rest[:1].isdigit():
        return "; counts read 'at least 2 of [a, b, c]'"
    return ""


def _one_of(terminals: set[str]) -> str:
    names = sorted({_EXPECTED.get(name, f"'{name.lower()}'") for name in terminals if not name.startswith("_")})
    if not names:
        return "something else"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
